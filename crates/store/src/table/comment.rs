//! `comment` and `comment_page`: comments, and how far those of a post were read.

use circles_domain::{CommentId, PostId, Timestamp};
use circles_wire::comment::CommentResponse;
use sqlx::{Row, SqliteConnection};

use super::{id, person};
use crate::{CacheWrite, Change, Result};

/// Keeps a comment, unless a newer version, or its end, is known.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut CacheWrite, comment: &CommentResponse) -> Result<()> {
    person::remember(write, &comment.author).await?;
    let done = sqlx::query(
        "INSERT INTO comment (comment_id, version, gone, post_id, author_id, text, accepted_at_us, edited_at_us)
         VALUES (?, ?, 0, ?, ?, ?, ?, ?)
         ON CONFLICT (comment_id) DO UPDATE
         SET version = excluded.version, gone = 0, post_id = excluded.post_id, author_id = excluded.author_id,
             text = excluded.text, accepted_at_us = excluded.accepted_at_us, edited_at_us = excluded.edited_at_us
         WHERE excluded.version > comment.version",
    )
    .bind(comment.id.as_bytes().as_slice())
    .bind(comment.version)
    .bind(comment.post.as_bytes().as_slice())
    .bind(comment.author.id.as_bytes().as_slice())
    .bind(&comment.text)
    .bind(comment.accepted_at.as_micros())
    .bind(comment.edited_at.map(Timestamp::as_micros))
    .execute(&mut **write)
    .await?;
    if done.rows_affected() > 0 {
        write.changed(Change::Post(comment.post));
    }
    Ok(())
}

/// A comment is gone; its row stays, empty, so that an older page cannot bring it back.
///
/// # Errors
/// What SQLite says.
pub async fn mark_gone(write: &mut CacheWrite, comment: CommentId, post: PostId, version: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO comment (comment_id, version, gone, post_id, author_id, text, accepted_at_us, edited_at_us)
         VALUES (?, ?, 1, ?, zeroblob(16), '', 0, NULL)
         ON CONFLICT (comment_id) DO UPDATE SET version = excluded.version, gone = 1, text = ''
         WHERE excluded.version >= comment.version",
    )
    .bind(comment.as_bytes().as_slice())
    .bind(version)
    .bind(post.as_bytes().as_slice())
    .execute(&mut **write)
    .await?;
    write.changed(Change::Post(post));
    Ok(())
}

/// Oneself deleted a comment.
///
/// # Errors
/// What SQLite says.
pub async fn mark_deleted(write: &mut CacheWrite, comment: CommentId, post: PostId) -> Result<()> {
    let known: Option<i64> = sqlx::query_scalar("SELECT version FROM comment WHERE comment_id = ?")
        .bind(comment.as_bytes().as_slice())
        .fetch_optional(&mut **write)
        .await?;
    mark_gone(write, comment, post, known.map_or(1, |version| version.saturating_add(1))).await
}

/// The post of a comment that is held.
///
/// # Errors
/// What SQLite says.
pub async fn find_post(connection: &mut SqliteConnection, comment: CommentId) -> Result<Option<PostId>> {
    let row = sqlx::query("SELECT post_id FROM comment WHERE comment_id = ? AND gone = 0")
        .bind(comment.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    row.map(|row| Ok(id!(PostId, row, "post_id"))).transpose()
}

/// A comment is there, but not for oneself: it is forgotten, and comes back if the server gives it again.
///
/// # Errors
/// What SQLite says.
pub async fn hide(write: &mut CacheWrite, comment: CommentId, post: PostId) -> Result<()> {
    sqlx::query("DELETE FROM comment WHERE comment_id = ? AND gone = 0")
        .bind(comment.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    write.changed(Change::Post(post));
    Ok(())
}

/// How far the comments of a post were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// The youngest comment of the last page; `None` when that page was empty.
    pub after: Option<(Timestamp, CommentId)>,
    /// Whether the server has younger ones.
    pub more: bool,
}

/// How far the comments of a post were read; `None` when never.
///
/// # Errors
/// What SQLite says.
pub async fn find_read(connection: &mut SqliteConnection, post: PostId) -> Result<Option<Read>> {
    let row = sqlx::query("SELECT after_us, after_id, more FROM comment_page WHERE post_id = ?")
        .bind(post.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let after = CommentId::from_slice(row.try_get("after_id")?)
        .map(|id| Ok::<_, sqlx::Error>((Timestamp::from_micros(row.try_get("after_us")?), id)))
        .transpose()?;
    Ok(Some(Read { after, more: row.try_get("more")? }))
}

/// Keeps how far the comments of a post were read.
///
/// # Errors
/// What SQLite says.
pub async fn save_read(write: &mut CacheWrite, post: PostId, read: Read) -> Result<()> {
    sqlx::query(
        "INSERT INTO comment_page (post_id, after_us, after_id, more) VALUES (?, ?, ?, ?)
         ON CONFLICT (post_id) DO UPDATE
         SET after_us = excluded.after_us, after_id = excluded.after_id, more = excluded.more",
    )
    .bind(post.as_bytes().as_slice())
    .bind(read.after.map_or(0, |(at, _)| at.as_micros()))
    .bind(read.after.map_or(Vec::new(), |(_, id)| id.as_bytes().to_vec()))
    .bind(read.more)
    .execute(&mut **write)
    .await?;
    write.changed(Change::Post(post));
    Ok(())
}
