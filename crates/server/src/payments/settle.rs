//! From the provider's word to the ledger, once.

use circles_domain::ledger::Journal;
use circles_domain::payment::PaymentFailure;
use circles_domain::{Money, PaymentId, PersonId, Timestamp};
use circles_faults::crash_point;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{Movement, Order};
use crate::ledger::{
    ESCROW, LedgerError, OrderState, SANDBOX, StoredOrder, book, open_account, repay, set_order,
};

/// What a payment that was heard of came to.
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
    let order = Order { id: PaymentId::mint(), amount };
    sqlx::query(
        "INSERT INTO payment_order (id, person_id, purpose, amount_minor, state, next_at_us, created_at_us, changed_at_us)
         VALUES ($1, $2, $3, $4, 'placed', CASE $3 WHEN 'sandbox_grant' THEN NULL ELSE $5 END, $5, $5)",
    )
    .bind(order.id.0)
    .bind(person.0)
    .bind(purpose)
    .bind(amount.minor)
    .bind(now.as_micros())
    .execute(tx)
    .await?;
    Ok(order)
}

/// Books money that came in, as the provider's books have it.
///
/// # Errors
/// When the database fails; then nothing happened, and it may be told again.
pub async fn settle(
    tx: &mut SqliteConnection,
    paid: &Movement,
    now: Timestamp,
) -> Result<Settled, LedgerError> {
    let order: Option<(Uuid, i64, String)> = sqlx::query_as(
        "SELECT person_id, amount_minor, state FROM payment_order WHERE id = $1 AND purpose <> 'cash_out'",
    )
    .bind(paid.order.0)
    .fetch_optional(&mut *tx)
    .await?;
    let Some((person, minor, state)) = order else {
        tracing::error!(order = %paid.order, "a payment for no order of ours");
        return Ok(Settled::Unknown);
    };
    if state == "booked" {
        return Ok(Settled::Again);
    }
    if paid.amount != Money::fen(minor) {
        tracing::error!(order = %paid.order, "a payment of another sum than was ordered");
        set_state(tx, paid, "mismatched", now).await?;
        return Ok(Settled::Mismatched);
    }
    let person = PersonId(person);
    let account = open_account(tx, person, now).await?;
    let booked =
        book(tx, now, |entry| Journal::top_up(entry, paid.order.0, SANDBOX, account, paid.amount)).await?;
    crash_point!("server.top_up.booked", sqlx::Error::WorkerCrashed.into());
    repay(tx, person, &booked, now).await?;
    set_state(tx, paid, "booked", now).await?;
    crash_point!("server.top_up.written", sqlx::Error::WorkerCrashed.into());
    Ok(Settled::Booked(person))
}

async fn set_state(
    tx: &mut SqliteConnection,
    paid: &Movement,
    state: &'static str,
    now: Timestamp,
) -> Result<(), LedgerError> {
    sqlx::query(
        "UPDATE payment_order SET state = $2, reason = '', declined = 0, unanswered = 0, changed_at_us = $3,
                reported_minor = CASE $2 WHEN 'mismatched' THEN $4 END,
                next_at_us = CASE $2 WHEN 'mismatched' THEN $5 END
         WHERE id = $1",
    )
    .bind(paid.order.0)
    .bind(state)
    .bind(now.as_micros())
    .bind(paid.amount.minor)
    .bind(now.plus_seconds(super::step::LOOK_AGAIN_S).as_micros())
    .execute(tx)
    .await?;
    Ok(())
}

/// Holds money that is to be paid out. It must be there: the caller has looked, in this transaction.
pub(super) async fn hold_payout(
    tx: &mut SqliteConnection,
    order: &StoredOrder,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let account = open_account(tx, order.person, now).await?;
    book(tx, now, |entry| Journal::cash_out_hold(entry, order.id.0, account, ESCROW, order.amount)).await?;
    Ok(())
}

/// The provider paid it out.
pub(super) async fn settle_payout(
    tx: &mut SqliteConnection,
    order: StoredOrder,
    now: Timestamp,
) -> Result<(), LedgerError> {
    book(tx, now, |entry| Journal::cash_out(entry, order.id.0, ESCROW, SANDBOX, order.amount)).await?;
    crash_point!("server.cash_out.booked", sqlx::Error::WorkerCrashed.into());
    set_order(tx, &ended(order, OrderState::Booked, now), None).await
}

/// The provider paid nothing out: the money goes back, and first to what its owner owes.
pub(super) async fn return_payout(
    tx: &mut SqliteConnection,
    order: StoredOrder,
    reason: PaymentFailure,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let account = open_account(tx, order.person, now).await?;
    let booked =
        book(tx, now, |entry| Journal::cash_out_return(entry, order.id.0, ESCROW, account, order.amount))
            .await?;
    crash_point!("server.cash_out.returned", sqlx::Error::WorkerCrashed.into());
    repay(tx, order.person, &booked, now).await?;
    set_order(tx, &ended(order, OrderState::Failed(reason), now), None).await
}

/// `order`, come to its end.
pub(super) const fn ended(order: StoredOrder, state: OrderState, now: Timestamp) -> StoredOrder {
    StoredOrder { state, declined: false, unanswered: 0, changed_at: now, ..order }
}
