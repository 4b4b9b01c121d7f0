//! Orders of the payment provider, as they are kept: each step before it is taken.

mod state;
mod write;

use circles_domain::payment::PaymentKind;
use circles_domain::{Money, PaymentId, PersonId, Timestamp};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::LedgerError;

pub use state::{OrderState, StoredOrder};
pub use write::{count_call, insert_order, keep_notice, make_due, set_order};

#[derive(sqlx::FromRow)]
struct OrderRow {
    id: Uuid,
    person_id: Uuid,
    purpose: String,
    amount_minor: i64,
    state: String,
    reason: String,
    reported_minor: Option<i64>,
    declined: bool,
    unanswered: i64,
    with_pin: bool,
    created_at_us: i64,
    changed_at_us: i64,
}

fn read(row: OrderRow) -> Result<StoredOrder, LedgerError> {
    let reason = || serde_json::Value::from(row.reason.as_str());
    let state = match row.state.as_str() {
        "placed" => OrderState::Placed,
        "ordered" => OrderState::Ordered,
        "closing" => OrderState::Closing,
        "booked" => OrderState::Booked,
        "failed" => OrderState::Failed(serde_json::from_value(reason())?),
        "mismatched" => OrderState::Mismatched(Money::fen(row.reported_minor.unwrap_or_default())),
        "refused" => OrderState::Refused(serde_json::from_value(reason())?),
        _ => return Err(LedgerError::Row("the state of an order")),
    };
    Ok(StoredOrder {
        id: PaymentId(row.id),
        person: PersonId(row.person_id),
        kind: PaymentKind::from_name(&row.purpose).ok_or(LedgerError::Row("the purpose of an order"))?,
        amount: Money::fen(row.amount_minor),
        state,
        declined: row.declined,
        unanswered: row.unanswered,
        with_pin: row.with_pin,
        created_at: Timestamp::from_micros(row.created_at_us),
        changed_at: Timestamp::from_micros(row.changed_at_us),
    })
}

/// The top-up or cash-out of that id, whosever it is.
///
/// # Errors
/// When the database fails or the row makes no sense.
pub async fn find_order(
    tx: &mut SqliteConnection,
    id: PaymentId,
) -> Result<Option<StoredOrder>, LedgerError> {
    let row: Option<OrderRow> = sqlx::query_as(
        "SELECT id, person_id, purpose, amount_minor, state, reason, reported_minor, declined, unanswered,
                with_pin, created_at_us, changed_at_us
         FROM payment_order WHERE id = $1 AND purpose <> 'sandbox_grant'",
    )
    .bind(id.0)
    .fetch_optional(tx)
    .await?;
    row.map(read).transpose()
}

/// The top-ups and cash-outs of a person that are not settled, and the newest `most` of all; newest first, those that were
/// given up left out.
///
/// # Errors
/// When the database fails or a row makes no sense.
pub async fn list_orders(
    tx: &mut SqliteConnection,
    person: PersonId,
    most: i64,
) -> Result<Vec<StoredOrder>, LedgerError> {
    let rows: Vec<OrderRow> = sqlx::query_as(
        "SELECT id, person_id, purpose, amount_minor, state, reason, reported_minor, declined, unanswered,
                with_pin, created_at_us, changed_at_us
         FROM payment_order
         WHERE person_id = $1 AND purpose <> 'sandbox_grant'
           AND (state IN ('placed', 'ordered', 'closing', 'mismatched')
                OR id IN (SELECT id FROM payment_order
                          WHERE person_id = $1 AND purpose <> 'sandbox_grant'
                            AND NOT (state = 'refused' AND reason = 'abandoned')
                          ORDER BY created_at_us DESC, id DESC LIMIT $2 + 0))
         ORDER BY created_at_us DESC, id DESC",
    )
    .bind(person.0)
    .bind(most)
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(read).collect()
}

/// Whether money of a person is on its way to or from the provider.
///
/// # Errors
/// When the database fails.
pub async fn has_open_orders(tx: &mut SqliteConnection, person: PersonId) -> Result<bool, LedgerError> {
    let open = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM payment_order WHERE person_id = $1 AND purpose <> 'sandbox_grant'
                          AND state IN ('placed', 'ordered', 'closing', 'mismatched'))",
    )
    .bind(person.0)
    .fetch_one(tx)
    .await?;
    Ok(open)
}

/// The id of an order whose next step is due, the longest due first.
///
/// # Errors
/// When the database fails.
pub async fn next_due(
    tx: &mut SqliteConnection,
    now: Timestamp,
) -> Result<(Option<PaymentId>, Option<Timestamp>), LedgerError> {
    let row: Option<(Uuid, i64)> = sqlx::query_as(
        "SELECT id, next_at_us FROM payment_order WHERE next_at_us IS NOT NULL ORDER BY next_at_us LIMIT 1",
    )
    .fetch_optional(tx)
    .await?;
    Ok(match row {
        Some((id, at)) if at <= now.as_micros() => (Some(PaymentId(id)), None),
        Some((_, at)) => (None, Some(Timestamp::from_micros(at))),
        None => (None, None),
    })
}
