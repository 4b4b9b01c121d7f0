//! What a block does with the money on its way between two people. Left where it is, it would name the other one: nobody
//! can leave, or be gone, while something of theirs is held.

use circles_domain::tip::TipReturn;
use circles_domain::{PersonId, Timestamp, TipId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{LedgerError, return_tip, transfer};

/// Sends back what is held between the two: transfers either way, and tips for whoever blocks. A tip *of* whoever blocks
/// stays: a block is no second way to take one back. Call it in the transaction that blocks; whoever commits wakes
/// both.
///
/// # Errors
/// When the database fails.
pub async fn return_between(
    tx: &mut SqliteConnection,
    blocker: PersonId,
    blocked: PersonId,
    now: Timestamp,
) -> Result<(), LedgerError> {
    transfer::return_between(tx, blocker, blocked, now).await?;
    let tips: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT id FROM tip WHERE payer_id = $1 AND payee_id = $2 AND state = 'held' ORDER BY hold_seq",
    )
    .bind(blocked.0)
    .bind(blocker.0)
    .fetch_all(&mut *tx)
    .await?;
    for (tip,) in tips {
        return_tip(tx, blocked, TipId(tip), TipReturn::ByPayee, now).await?;
    }
    Ok(())
}
