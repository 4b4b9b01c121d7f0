//! `meta`: how far this device has pulled.

use circles_domain::Timestamp;
use sqlx::SqliteConnection;

use crate::{CacheWrite, Change, Result};

async fn get(connection: &mut SqliteConnection, name: &'static str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("SELECT value FROM meta WHERE name = ?")
        .bind(name)
        .fetch_optional(connection)
        .await?)
}

async fn set(write: &mut CacheWrite, name: &'static str, value: &str) -> Result<()> {
    sqlx::query("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .bind(name)
        .bind(value)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// Where the next pull goes on.
///
/// # Errors
/// What SQLite says.
pub async fn cursor(connection: &mut SqliteConnection) -> Result<Option<String>> {
    get(connection, "cursor").await
}

/// Keeps where the next pull goes on; in the transaction of the rows that it stands behind.
///
/// # Errors
/// What SQLite says.
pub async fn set_cursor(write: &mut CacheWrite, cursor: &str) -> Result<()> {
    set(write, "cursor", cursor).await
}

/// When the last pull ended well.
///
/// # Errors
/// What SQLite says.
pub async fn synced_at(connection: &mut SqliteConnection) -> Result<Option<Timestamp>> {
    let text = get(connection, "synced_at_us").await?;
    Ok(text.and_then(|text| text.parse().ok()).map(Timestamp::from_micros))
}

/// Keeps when the last pull ended well.
///
/// # Errors
/// What SQLite says.
pub async fn set_synced_at(write: &mut CacheWrite, now: Timestamp) -> Result<()> {
    if synced_at(write).await?.is_none() {
        // The first one turns skeletons into what is there.
        write.changed(Change::All);
    }
    set(write, "synced_at_us", &now.as_micros().to_string()).await
}

/// Forgets all that the server can give again. The outbox is another file.
///
/// # Errors
/// What SQLite says.
pub async fn forget_all(write: &mut CacheWrite) -> Result<()> {
    for sql in [
        "DELETE FROM meta",
        "DELETE FROM circle",
        "DELETE FROM standing",
        "DELETE FROM person",
        "DELETE FROM relation",
        "DELETE FROM post",
        "DELETE FROM comment",
        "DELETE FROM comment_page",
        "DELETE FROM gap",
        "DELETE FROM person_page",
        "DELETE FROM wallet",
        "DELETE FROM wallet_entry",
        "DELETE FROM statement",
        "DELETE FROM receipt",
        "DELETE FROM transfer_receipt",
        "DELETE FROM known",
    ] {
        sqlx::query(sql).execute(&mut **write).await?;
    }
    *write.memo() = Default::default();
    write.changed(Change::All);
    Ok(())
}
