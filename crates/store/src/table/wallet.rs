//! `wallet`: the wallet as it was last read from the server.

use circles_domain::Timestamp;
use circles_wire::wallet::WalletResponse;
use sqlx::{Row, SqliteConnection};

use super::{from_json, to_json};
use crate::{CacheWrite, Change, Result};

/// Keeps what was read.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut CacheWrite, wallet: &WalletResponse, now: Timestamp) -> Result<()> {
    sqlx::query(
        "INSERT INTO wallet (wallet_id, body, as_of_us) VALUES (1, ?, ?)
         ON CONFLICT (wallet_id) DO UPDATE SET body = excluded.body, as_of_us = excluded.as_of_us",
    )
    .bind(to_json(wallet, "wallet")?)
    .bind(now.as_micros())
    .execute(&mut **write)
    .await?;
    write.changed(Change::Wallet);
    Ok(())
}

/// What was last read, and when.
///
/// # Errors
/// What SQLite says.
pub async fn find(connection: &mut SqliteConnection) -> Result<Option<(WalletResponse, Timestamp)>> {
    let Some(row) = sqlx::query("SELECT body, as_of_us FROM wallet").fetch_optional(connection).await? else {
        return Ok(None);
    };
    let wallet = from_json(row.try_get("body")?, "wallet")?;
    Ok(Some((wallet, Timestamp::from_micros(row.try_get("as_of_us")?))))
}
