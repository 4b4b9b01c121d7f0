//! What a block does with the transfers on their way between two people.

use circles_domain::transfer::TransferReturn;
use circles_domain::{PersonId, Timestamp, TransferId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::settle::{self, find_hold};
use crate::ledger::LedgerError;

/// Sends back what could have come back just now without a block: what its payee may decline, and what its payer may take
/// back. The rest goes its way, with the names that its two people know: it is accepted, declined or over in time.
pub(in crate::ledger) async fn return_between(
    tx: &mut SqliteConnection,
    blocker: PersonId,
    blocked: PersonId,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let held: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT id FROM transfer
         WHERE state = 'held' AND ((payer_id = $1 AND payee_id = $2 AND offered_at_us > $3)
                                   OR (payer_id = $2 AND payee_id = $1 AND offered_at_us <= $3))
         ORDER BY hold_seq",
    )
    .bind(blocker.0)
    .bind(blocked.0)
    .bind(now.as_micros())
    .fetch_all(&mut *tx)
    .await?;
    for (id,) in held {
        let Some(hold) = find_hold(tx, TransferId(id)).await? else { continue };
        let reason = if hold.payee == blocker { TransferReturn::Declined } else { TransferReturn::TakenBack };
        settle::give_back(tx, hold, reason, now).await?;
    }
    Ok(())
}
