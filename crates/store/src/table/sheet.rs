//! `sheet`: pages that the server answers whole and that are read as they were answered (a queue, a log, one's own
//! standings).

use circles_domain::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::{Row, SqliteConnection};

use super::{from_json, to_json};
use crate::{CacheWrite, Change, Result};

/// Keeps what was read.
///
/// # Errors
/// What SQLite says.
pub async fn save<T: Serialize + Sync>(
    write: &mut CacheWrite,
    name: &str,
    body: &T,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO sheet (name, body, as_of_us) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET body = excluded.body, as_of_us = excluded.as_of_us",
    )
    .bind(name)
    .bind(to_json(body, "sheet")?)
    .bind(now.as_micros())
    .execute(&mut **write)
    .await?;
    write.changed(Change::Sheets);
    Ok(())
}

/// What was last read, and when.
///
/// # Errors
/// What SQLite says.
pub async fn find<T: DeserializeOwned>(
    connection: &mut SqliteConnection,
    name: &str,
) -> Result<Option<(T, Timestamp)>> {
    let row = sqlx::query("SELECT body, as_of_us FROM sheet WHERE name = ?")
        .bind(name)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((from_json(row.try_get("body")?, "sheet")?, Timestamp::from_micros(row.try_get("as_of_us")?))))
}

/// Whether it was ever read.
///
/// # Errors
/// What SQLite says.
pub async fn is_there(connection: &mut SqliteConnection, name: &str) -> Result<bool> {
    let row = sqlx::query("SELECT 1 FROM sheet WHERE name = ?").bind(name).fetch_optional(connection).await?;
    Ok(row.is_some())
}

/// Forgets a sheet: it may not be read any more.
///
/// # Errors
/// What SQLite says.
pub async fn forget(write: &mut CacheWrite, name: &str) -> Result<()> {
    sqlx::query("DELETE FROM sheet WHERE name = ?").bind(name).execute(&mut **write).await?;
    write.changed(Change::Sheets);
    Ok(())
}
