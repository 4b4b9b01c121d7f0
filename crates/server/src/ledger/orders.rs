//! Orders of the payment provider, as they are kept: each step before it is taken.

use circles_domain::payment::{PaymentFailure, PaymentKind, PaymentOutcome, PaymentRefusal};
use circles_domain::{Money, PaymentId, PersonId, Timestamp};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::LedgerError;

/// Calls without an answer after which a person is told that it is being checked.
const PATIENCE: i64 = 3;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderState {
    /// Kept; the provider may have heard of it or not.
    Placed,
    /// The provider has it.
    Ordered,
    /// Too old: the provider is asked to take no money for it any more.
    Closing,
    /// In the ledger.
    Booked,
    /// Came to nothing.
    Failed(PaymentFailure),
    /// The provider says that it moved another sum: this one.
    Mismatched(Money),
    /// Never began.
    Refused(PaymentRefusal),
}

impl OrderState {
    const fn name(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Ordered => "ordered",
            Self::Closing => "closing",
            Self::Booked => "booked",
            Self::Failed(_) => "failed",
            Self::Mismatched(_) => "mismatched",
            Self::Refused(_) => "refused",
        }
    }
}

/// A top-up or a cash-out, as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredOrder {
    /// Which.
    pub id: PaymentId,
    /// Whose.
    pub person: PersonId,
    /// Which way.
    pub kind: PaymentKind,
    /// How much was asked for.
    pub amount: Money,
    /// Where it stands.
    pub state: OrderState,
    /// Whether the provider said no, and its books have not confirmed it yet.
    pub declined: bool,
    /// Calls begun since its last answer.
    pub unanswered: i64,
    /// Whether the payment password came with it.
    pub with_pin: bool,
    /// When it began.
    pub created_at: Timestamp,
    /// When it came to stand where it stands.
    pub changed_at: Timestamp,
}

impl StoredOrder {
    /// What a person is told.
    #[must_use]
    pub const fn outcome(&self) -> PaymentOutcome {
        match self.state {
            OrderState::Placed | OrderState::Ordered | OrderState::Closing if self.unanswered < PATIENCE => {
                PaymentOutcome::Waiting
            }
            OrderState::Placed | OrderState::Ordered | OrderState::Closing | OrderState::Mismatched(_) => {
                PaymentOutcome::Checking
            }
            OrderState::Booked => PaymentOutcome::Arrived,
            OrderState::Failed(reason) => PaymentOutcome::Failed { reason },
            OrderState::Refused(reason) => PaymentOutcome::Refused { reason },
        }
    }
}

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

/// The newest top-ups and cash-outs of a person, newest first, those that were given up left out.
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
         WHERE person_id = $1 AND purpose <> 'sandbox_grant' AND NOT (state = 'refused' AND reason = 'abandoned')
         ORDER BY created_at_us DESC, id DESC LIMIT $2 + 0",
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
fn reason(state: OrderState) -> Result<String, LedgerError> {
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
