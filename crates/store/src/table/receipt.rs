//! `receipt`: signed receipts of payments that other devices of this person made.

use circles_domain::TipId;
use circles_wire::tip::SignedReceipt;
use sqlx::SqliteConnection;

use super::{from_json, to_json};
use crate::{CacheWrite, Result};

/// Keeps one. It never changes.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut CacheWrite, tip: TipId, receipt: &SignedReceipt) -> Result<()> {
    sqlx::query("INSERT INTO receipt (tip_id, body) VALUES (?, ?) ON CONFLICT (tip_id) DO UPDATE SET body = excluded.body")
        .bind(tip.as_bytes().as_slice())
        .bind(to_json(receipt, "receipt")?)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// The one of a tip.
///
/// # Errors
/// What SQLite says.
pub async fn find(connection: &mut SqliteConnection, tip: TipId) -> Result<Option<SignedReceipt>> {
    let body: Option<String> = sqlx::query_scalar("SELECT body FROM receipt WHERE tip_id = ?")
        .bind(tip.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    body.map(|body| from_json(&body, "receipt")).transpose()
}
