//! The payment password at cash-outs: the same thresholds as for tips and transfers, and one sum of the day for all three.

use circles_domain::ledger::{StepUpThresholds, step_up_needed};
use circles_domain::{Money, PersonId, Timestamp};
use sqlx::SqliteConnection;

use super::{LedgerError, facts};

/// Whether a cash-out of `amount` needs the payment password now.
///
/// # Errors
/// When the database fails.
pub async fn cash_out_needs_pin(
    tx: &mut SqliteConnection,
    person: PersonId,
    amount: Money,
    thresholds: StepUpThresholds,
    now: Timestamp,
) -> Result<bool, LedgerError> {
    let spent = facts::day(tx, person, now).await?.spent_without_pin;
    Ok(step_up_needed(amount, spent, thresholds))
}

/// The most that a cash-out takes out now without the payment password.
///
/// # Errors
/// When the database fails.
pub async fn cash_out_without_pin(
    tx: &mut SqliteConnection,
    person: PersonId,
    thresholds: StepUpThresholds,
    now: Timestamp,
) -> Result<Money, LedgerError> {
    let spent = facts::day(tx, person, now).await?.spent_without_pin;
    let left = thresholds.per_day.checked_sub(spent).unwrap_or(Money::fen(0));
    Ok(left.min(thresholds.per_tip).max(Money::fen(0)))
}
