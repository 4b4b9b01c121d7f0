//! Taking a tip back within the grace: the server keeps the time, so that it works from any device, also after the app
//! was closed.

use circles_domain::tip::{TipOutcome, TipReturn};
use circles_domain::{PersonId, Timestamp, TipId};
use circles_faults::canary;
use circles_wire::tip::TipResponse;
use sqlx::SqliteConnection;

use super::outcome::find_tip;
use super::{LedgerError, return_tip};

/// What taking back came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Cancelled {
    /// How the tip stands now. Once the grace is over that is `held` or `released`, as it was.
    pub answer: TipResponse,
    /// Whether the money went back just now.
    pub moved: bool,
}

/// Sends a held tip back to its payer while the grace lasts; afterwards, or when it is settled, changes nothing. `None`
/// when there is no answer to the tip yet.
///
/// # Errors
/// When the database fails.
pub async fn cancel(
    tx: &mut SqliteConnection,
    payer: PersonId,
    id: TipId,
    now: Timestamp,
) -> Result<Option<Cancelled>, LedgerError> {
    let Some(kept) = find_tip(tx, payer, id).await? else { return Ok(None) };
    let in_grace =
        kept.answer.cancellable_until.is_some_and(|until| now < until) || canary!("grace_not_over");
    if kept.answer.outcome != TipOutcome::Held || !in_grace {
        return Ok(Some(Cancelled { answer: kept.answer, moved: false }));
    }
    let moved = return_tip(tx, payer, id, TipReturn::Cancelled, now).await?;
    let kept = find_tip(tx, payer, id).await?.ok_or(LedgerError::Row("a tip that went away"))?;
    Ok(Some(Cancelled { answer: kept.answer, moved }))
}
