//! `media_file`: which renditions are cached under `media/`, how large, and when they were last shown.

use circles_domain::attachment::Rendition;
use circles_domain::{AttachmentId, Timestamp};
use sqlx::{Row, SqliteConnection};

use super::id;
use crate::{CacheWrite, Error, Result};

/// One cached file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediaFile {
    /// Of which attachment.
    pub attachment: AttachmentId,
    /// Which form of it.
    pub rendition: Rendition,
    /// Its size.
    pub size_bytes: i64,
}

/// Notes that a file is there, or was shown.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut CacheWrite, file: MediaFile, used_at: Timestamp) -> Result<()> {
    sqlx::query(
        "INSERT INTO media_file (attachment_id, rendition, size_bytes, used_at_us) VALUES (?, ?, ?, ?)
         ON CONFLICT (attachment_id, rendition) DO UPDATE
         SET size_bytes = excluded.size_bytes, used_at_us = excluded.used_at_us",
    )
    .bind(file.attachment.as_bytes().as_slice())
    .bind(file.rendition.as_str())
    .bind(file.size_bytes)
    .bind(used_at.as_micros())
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Forgets one file, before it is deleted.
///
/// # Errors
/// What SQLite says.
pub async fn delete(write: &mut CacheWrite, attachment: AttachmentId, rendition: Rendition) -> Result<()> {
    sqlx::query("DELETE FROM media_file WHERE attachment_id = ? AND rendition = ?")
        .bind(attachment.as_bytes().as_slice())
        .bind(rendition.as_str())
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Forgets all files.
///
/// # Errors
/// What SQLite says.
pub async fn delete_all(write: &mut CacheWrite) -> Result<()> {
    sqlx::query("DELETE FROM media_file").execute(&mut **write).await?;
    Ok(())
}

/// Bytes of all cached files.
///
/// # Errors
/// What SQLite says.
pub async fn total_bytes(connection: &mut SqliteConnection) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT coalesce(sum(size_bytes), 0) FROM media_file")
        .fetch_one(connection)
        .await?)
}

/// Files that were not shown for longest, at most `limit`.
///
/// # Errors
/// What SQLite says.
pub async fn list_oldest(connection: &mut SqliteConnection, limit: i64) -> Result<Vec<MediaFile>> {
    let rows = sqlx::query(
        "SELECT attachment_id, rendition, size_bytes FROM media_file
         ORDER BY used_at_us, attachment_id, rendition LIMIT ? + 0",
    )
    .bind(limit)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(MediaFile {
                attachment: id!(AttachmentId, row, "attachment_id"),
                rendition: Rendition::from_name(row.try_get("rendition")?).ok_or(Error::Row("rendition"))?,
                size_bytes: row.try_get("size_bytes")?,
            })
        })
        .collect()
}
