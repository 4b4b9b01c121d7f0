//! Uploads: what was announced, what is complete, and whether a post may carry it.

mod attachable;
mod unused;

use circles_domain::attachment::{AttachmentKind, Rendition};
use circles_domain::{AttachmentId, PersonId, Timestamp};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

pub use attachable::{check_attachable, check_picture};
pub use unused::{names, unused};

/// One rendition, announced or complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Of which attachment.
    pub id: AttachmentId,
    /// Which rendition.
    pub rendition: Rendition,
    /// Who announced it.
    pub owner: PersonId,
    /// Photo or video.
    pub kind: AttachmentKind,
    /// Bytes in all.
    pub size_bytes: u64,
    /// Of all bytes.
    pub sha256: [u8; 32],
    /// What the bytes are, once all are there and were looked at.
    pub seen: Option<Seen>,
}

/// What the server itself saw in the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Under which type to serve them.
    pub media_type: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Length of a video.
    pub duration_ms: u32,
}

#[derive(FromRow)]
struct UploadRow {
    owner_id: Uuid,
    kind: String,
    size_bytes: i64,
    sha256: Vec<u8>,
    complete: bool,
    media_type: String,
    width: u32,
    height: u32,
    duration_ms: u32,
}

const fn kind_name(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Photo => "photo",
        AttachmentKind::Video => "video",
    }
}

/// What is known of a rendition.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: impl SqliteExecutor<'_>,
    id: AttachmentId,
    rendition: Rendition,
) -> sqlx::Result<Option<Upload>> {
    let row: Option<UploadRow> = sqlx::query_as(
        "SELECT owner_id, kind, size_bytes, sha256, complete, media_type, width, height, duration_ms
         FROM upload WHERE attachment_id = $1 AND rendition = $2",
    )
    .bind(id.0)
    .bind(rendition.as_str())
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Upload {
        id,
        rendition,
        owner: PersonId(row.owner_id),
        kind: if row.kind == "video" { AttachmentKind::Video } else { AttachmentKind::Photo },
        size_bytes: row.size_bytes.unsigned_abs(),
        sha256: row.sha256.try_into().unwrap_or_default(),
        seen: row.complete.then_some(Seen {
            media_type: row.media_type,
            width: row.width,
            height: row.height,
            duration_ms: row.duration_ms,
        }),
    }))
}

/// Announces a rendition.
///
/// # Errors
/// When the database fails.
pub async fn insert(db: &mut SqliteConnection, upload: &Upload, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO upload (attachment_id, rendition, owner_id, kind, size_bytes, sha256, created_at_us) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(upload.id.0)
    .bind(upload.rendition.as_str())
    .bind(upload.owner.0)
    .bind(kind_name(upload.kind))
    .bind(i64::try_from(upload.size_bytes).unwrap_or(i64::MAX))
    .bind(upload.sha256.as_slice())
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// Says that all bytes are there, and what they are. The file is in its place and synced.
///
/// # Errors
/// When the database fails.
pub async fn complete(
    db: &mut SqliteConnection,
    id: AttachmentId,
    rendition: Rendition,
    seen: &Seen,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE upload SET complete = 1, media_type = $3, width = $4, height = $5, duration_ms = $6 WHERE attachment_id = $1 AND rendition = $2",
    )
    .bind(id.0)
    .bind(rendition.as_str())
    .bind(&seen.media_type)
    .bind(seen.width)
    .bind(seen.height)
    .bind(seen.duration_ms)
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets a rendition that no post carries; `false` when one does.
///
/// # Errors
/// When the database fails.
pub async fn forget(db: &mut SqliteConnection, id: AttachmentId, rendition: Rendition) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "DELETE FROM upload WHERE attachment_id = $1 AND rendition = $2
                              AND NOT EXISTS (SELECT 1 FROM post_attachment WHERE attachment_id = $1)",
    )
    .bind(id.0)
    .bind(rendition.as_str())
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Bytes that a person announced or stored.
///
/// # Errors
/// When the database fails.
pub async fn stored_bytes(db: impl SqliteExecutor<'_>, owner: PersonId) -> sqlx::Result<u64> {
    let (bytes,): (i64,) = sqlx::query_as(
        "SELECT CAST(coalesce(sum(size_bytes), 0) AS INTEGER) FROM upload WHERE owner_id = $1",
    )
    .bind(owner.0)
    .fetch_one(db)
    .await?;
    Ok(bytes.unsigned_abs())
}
