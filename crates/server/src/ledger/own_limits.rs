//! The limits that people set for themselves, and what was spent against them.

use circles_domain::ledger::{LimitKind, OwnLimit, OwnLimits, Raise};
use circles_domain::{Money, PersonId, Timestamp};
use circles_wire::wallet::LimitState;
use sqlx::SqliteConnection;

use super::facts::Spent;
use super::{LedgerError, facts};

/// A limit as it is kept; none was ever set is none.
async fn find(
    tx: &mut SqliteConnection,
    person: PersonId,
    kind: LimitKind,
    now: Timestamp,
) -> Result<OwnLimit, LedgerError> {
    let row: Option<(Option<i64>, Option<i64>, Option<i64>)> = sqlx::query_as(
        "SELECT amount_minor, raise_to_minor, raise_at_us FROM own_limit WHERE person_id = $1 AND kind = $2",
    )
    .bind(person.0)
    .bind(kind.as_str())
    .fetch_optional(tx)
    .await?;
    let kept = row.map_or_else(OwnLimit::default, |(amount, to, at)| OwnLimit {
        amount: amount.map(Money::fen),
        raise: at.map(|at| Raise { to: to.map(Money::fen), at: Timestamp::from_micros(at) }),
    });
    Ok(kept.at(now))
}

/// The limits of `person` that are in force.
pub(super) async fn in_force(
    tx: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<OwnLimits, LedgerError> {
    Ok(OwnLimits {
        tip: find(tx, person, LimitKind::Tip, now).await?.amount,
        day: find(tx, person, LimitKind::Day, now).await?.amount,
        month: find(tx, person, LimitKind::Month, now).await?.amount,
    })
}

/// Every limit of `person`, with what counts against it already and until when.
pub(super) async fn states(
    tx: &mut SqliteConnection,
    person: PersonId,
    spent: Spent,
    now: Timestamp,
) -> Result<Vec<LimitState>, LedgerError> {
    let mut states = Vec::with_capacity(LimitKind::ALL.len());
    for kind in LimitKind::ALL {
        let OwnLimit { amount, raise } = find(tx, person, kind, now).await?;
        let spent = match kind {
            LimitKind::Tip => Money::fen(0),
            LimitKind::Day => spent.today,
            LimitKind::Month => spent.this_month,
        };
        states.push(LimitState { kind, limit: amount, spent, ends_at: kind.ends(now), raise });
    }
    Ok(states)
}

/// Every limit of `person`, as it stands now.
///
/// # Errors
/// When the database fails.
pub async fn own_limits(
    tx: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<LimitState>, LedgerError> {
    let spent = facts::day(tx, person, now).await?.spent;
    states(tx, person, spent, now).await
}

/// Sets the limit that `person` asks for: less at once, more after `wait_s` seconds.
///
/// # Errors
/// When the database fails.
pub async fn set_limit(
    tx: &mut SqliteConnection,
    person: PersonId,
    (kind, to): (LimitKind, Option<Money>),
    wait_s: i64,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let OwnLimit { amount, raise } = find(tx, person, kind, now).await?.asked(to, now, wait_s);
    sqlx::query(
        "INSERT INTO own_limit (person_id, kind, amount_minor, raise_to_minor, raise_at_us)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (person_id, kind) DO UPDATE
         SET amount_minor = excluded.amount_minor, raise_to_minor = excluded.raise_to_minor,
             raise_at_us = excluded.raise_at_us",
    )
    .bind(person.0)
    .bind(kind.as_str())
    .bind(amount.map(|amount| amount.minor))
    .bind(raise.and_then(|raise| raise.to).map(|to| to.minor))
    .bind(raise.map(|raise| raise.at.as_micros()))
    .execute(tx)
    .await?;
    Ok(())
}
