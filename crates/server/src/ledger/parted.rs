//! What a block does with the money on its way between two people: what can go back without telling of the block does,
//! the rest goes its way.

use circles_domain::tip::TipReturn;
use circles_domain::{PersonId, Timestamp, TipId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{LedgerError, return_tip, transfer};
use crate::store::reading::kept_circles;

/// Sends back tips for whoever blocks, as if the post were deleted, which is what its payer finds from now on; and of
/// transfers what could have come back just now without a block. A tip *of* whoever blocks stays: a block is no second
/// way to take one back. So does one without a name, whose giver a block must not tell; and one of somebody who keeps
/// order where the post stands, since they still see it. Call it in the transaction that blocks; whoever commits wakes both.
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
    let tips: Vec<(Uuid,)> = sqlx::query_as(concat!(
        "SELECT tip.id FROM tip JOIN post ON post.id = tip.post_id
         WHERE tip.payer_id = $1 AND tip.payee_id = $2 AND tip.state = 'held' AND tip.privacy <> 'anonymous'
           AND post.circle_id NOT IN ",
        kept_circles!(),
        " ORDER BY tip.hold_seq"
    ))
    .bind(blocked.0)
    .bind(blocker.0)
    .fetch_all(&mut *tx)
    .await?;
    for (tip,) in tips {
        return_tip(tx, blocked, TipId(tip), TipReturn::Deleted, now).await?;
    }
    Ok(())
}
