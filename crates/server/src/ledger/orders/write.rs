//! Writing payments: a new one, and each further state.

use circles_domain::{PaymentId, Timestamp};
use sqlx::SqliteConnection;

use super::super::LedgerError;
use super::state::{OrderState, StoredOrder};

/// Keeps a new order. `next_at`: when its first step is due.
///
/// # Errors
/// When the database fails, or the id is taken.
pub async fn insert_order(
    tx: &mut SqliteConnection,
    order: &StoredOrder,
    next_at: Option<Timestamp>,
) -> Result<(), LedgerError> {
    sqlx::query(
        "INSERT INTO payment_order (id, person_id, purpose, amount_minor, state, reason, next_at_us, created_at_us,
                                    changed_at_us, with_pin, spent_day)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(order.id.0)
    .bind(order.person.0)
    .bind(order.kind.as_str())
    .bind(order.amount.minor)
    .bind(order.state.name())
    .bind(reason(order.state)?)
    .bind(next_at.map(Timestamp::as_micros))
    .bind(order.created_at.as_micros())
    .bind(order.changed_at.as_micros())
    .bind(order.with_pin)
    .bind(order.created_at.shanghai_day())
    .execute(tx)
    .await?;
    Ok(())
}

/// Counts a call before it is made; `next_at` is when it is tried again if no answer comes, or nobody is left to hear it.
///
/// # Errors
/// When the database fails.
pub async fn count_call(
    tx: &mut SqliteConnection,
    id: PaymentId,
    next_at: Timestamp,
) -> Result<(), LedgerError> {
    sqlx::query("UPDATE payment_order SET unanswered = unanswered + 1, next_at_us = $2 WHERE id = $1")
        .bind(id.0)
        .bind(next_at.as_micros())
        .execute(tx)
        .await?;
    Ok(())
}

/// Keeps what an answer came to.
///
/// # Errors
/// When the database fails.
pub async fn set_order(
    tx: &mut SqliteConnection,
    order: &StoredOrder,
    next_at: Option<Timestamp>,
) -> Result<(), LedgerError> {
    let reported = match order.state {
        OrderState::Mismatched(reported) => Some(reported.minor),
        OrderState::Placed
        | OrderState::Ordered
        | OrderState::Closing
        | OrderState::Booked
        | OrderState::Failed(_)
        | OrderState::Refused(_) => None,
    };
    sqlx::query(
        "UPDATE payment_order SET state = $2, reason = $3, reported_minor = $4, declined = $5, unanswered = $6,
                next_at_us = $7, changed_at_us = $8
         WHERE id = $1",
    )
    .bind(order.id.0)
    .bind(order.state.name())
    .bind(reason(order.state)?)
    .bind(reported)
    .bind(order.declined)
    .bind(order.unanswered)
    .bind(next_at.map(Timestamp::as_micros))
    .bind(order.changed_at.as_micros())
    .execute(tx)
    .await?;
    Ok(())
}

/// Reasons are kept under their names on the wire, so that there is one list of them.
pub(super) fn reason(state: OrderState) -> Result<String, LedgerError> {
    let named = match state {
        OrderState::Failed(reason) => serde_json::to_value(reason)?,
        OrderState::Refused(reason) => serde_json::to_value(reason)?,
        OrderState::Placed
        | OrderState::Ordered
        | OrderState::Closing
        | OrderState::Booked
        | OrderState::Mismatched(_) => return Ok(String::new()),
    };
    Ok(named.as_str().ok_or(LedgerError::Row("a reason without a name"))?.to_owned())
}

/// Keeps a notice whose signature was right, and makes its order due; `false` when it came before. An order that is
/// booked, refused or of nobody has nothing left to be asked.
///
/// # Errors
/// When the database fails.
pub async fn keep_notice(
    tx: &mut SqliteConnection,
    hash: &[u8; 32],
    order: PaymentId,
    now: Timestamp,
) -> Result<bool, LedgerError> {
    let kept = sqlx::query(
        "INSERT INTO payment_notice (hash, order_id, received_at_us) VALUES ($1, $2, $3)
         ON CONFLICT (hash) DO NOTHING",
    )
    .bind(hash.as_slice())
    .bind(order.0)
    .bind(now.as_micros())
    .execute(&mut *tx)
    .await?;
    if kept.rows_affected() == 0 {
        return Ok(false);
    }
    make_due(tx, order, now).await?;
    Ok(true)
}

/// Has the provider asked about an order now.
///
/// # Errors
/// When the database fails.
pub async fn make_due(
    tx: &mut SqliteConnection,
    order: PaymentId,
    now: Timestamp,
) -> Result<(), LedgerError> {
    sqlx::query(
        "UPDATE payment_order SET next_at_us = $2
         WHERE id = $1 AND purpose <> 'sandbox_grant' AND state NOT IN ('booked', 'refused')
           AND (state <> 'failed' OR purpose = 'top_up')",
    )
    .bind(order.0)
    .bind(now.as_micros())
    .execute(tx)
    .await?;
    Ok(())
}
