//! `comment_draft`: one unfinished comment a post, with the id that it will have.

use circles_domain::{CommentId, PostId, Timestamp};
use sqlx::{Row, SqliteConnection};

use super::id;
use crate::{Change, OutboxWrite, Result};

/// An unfinished comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentDraft {
    /// Under which post.
    pub post: PostId,
    /// The id that the comment will have.
    pub comment: CommentId,
    /// The words so far.
    pub text: String,
}

/// Inserts or replaces the draft of a post.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut OutboxWrite, draft: &CommentDraft, now: Timestamp) -> Result<()> {
    sqlx::query(
        "INSERT INTO comment_draft (post_id, comment_id, text, saved_at_us) VALUES (?, ?, ?, ?)
         ON CONFLICT (post_id) DO UPDATE
         SET comment_id = excluded.comment_id, text = excluded.text, saved_at_us = excluded.saved_at_us",
    )
    .bind(draft.post.as_bytes().as_slice())
    .bind(draft.comment.as_bytes().as_slice())
    .bind(&draft.text)
    .bind(now.as_micros())
    .execute(&mut **write)
    .await?;
    write.changed(Change::Post(draft.post));
    Ok(())
}

/// The draft of a post.
///
/// # Errors
/// What SQLite says.
pub async fn find(connection: &mut SqliteConnection, post: PostId) -> Result<Option<CommentDraft>> {
    let row = sqlx::query("SELECT comment_id, text FROM main.comment_draft WHERE post_id = ?")
        .bind(post.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(CommentDraft { post, comment: id!(CommentId, row, "comment_id"), text: row.try_get("text")? }))
}

/// Takes the draft of a post away.
///
/// # Errors
/// What SQLite says.
pub async fn delete(write: &mut OutboxWrite, post: PostId) -> Result<()> {
    sqlx::query("DELETE FROM comment_draft WHERE post_id = ?")
        .bind(post.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    write.changed(Change::Post(post));
    Ok(())
}
