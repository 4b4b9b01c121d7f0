//! The limits that people set for themselves, and what was spent against them.

use std::collections::HashMap;

use circles_domain::ledger::{LimitKind, OwnLimit, OwnLimits, Raise};
use circles_domain::{Money, PersonId, Timestamp};
use circles_wire::wallet::LimitState;
use sqlx::SqliteConnection;

use super::{LedgerError, facts};

#[derive(sqlx::FromRow)]
struct LimitRow {
    kind: String,
    amount_minor: Option<i64>,
    raise_to_minor: Option<i64>,
    raise_at_us: Option<i64>,
}

/// The limits as they are kept, at `now`; what was never set is none.
async fn find(
    tx: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<HashMap<LimitKind, OwnLimit>, LedgerError> {
    let rows: Vec<LimitRow> = sqlx::query_as(
        "SELECT kind, amount_minor, raise_to_minor, raise_at_us FROM own_limit WHERE person_id = $1",
    )
    .bind(person.0)
    .fetch_all(tx)
    .await?;
    let mut kept = HashMap::new();
    for row in rows {
        let kind = LimitKind::from_name(&row.kind).ok_or(LedgerError::Row("a kind of limit"))?;
        let to = row.raise_to_minor.map(Money::fen);
        let raise = row.raise_at_us.map(|at| Raise { to, at: Timestamp::from_micros(at) });
        kept.insert(kind, OwnLimit { amount: row.amount_minor.map(Money::fen), raise }.at(now));
    }
    Ok(kept)
}

/// The limits of `person` that are in force.
pub(super) async fn in_force(
    tx: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<OwnLimits, LedgerError> {
    let kept = find(tx, person, now).await?;
    let amount = |kind| kept.get(&kind).and_then(|limit| limit.amount);
    Ok(OwnLimits {
        tip: amount(LimitKind::Tip),
        day: amount(LimitKind::Day),
        month: amount(LimitKind::Month),
    })
}

/// What `person` tipped in the month of `now`. Returned tips no longer count.
pub(super) async fn this_month(
    tx: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<Money, LedgerError> {
    // Days are kept as yyyymmdd, so that the days of a month lie between its first and its hundredth.
    let today = now.shanghai_day();
    let minor: i64 = sqlx::query_scalar(
        "SELECT CAST(COALESCE(SUM(amount_minor), 0) AS INTEGER)
         FROM tip WHERE payer_id = $1 AND spent_day > $2 AND spent_day < $2 + 100 AND state IN ('held', 'released')",
    )
    .bind(person.0)
    .bind(today - today % 100)
    .fetch_one(tx)
    .await?;
    Ok(Money::fen(minor))
}

/// Every limit of `person`, with what counts against it already and until when.
///
/// # Errors
/// When the database fails.
pub async fn own_limits(
    tx: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<LimitState>, LedgerError> {
    let today = facts::day(tx, person, now).await?.spent;
    let kept = find(tx, person, now).await?;
    let month = this_month(tx, person, now).await?;
    let state = |kind| {
        let OwnLimit { amount, raise } = kept.get(&kind).copied().unwrap_or_default();
        let spent = match kind {
            LimitKind::Tip => Money::fen(0),
            LimitKind::Day => today,
            LimitKind::Month => month,
        };
        LimitState { kind, limit: amount, spent, ends_at: kind.ends(now), raise }
    };
    Ok(LimitKind::ALL.map(state).to_vec())
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
    let kept = find(tx, person, now).await?.get(&kind).copied().unwrap_or_default();
    let OwnLimit { amount, raise } = kept.asked(to, now, wait_s);
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
