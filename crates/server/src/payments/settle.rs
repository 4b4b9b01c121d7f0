//! From an order to money in the ledger.

use circles_domain::ledger::Journal;
use circles_domain::{Money, PersonId, Timestamp};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{Notice, Order};
use crate::ledger::{LedgerError, SANDBOX, book, open_account, repay};

/// What a notice came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Booked just now, for this person.
    Booked(PersonId),
    /// Booked before.
    Again,
    /// No order of ours: nothing is booked.
    Unknown,
    /// Another sum than was ordered: nothing is booked, somebody has to look.
    Mismatched,
}

/// Keeps an order of a person, before the provider hears of it.
///
/// # Errors
/// When the database fails.
pub async fn place_order(
    tx: &mut SqliteConnection,
    person: PersonId,
    purpose: &'static str,
    amount: Money,
    now: Timestamp,
) -> Result<Order, LedgerError> {
    let order = Order { id: Uuid::now_v7(), amount };
    sqlx::query(
        "INSERT INTO payment_order (id, person_id, purpose, amount_minor, state, created_at_us)
         VALUES ($1, $2, $3, $4, 'placed', $5)",
    )
    .bind(order.id)
    .bind(person.0)
    .bind(purpose)
    .bind(amount.minor)
    .bind(now.as_micros())
    .execute(tx)
    .await?;
    Ok(order)
}

/// Books a verified notice.
///
/// # Errors
/// When the database fails; then nothing happened, and the notice may come again.
pub async fn settle(
    tx: &mut SqliteConnection,
    notice: &Notice,
    now: Timestamp,
) -> Result<Settled, LedgerError> {
    let order: Option<(Uuid, i64, String)> =
        sqlx::query_as("SELECT person_id, amount_minor, state FROM payment_order WHERE id = $1")
            .bind(notice.order)
            .fetch_optional(&mut *tx)
            .await?;
    let Some((person, minor, state)) = order else {
        tracing::error!(order = %notice.order, "a payment for no order of ours");
        return Ok(Settled::Unknown);
    };
    if state == "booked" {
        return Ok(Settled::Again);
    }
    if notice.amount != Money::fen(minor) {
        tracing::error!(order = %notice.order, "a payment of another sum than was ordered");
        set_state(tx, notice.order, "mismatched").await?;
        return Ok(Settled::Mismatched);
    }
    let person = PersonId(person);
    let account = open_account(tx, person, now).await?;
    let booked =
        book(tx, now, |entry| Journal::top_up(entry, notice.order, SANDBOX, account, notice.amount)).await?;
    repay(tx, person, &booked, now).await?;
    set_state(tx, notice.order, "booked").await?;
    Ok(Settled::Booked(person))
}

async fn set_state(tx: &mut SqliteConnection, order: Uuid, state: &'static str) -> Result<(), LedgerError> {
    sqlx::query("UPDATE payment_order SET state = $2 WHERE id = $1")
        .bind(order)
        .bind(state)
        .execute(tx)
        .await?;
    Ok(())
}
