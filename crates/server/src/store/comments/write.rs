//! Adding, changing and burying comments. Each notes its change.

use circles_domain::{CircleId, CommentId, PostId, Timestamp};
use sqlx::SqliteConnection;

use super::NewComment;
use crate::store::changes::{self, Change};

/// Adds a comment, counts it and notes the change.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &mut SqliteConnection, comment: &NewComment) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO comment (id, post_id, author_id, text, accepted_at_us, request_hash) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(comment.id.0)
        .bind(comment.post.0)
        .bind(comment.author.0)
        .bind(&comment.text)
        .bind(comment.accepted_at.as_micros())
        .bind(comment.request_hash.as_slice())
        .execute(&mut *db)
        .await?;
    sqlx::query("UPDATE post SET comment_count = comment_count + 1 WHERE id = $1")
        .bind(comment.post.0)
        .execute(&mut *db)
        .await?;
    changes::note(db, Change::Comment(comment.circle, comment.id), comment.accepted_at).await
}

/// Changes the words and notes the change.
///
/// # Errors
/// When the database fails.
pub async fn edit(
    db: &mut SqliteConnection,
    circle: CircleId,
    id: CommentId,
    text: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE comment SET text = $2, version = version + 1, edited_at_us = $3 WHERE id = $1 AND state = 'kept'")
        .bind(id.0)
        .bind(text)
        .bind(now.as_micros())
        .execute(&mut *db)
        .await?;
    changes::note(db, Change::Comment(circle, id), now).await
}

/// Takes a comment away for ever and notes the change.
///
/// # Errors
/// When the database fails.
pub async fn bury(
    db: &mut SqliteConnection,
    circle: CircleId,
    id: CommentId,
    post: PostId,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE comment SET state = 'deleted', text = '', version = version + 1 WHERE id = $1 AND state = 'kept'")
        .bind(id.0)
        .execute(&mut *db)
        .await?;
    sqlx::query("UPDATE post SET comment_count = comment_count - 1 WHERE id = $1")
        .bind(post.0)
        .execute(&mut *db)
        .await?;
    changes::note(db, Change::Comment(circle, id), now).await
}

/// Takes a comment out of sight, or puts it back: the words wait for an appeal. Notes the change; `false` when it was
/// not there to be moved.
///
/// # Errors
/// When the database fails.
pub async fn set_removed(
    db: &mut SqliteConnection,
    circle: CircleId,
    id: CommentId,
    removed: bool,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let (from, to) = if removed { ("kept", "removed") } else { ("removed", "kept") };
    let done =
        sqlx::query("UPDATE comment SET state = $3, version = version + 1 WHERE id = $1 AND state = $2")
            .bind(id.0)
            .bind(from)
            .bind(to)
            .execute(&mut *db)
            .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("UPDATE post SET comment_count = comment_count + $2 WHERE id = (SELECT post_id FROM comment WHERE id = $1)")
        .bind(id.0)
        .bind(if removed { -1 } else { 1 })
        .execute(&mut *db)
        .await?;
    changes::note(db, Change::Comment(circle, id), now).await?;
    Ok(true)
}
