//! `draft`: unfinished posts.

use circles_domain::{CircleId, PostId, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{find_id, id};
use crate::{Change, OutboxWrite, Result};

/// An unfinished post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The id that the post will have.
    pub post: PostId,
    /// Where, once chosen.
    pub circle: Option<CircleId>,
    /// The words so far.
    pub text: String,
    /// When it was last saved.
    pub saved_at: Timestamp,
}

impl Draft {
    fn read(row: &SqliteRow) -> Result<Self> {
        Ok(Self {
            post: id!(PostId, row, "post_id"),
            circle: find_id!(CircleId, row, "circle_id"),
            text: row.try_get("text")?,
            saved_at: Timestamp::from_micros(row.try_get("saved_at_us")?),
        })
    }
}

/// Inserts or replaces a draft.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut OutboxWrite, draft: &Draft) -> Result<()> {
    sqlx::query(
        "INSERT INTO draft (post_id, circle_id, text, saved_at_us) VALUES (?, ?, ?, ?)
         ON CONFLICT (post_id) DO UPDATE
         SET circle_id = excluded.circle_id, text = excluded.text, saved_at_us = excluded.saved_at_us",
    )
    .bind(draft.post.as_bytes().as_slice())
    .bind(draft.circle.map(|circle| circle.as_bytes().to_vec()))
    .bind(&draft.text)
    .bind(draft.saved_at.as_micros())
    .execute(&mut **write)
    .await?;
    write.changed(Change::Drafts);
    Ok(())
}

/// One draft.
///
/// # Errors
/// What SQLite says.
pub async fn find(connection: &mut SqliteConnection, post: PostId) -> Result<Option<Draft>> {
    sqlx::query("SELECT post_id, circle_id, text, saved_at_us FROM main.draft WHERE post_id = ?")
        .bind(post.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?
        .as_ref()
        .map(Draft::read)
        .transpose()
}

/// All drafts, newest first.
///
/// # Errors
/// What SQLite says.
pub async fn list(connection: &mut SqliteConnection) -> Result<Vec<Draft>> {
    sqlx::query("SELECT post_id, circle_id, text, saved_at_us FROM main.draft ORDER BY saved_at_us DESC, post_id DESC")
        .fetch_all(connection)
        .await?
        .iter()
        .map(Draft::read)
        .collect()
}

/// Takes the draft's row away; its attachments stay. Returns whether it was there.
///
/// # Errors
/// What SQLite says.
pub async fn delete(write: &mut OutboxWrite, post: PostId) -> Result<bool> {
    let done = sqlx::query("DELETE FROM draft WHERE post_id = ?")
        .bind(post.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    write.changed(Change::Drafts);
    Ok(done.rows_affected() > 0)
}

/// Takes drafts away that never got a word or a file.
///
/// # Errors
/// What SQLite says.
pub async fn delete_empty(write: &mut OutboxWrite) -> Result<()> {
    sqlx::query(
        "DELETE FROM draft WHERE text = ''
         AND NOT EXISTS (SELECT 1 FROM draft_attachment a WHERE a.post_id = draft.post_id)",
    )
    .execute(&mut **write)
    .await?;
    write.changed(Change::Drafts);
    Ok(())
}
