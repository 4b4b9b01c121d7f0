//! `outbox_file`: the app's own copies of what was attached, for drafts and for what waits to be sent.

use std::collections::HashSet;

use circles_domain::attachment::Rendition;
use circles_domain::{AttachmentId, PostId};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::id;
use crate::{Change, Error, OutboxWrite, Result};

/// One file. Its bytes are at `attachments/<sha256>` before this row exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxFile {
    /// Of which attachment.
    pub attachment: AttachmentId,
    /// Which form of it.
    pub rendition: Rendition,
    /// For which post.
    pub post: PostId,
    /// SHA-256 of its bytes, lower-case hex: also the name of the file.
    pub sha256: String,
    /// Its size.
    pub size_bytes: i64,
    /// Whether the server has all of it.
    pub uploaded: bool,
}

impl OutboxFile {
    fn read(row: &SqliteRow) -> Result<Self> {
        let sha256: &[u8] = row.try_get("sha256")?;
        Ok(Self {
            attachment: id!(AttachmentId, row, "attachment_id"),
            rendition: Rendition::from_name(row.try_get("rendition")?).ok_or(Error::Row("rendition"))?,
            post: id!(PostId, row, "post_id"),
            sha256: hex::encode(sha256),
            size_bytes: row.try_get("size_bytes")?,
            uploaded: row.try_get("uploaded")?,
        })
    }
}

/// Inserts or replaces a file.
///
/// # Errors
/// What SQLite says; [`Error::Row`] for a hash that is none.
pub async fn save(write: &mut OutboxWrite, file: &OutboxFile) -> Result<()> {
    sqlx::query(
        "INSERT INTO outbox_file (attachment_id, rendition, post_id, sha256, size_bytes, uploaded)
         VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (attachment_id, rendition) DO UPDATE
         SET post_id = excluded.post_id, sha256 = excluded.sha256, size_bytes = excluded.size_bytes,
             uploaded = excluded.uploaded",
    )
    .bind(file.attachment.as_bytes().as_slice())
    .bind(file.rendition.as_str())
    .bind(file.post.as_bytes().as_slice())
    .bind(hex::decode(&file.sha256).map_err(|_| Error::Row("sha256"))?)
    .bind(file.size_bytes)
    .bind(file.uploaded)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The local file of a rendition, for showing it before, and while, it is sent.
///
/// # Errors
/// What SQLite says.
pub async fn find(
    connection: &mut SqliteConnection,
    attachment: AttachmentId,
    rendition: Rendition,
) -> Result<Option<OutboxFile>> {
    sqlx::query(
        "SELECT attachment_id, rendition, post_id, sha256, size_bytes, uploaded FROM main.outbox_file
         WHERE attachment_id = ? AND rendition = ?",
    )
    .bind(attachment.as_bytes().as_slice())
    .bind(rendition.as_str())
    .fetch_optional(connection)
    .await?
    .as_ref()
    .map(OutboxFile::read)
    .transpose()
}

/// The files of a post.
///
/// # Errors
/// What SQLite says.
pub async fn list(connection: &mut SqliteConnection, post: PostId) -> Result<Vec<OutboxFile>> {
    sqlx::query(
        "SELECT attachment_id, rendition, post_id, sha256, size_bytes, uploaded FROM main.outbox_file
         WHERE post_id = ? ORDER BY attachment_id, rendition",
    )
    .bind(post.as_bytes().as_slice())
    .fetch_all(connection)
    .await?
    .iter()
    .map(OutboxFile::read)
    .collect()
}

/// The server has all of a file.
///
/// # Errors
/// What SQLite says.
pub async fn mark_uploaded(
    write: &mut OutboxWrite,
    attachment: AttachmentId,
    rendition: Rendition,
) -> Result<()> {
    sqlx::query("UPDATE outbox_file SET uploaded = 1 WHERE attachment_id = ? AND rendition = ?")
        .bind(attachment.as_bytes().as_slice())
        .bind(rendition.as_str())
        .execute(&mut **write)
        .await?;
    write.changed(Change::Outbox);
    Ok(())
}

/// Forgets the files of one attachment.
///
/// # Errors
/// What SQLite says.
pub async fn delete(write: &mut OutboxWrite, attachment: AttachmentId) -> Result<()> {
    sqlx::query("DELETE FROM outbox_file WHERE attachment_id = ?")
        .bind(attachment.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Forgets the files of a post.
///
/// # Errors
/// What SQLite says.
pub async fn delete_all(write: &mut OutboxWrite, post: PostId) -> Result<()> {
    sqlx::query("DELETE FROM outbox_file WHERE post_id = ?")
        .bind(post.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Names of all files that a row speaks of; whatever else is in the folder is an orphan.
///
/// # Errors
/// What SQLite says.
pub async fn list_names(connection: &mut SqliteConnection) -> Result<HashSet<String>> {
    let rows = sqlx::query("SELECT DISTINCT sha256 FROM main.outbox_file").fetch_all(connection).await?;
    rows.iter().map(|row| Ok(hex::encode(row.try_get::<&[u8], _>("sha256")?))).collect()
}

/// Bytes of all files.
///
/// # Errors
/// What SQLite says.
pub async fn total_bytes(connection: &mut SqliteConnection) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT coalesce(sum(size_bytes), 0) FROM main.outbox_file")
        .fetch_one(connection)
        .await?)
}
