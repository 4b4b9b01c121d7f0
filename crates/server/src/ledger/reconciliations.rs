//! What reconciling reads and keeps.

use circles_domain::{Money, PaymentId, Timestamp};
use circles_wire::payment::Reconciliation;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::LedgerError;
use crate::payments::Direction;

/// Asia/Shanghai is eight hours ahead of UTC and has no summer time.
const SHANGHAI_US: i64 = 8 * 3_600_000_000;
const DAY_US: i64 = 86_400_000_000;

/// How an order of the statement stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MovedHere {
    /// In the ledger, with this sum.
    Booked(Money),
    /// The provider said that this other sum moved: nothing is booked, somebody looks.
    OpenCase(Money),
    /// An order of ours, and not booked.
    NotBooked,
    /// It was paid with another sum, and all of that was given back.
    Returned,
}

/// How it stands; `None` for no order of ours of that direction.
///
/// # Errors
/// When the database fails.
pub async fn moved_here(
    tx: &mut SqliteConnection,
    order: PaymentId,
    direction: Direction,
) -> Result<Option<MovedHere>, LedgerError> {
    let row: Option<(String, String, i64, Option<i64>)> = sqlx::query_as(
        "SELECT CASE WHEN state = 'failed' AND reason = 'returned' THEN 'returned' ELSE state END, purpose, amount_minor,
                reported_minor
         FROM payment_order WHERE id = $1",
    )
    .bind(order.0)
    .fetch_optional(tx)
    .await?;
    Ok(row.and_then(|(state, purpose, minor, reported)| match (state.as_str(), reported) {
        ("returned", _) => Some(MovedHere::Returned),
        _ if (purpose == "cash_out") != (direction == Direction::Out) => None,
        ("booked", _) => Some(MovedHere::Booked(Money::fen(minor))),
        ("mismatched", Some(reported)) => Some(MovedHere::OpenCase(Money::fen(reported))),
        _ => Some(MovedHere::NotBooked),
    }))
}

/// An order that came into the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookedOrder {
    /// Which.
    pub order: PaymentId,
    /// Which way.
    pub direction: Direction,
    /// How much.
    pub amount: Money,
}

/// What was booked from `from` on and before `until`, grants left out: those were never anywhere but here.
///
/// # Errors
/// When the database fails.
pub async fn moved_between(
    tx: &mut SqliteConnection,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<BookedOrder>, LedgerError> {
    let rows: Vec<(Uuid, String, i64)> = sqlx::query_as(
        "SELECT id, purpose, amount_minor FROM payment_order
         WHERE state = 'booked' AND purpose <> 'sandbox_grant' AND changed_at_us >= $1 AND changed_at_us < $2
         ORDER BY changed_at_us, id",
    )
    .bind(from.as_micros())
    .bind(until.as_micros())
    .fetch_all(tx)
    .await?;
    let read = |(id, purpose, minor): (Uuid, String, i64)| BookedOrder {
        order: PaymentId(id),
        direction: if purpose == "cash_out" { Direction::Out } else { Direction::In },
        amount: Money::fen(minor),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// When the oldest day begins that nobody looked at: the one after the last, or that of the first order.
///
/// # Errors
/// When the database fails.
pub async fn next_unreconciled(tx: &mut SqliteConnection) -> Result<Option<Timestamp>, LedgerError> {
    let (first, last): (Option<i64>, Option<i64>) = sqlx::query_as(
        "SELECT (SELECT MIN(created_at_us) FROM payment_order), (SELECT MAX(begins_at_us) FROM reconciliation)",
    )
    .fetch_one(tx)
    .await?;
    Ok(match (first, last) {
        (_, Some(last)) => Some(Timestamp::from_micros(last.saturating_add(DAY_US))),
        (Some(first), None) => Some(day_of(first)),
        (None, None) => None,
    })
}

const fn day_of(at_us: i64) -> Timestamp {
    Timestamp::from_micros((at_us + SHANGHAI_US).div_euclid(DAY_US) * DAY_US - SHANGHAI_US)
}

/// Keeps what was found.
///
/// # Errors
/// When the database fails.
pub async fn keep_reconciliation(
    tx: &mut SqliteConnection,
    begins: Timestamp,
    made: &Reconciliation,
) -> Result<(), LedgerError> {
    sqlx::query(
        "INSERT INTO reconciliation (begins_at_us, run, made_at_us, lines, matched, differences)
         VALUES ($1, 1 + (SELECT COUNT(*) FROM reconciliation WHERE begins_at_us = $1), $2, $3, $4, $5)",
    )
    .bind(begins.as_micros())
    .bind(made.made_at.as_micros())
    .bind(made.lines)
    .bind(made.matched)
    .bind(serde_json::to_string(&made.differences)?)
    .execute(tx)
    .await?;
    Ok(())
}

/// The newest look at each of the last days, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_reconciliations(
    tx: &mut SqliteConnection,
    most: i64,
) -> Result<Vec<Reconciliation>, LedgerError> {
    let rows: Vec<(i64, i64, i64, i64, String)> = sqlx::query_as(
        "SELECT begins_at_us, made_at_us, lines, matched, differences FROM reconciliation AS one
         WHERE run = (SELECT MAX(run) FROM reconciliation WHERE begins_at_us = one.begins_at_us)
         ORDER BY begins_at_us DESC LIMIT $1 + 0",
    )
    .bind(most)
    .fetch_all(tx)
    .await?;
    let read = |(begins_us, made_us, lines, matched, differences): (i64, i64, i64, i64, String)| {
        Ok(Reconciliation {
            day: Timestamp::from_micros(begins_us).shanghai_day(),
            made_at: Timestamp::from_micros(made_us),
            lines,
            matched,
            differences: serde_json::from_str(&differences)?,
        })
    };
    rows.into_iter().map(read).collect()
}
