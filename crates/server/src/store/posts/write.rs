//! Adding, changing and burying posts. Each notes its change.

use circles_domain::{CircleId, PostId, Timestamp};
use sqlx::SqliteConnection;

use super::NewPost;
use crate::store::changes::{self, Change};
use crate::store::circles;
use crate::store::govern::pins;

/// Adds a post under the gates of now and notes the change. Whether they let it in was decided in this transaction.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &mut SqliteConnection, post: &NewPost) -> sqlx::Result<()> {
    let attachments =
        serde_json::to_string(&post.attachments).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    sqlx::query(
        "INSERT INTO post (id, circle_id, author_id, text, attachments, accepted_at_us, request_hash, gate_version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT gate_version FROM circle WHERE id = $2))",
    )
    .bind(post.id.0)
    .bind(post.circle.0)
    .bind(post.author.0)
    .bind(&post.text)
    .bind(attachments)
    .bind(post.accepted_at.as_micros())
    .bind(post.request_hash.as_slice())
    .execute(&mut *db)
    .await?;
    for attachment in &post.attachments {
        sqlx::query("INSERT INTO post_attachment (attachment_id, post_id) VALUES ($1, $2)")
            .bind(attachment.id.0)
            .bind(post.id.0)
            .execute(&mut *db)
            .await?;
    }
    sqlx::query("UPDATE circle SET post_count = post_count + 1 WHERE id = $1")
        .bind(post.circle.0)
        .execute(&mut *db)
        .await?;
    changes::note(db, Change::Post(post.circle, post.id), post.accepted_at).await
}

/// Changes the words and notes the change.
///
/// # Errors
/// When the database fails.
pub async fn edit(
    db: &mut SqliteConnection,
    circle: CircleId,
    id: PostId,
    text: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE post SET text = $2, version = version + 1, edited_at_us = $3 WHERE id = $1 AND state = 'kept'")
        .bind(id.0)
        .bind(text)
        .bind(now.as_micros())
        .execute(&mut *db)
        .await?;
    changes::note(db, Change::Post(circle, id), now).await
}

/// Takes a post away for ever: a tombstone stays, words and pictures do not. Notes the change.
///
/// # Errors
/// When the database fails.
pub async fn bury(
    db: &mut SqliteConnection,
    circle: CircleId,
    id: PostId,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE post SET state = 'deleted', text = '', attachments = '[]', version = version + 1 WHERE id = $1 AND state = 'kept'")
        .bind(id.0)
        .execute(&mut *db)
        .await?;
    sqlx::query("DELETE FROM post_attachment WHERE post_id = $1").bind(id.0).execute(&mut *db).await?;
    // What is gone takes no place among the three in front.
    if pins::unpin(&mut *db, circle, id).await? {
        circles::touch(&mut *db, circle, now).await?;
    }
    sqlx::query("DELETE FROM pinned_post WHERE post_id = $1").bind(id.0).execute(&mut *db).await?;
    sqlx::query("UPDATE circle SET post_count = post_count - 1 WHERE id = $1")
        .bind(circle.0)
        .execute(&mut *db)
        .await?;
    changes::note(db, Change::Post(circle, id), now).await
}

/// Takes a post out of sight, or puts it back: words and pictures wait for an appeal. Notes the change; `false` when it
/// was not there to be moved.
///
/// # Errors
/// When the database fails.
pub async fn set_removed(
    db: &mut SqliteConnection,
    circle: CircleId,
    id: PostId,
    removed: bool,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let (from, to) = if removed { ("kept", "removed") } else { ("removed", "kept") };
    let done = sqlx::query(
        "UPDATE post SET state = $4, version = version + 1 WHERE id = $1 AND circle_id = $2 AND state = $3",
    )
    .bind(id.0)
    .bind(circle.0)
    .bind(from)
    .bind(to)
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("UPDATE circle SET post_count = post_count + $2 WHERE id = $1")
        .bind(circle.0)
        .bind(if removed { -1 } else { 1 })
        .execute(&mut *db)
        .await?;
    changes::note(db, Change::Post(circle, id), now).await?;
    Ok(true)
}
