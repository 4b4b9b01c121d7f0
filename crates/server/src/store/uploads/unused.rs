//! What nobody needs, for the sweep.

use circles_domain::attachment::Rendition;
use circles_domain::{AttachmentId, Timestamp};
use sqlx::SqliteExecutor;
use uuid::Uuid;

/// Renditions announced before `cutoff` that no post carries and that are nobody's face.
///
/// # Errors
/// When the database fails.
pub async fn unused(
    db: impl SqliteExecutor<'_>,
    cutoff: Timestamp,
) -> sqlx::Result<Vec<(AttachmentId, Rendition)>> {
    let rows: Vec<(Uuid, String)> = sqlx::query_as(
        "SELECT u.attachment_id, u.rendition FROM upload u
         WHERE u.created_at_us < $1
           AND NOT EXISTS (SELECT 1 FROM post_attachment WHERE attachment_id = u.attachment_id)
           AND NOT EXISTS (SELECT 1 FROM person WHERE avatar_id = u.attachment_id)
           AND NOT EXISTS (SELECT 1 FROM circle WHERE cover_id = u.attachment_id OR icon_id = u.attachment_id)",
    )
    .bind(cutoff.as_micros())
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, name)| Some((AttachmentId(id), Rendition::from_name(&name)?)))
        .collect())
}

/// Whether any upload, complete or not, has these bytes.
///
/// # Errors
/// When the database fails.
pub async fn names(db: impl SqliteExecutor<'_>, sha256: &[u8; 32]) -> sqlx::Result<bool> {
    let (named,): (bool,) = sqlx::query_as("SELECT EXISTS (SELECT 1 FROM upload WHERE sha256 = $1)")
        .bind(sha256.as_slice())
        .fetch_one(db)
        .await?;
    Ok(named)
}
