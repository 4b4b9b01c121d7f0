//! `draft_attachment`: the files of drafts, as the post will speak of them. The rows stay while the post is in the outbox,
//! so that giving up sending gives the draft back as it was.

use circles_domain::attachment::{AttachmentDraft, AttachmentKind};
use circles_domain::{AttachmentId, PostId};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{from_name, id, to_name};
use crate::{Change, Error, OutboxWrite, Result};

/// A file of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftAttachment {
    /// What the post will say of it.
    pub attachment: AttachmentDraft,
    /// The name that the file had; never sent.
    pub name: String,
    /// Whether place, camera data or the like were found and removed.
    pub removed_metadata: bool,
    /// Bytes that will be sent.
    pub size_bytes: i64,
}

/// Adds a file at the end of a draft.
///
/// # Errors
/// What SQLite says.
pub async fn insert(write: &mut OutboxWrite, post: PostId, file: &DraftAttachment) -> Result<()> {
    let attachment = &file.attachment;
    sqlx::query(
        "INSERT INTO draft_attachment (attachment_id, post_id, position, kind, name, width, height, thumbhash, alt,
                                       duration_ms, removed_metadata)
         VALUES (?1, ?2, (SELECT coalesce(max(position), -1) + 1 FROM draft_attachment WHERE post_id = ?2),
                 ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )
    .bind(attachment.id.as_bytes().as_slice())
    .bind(post.as_bytes().as_slice())
    .bind(to_name(&attachment.kind, "kind")?)
    .bind(&file.name)
    .bind(attachment.width)
    .bind(attachment.height)
    .bind(&attachment.thumbhash)
    .bind(&attachment.alt)
    .bind(attachment.duration_ms)
    .bind(file.removed_metadata)
    .execute(&mut **write)
    .await?;
    write.changed(Change::Drafts);
    Ok(())
}

/// The files of a draft, in order. A video has a poster when the poster's file is there.
///
/// # Errors
/// What SQLite says.
pub async fn list(connection: &mut SqliteConnection, post: PostId) -> Result<Vec<DraftAttachment>> {
    sqlx::query(
        "SELECT attachment_id, kind, name, width, height, thumbhash, alt, duration_ms, removed_metadata,
                (SELECT coalesce(sum(f.size_bytes), 0) FROM main.outbox_file f
                 WHERE f.attachment_id = a.attachment_id) AS size_bytes,
                EXISTS (SELECT 1 FROM main.outbox_file f
                        WHERE f.attachment_id = a.attachment_id AND f.rendition = 'poster') AS has_poster
         FROM main.draft_attachment a WHERE post_id = ? ORDER BY position, attachment_id",
    )
    .bind(post.as_bytes().as_slice())
    .fetch_all(connection)
    .await?
    .iter()
    .map(read)
    .collect()
}

fn read(row: &SqliteRow) -> Result<DraftAttachment> {
    let small = |column| -> Result<u32> {
        u32::try_from(row.try_get::<i64, _>(column)?).map_err(|_| Error::Row("attachment"))
    };
    let kind: AttachmentKind = from_name(row.try_get("kind")?, "kind")?;
    Ok(DraftAttachment {
        attachment: AttachmentDraft {
            id: id!(AttachmentId, row, "attachment_id"),
            kind,
            width: small("width")?,
            height: small("height")?,
            thumbhash: row.try_get("thumbhash")?,
            alt: row.try_get("alt")?,
            duration_ms: small("duration_ms")?,
            has_poster: row.try_get("has_poster")?,
        },
        name: row.try_get("name")?,
        removed_metadata: row.try_get("removed_metadata")?,
        size_bytes: row.try_get("size_bytes")?,
    })
}

/// Says in words what an attachment shows. Returns whether it was there.
///
/// # Errors
/// What SQLite says.
pub async fn describe(
    write: &mut OutboxWrite,
    post: PostId,
    attachment: AttachmentId,
    alt: &str,
) -> Result<bool> {
    let done = sqlx::query("UPDATE draft_attachment SET alt = ? WHERE attachment_id = ? AND post_id = ?")
        .bind(alt)
        .bind(attachment.as_bytes().as_slice())
        .bind(post.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    write.changed(Change::Drafts);
    Ok(done.rows_affected() > 0)
}

/// Puts attachments in a new order; those that are not named keep behind.
///
/// # Errors
/// What SQLite says.
pub async fn reorder(write: &mut OutboxWrite, post: PostId, order: &[AttachmentId]) -> Result<()> {
    sqlx::query("UPDATE draft_attachment SET position = position + 1000 WHERE post_id = ?")
        .bind(post.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    for (position, attachment) in order.iter().enumerate() {
        sqlx::query("UPDATE draft_attachment SET position = ? WHERE attachment_id = ? AND post_id = ?")
            .bind(i64::try_from(position).unwrap_or(i64::MAX))
            .bind(attachment.as_bytes().as_slice())
            .bind(post.as_bytes().as_slice())
            .execute(&mut **write)
            .await?;
    }
    write.changed(Change::Drafts);
    Ok(())
}

/// Keeps the look of a video's poster.
///
/// # Errors
/// What SQLite says.
pub async fn set_thumbhash(write: &mut OutboxWrite, attachment: AttachmentId, thumbhash: &str) -> Result<()> {
    sqlx::query("UPDATE draft_attachment SET thumbhash = ? WHERE attachment_id = ?")
        .bind(thumbhash)
        .bind(attachment.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    write.changed(Change::Drafts);
    Ok(())
}

/// Takes one attachment away. Returns whether it was there.
///
/// # Errors
/// What SQLite says.
pub async fn delete(write: &mut OutboxWrite, post: PostId, attachment: AttachmentId) -> Result<bool> {
    let done = sqlx::query("DELETE FROM draft_attachment WHERE attachment_id = ? AND post_id = ?")
        .bind(attachment.as_bytes().as_slice())
        .bind(post.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    write.changed(Change::Drafts);
    Ok(done.rows_affected() > 0)
}

/// Takes all attachments of a post away.
///
/// # Errors
/// What SQLite says.
pub async fn delete_all(write: &mut OutboxWrite, post: PostId) -> Result<()> {
    sqlx::query("DELETE FROM draft_attachment WHERE post_id = ?")
        .bind(post.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    Ok(())
}
