//! `transfer_receipt`: signed receipts of transfers that other devices of this person made.

use circles_domain::TransferId;
use circles_wire::transfer::SignedTransferReceipt;
use sqlx::SqliteConnection;

use super::{from_json, to_json};
use crate::{CacheWrite, Result};

/// Keeps one. It never changes.
///
/// # Errors
/// What SQLite says.
pub async fn save(
    write: &mut CacheWrite,
    transfer: TransferId,
    receipt: &SignedTransferReceipt,
) -> Result<()> {
    sqlx::query("INSERT INTO transfer_receipt (transfer_id, body) VALUES (?, ?) ON CONFLICT (transfer_id) DO UPDATE SET body = excluded.body")
        .bind(transfer.as_bytes().as_slice())
        .bind(to_json(receipt, "receipt")?)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// The one of a transfer.
///
/// # Errors
/// What SQLite says.
pub async fn find(
    connection: &mut SqliteConnection,
    transfer: TransferId,
) -> Result<Option<SignedTransferReceipt>> {
    let body: Option<String> = sqlx::query_scalar("SELECT body FROM transfer_receipt WHERE transfer_id = ?")
        .bind(transfer.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    body.map(|body| from_json(&body, "receipt")).transpose()
}
