//! Edits that were taken, so that a repeated one is known. Posts and comments share them.

use circles_domain::{EditId, PersonId, Timestamp};
use sqlx::{SqliteConnection, SqliteExecutor};
use uuid::Uuid;

/// An edit that was taken.
#[derive(Clone, Copy, Debug)]
pub struct TakenEdit {
    /// By whom.
    pub author: PersonId,
    /// Of which post or comment.
    pub subject: Uuid,
    /// Of the request.
    pub request_hash: [u8; 32],
}

/// The edit of that id, if it was taken.
///
/// # Errors
/// When the database fails.
pub async fn find_edit(db: impl SqliteExecutor<'_>, id: EditId) -> sqlx::Result<Option<TakenEdit>> {
    let row: Option<(Uuid, Uuid, Vec<u8>)> =
        sqlx::query_as("SELECT author_id, subject_id, request_hash FROM edit WHERE id = $1")
            .bind(id.0)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(author, subject, hash)| TakenEdit {
        author: PersonId(author),
        subject,
        request_hash: hash.try_into().unwrap_or_default(),
    }))
}

/// Remembers an edit.
///
/// # Errors
/// When the database fails.
pub async fn put_edit(
    db: &mut SqliteConnection,
    id: EditId,
    edit: TakenEdit,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO edit (id, author_id, subject_id, request_hash, accepted_at_us) VALUES ($1, $2, $3, $4, $5)")
        .bind(id.0)
        .bind(edit.author.0)
        .bind(edit.subject)
        .bind(edit.request_hash.as_slice())
        .bind(now.as_micros())
        .execute(db)
        .await?;
    Ok(())
}

impl TakenEdit {
    /// Whether this is the same request.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        self.author == other.author
            && self.subject == other.subject
            && self.request_hash == other.request_hash
    }
}
