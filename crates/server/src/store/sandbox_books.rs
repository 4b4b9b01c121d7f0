//! SANDBOX: the books of the embedded payment provider. Test money; the ledger never reads them.

use circles_domain::{Money, PaymentId, Timestamp};
use sqlx::{SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use crate::payments::{Direction, Letter, Movement, Order, ProviderError, Status};

/// An order as it comes in.
#[derive(Clone, Copy, Debug)]
pub struct NewOrder {
    /// Whoever asks says which.
    pub id: PaymentId,
    /// Which way.
    pub direction: Direction,
    /// How much is asked for.
    pub amount: Money,
    /// How much will move.
    pub moves: Money,
    /// Whether it will move at all.
    pub ends_as_paid: bool,
    /// When that is decided.
    pub ends_at: Option<Timestamp>,
}

const fn name(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "in",
        Direction::Out => "out",
    }
}

/// Pays a grant at once: test money that a new wallet starts with.
///
/// # Errors
/// When the database fails.
pub async fn grant(db: &mut SqliteConnection, order: Order, now: Timestamp) -> sqlx::Result<Movement> {
    sqlx::query(
        "INSERT INTO sandbox_payment (order_id, amount_minor, currency, paid_at_us) VALUES ($1, $2, 'CNY', $3)
         ON CONFLICT (order_id) DO NOTHING",
    )
    .bind(order.id.0)
    .bind(order.amount.minor)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(Movement { order: order.id, direction: Direction::In, amount: order.amount, paid_at: now })
}

/// Takes an order; `false` when it is there.
///
/// # Errors
/// [`ProviderError::Malformed`] for another order under the same id; when the database fails.
pub async fn insert(db: &mut SqliteConnection, order: &NewOrder) -> Result<bool, ProviderError> {
    let taken = sqlx::query(
        "INSERT INTO sandbox_order (order_id, direction, amount_minor, state, moves_minor, ends_as, ends_at_us)
         VALUES ($1, $2, $3, 'waiting', $4, $5, $6)
         ON CONFLICT (order_id) DO NOTHING",
    )
    .bind(order.id.0)
    .bind(name(order.direction))
    .bind(order.amount.minor)
    .bind(order.moves.minor)
    .bind(if order.ends_as_paid { "paid" } else { "failed" })
    .bind(order.ends_at.map(Timestamp::as_micros))
    .execute(&mut *db)
    .await?;
    if taken.rows_affected() == 1 {
        return Ok(true);
    }
    let same: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM sandbox_order WHERE order_id = $1 AND direction = $2 AND amount_minor = $3)",
    )
    .bind(order.id.0)
    .bind(name(order.direction))
    .bind(order.amount.minor)
    .fetch_one(db)
    .await?;
    if same { Ok(false) } else { Err(ProviderError::Malformed) }
}

/// Ends whatever has come to its end.
///
/// # Errors
/// When the database fails.
pub async fn bring_up_to(db: &mut SqliteConnection, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE sandbox_order SET state = ends_as, settled_at_us = ends_at_us, ends_at_us = NULL WHERE ends_at_us <= $1",
    )
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// Closes an order that waits. `ends_at`: when it is paid all the same, for a provider that misbehaves.
///
/// # Errors
/// When the database fails.
pub async fn close(
    db: &mut SqliteConnection,
    order: PaymentId,
    ends_at: Option<Timestamp>,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE sandbox_order SET state = 'closed', settled_at_us = $3, ends_at_us = $2
         WHERE order_id = $1 AND state = 'waiting'",
    )
    .bind(order.0)
    .bind(ends_at.map(Timestamp::as_micros))
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// Gives all of what was paid for an order back, once; `false` when nothing was paid, or another sum.
///
/// # Errors
/// When the database fails.
pub async fn give_back(db: &mut SqliteConnection, order: Order, now: Timestamp) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE sandbox_order SET returned_at_us = COALESCE(returned_at_us, $3)
         WHERE order_id = $1 AND direction = 'in' AND state = 'paid' AND moves_minor = $2",
    )
    .bind(order.id.0)
    .bind(order.amount.minor)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What became of an order.
///
/// # Errors
/// When the database fails.
pub async fn status(db: &mut SqliteConnection, order: PaymentId) -> Result<Status, ProviderError> {
    let row: Option<(String, i64)> = sqlx::query_as(
        "SELECT CASE WHEN returned_at_us IS NULL THEN state ELSE 'returned' END, moves_minor
         FROM sandbox_order WHERE order_id = $1",
    )
    .bind(order.0)
    .fetch_optional(db)
    .await?;
    Ok(match row.as_ref().map(|(state, minor)| (state.as_str(), *minor)) {
        None => Status::NotFound,
        Some(("waiting", _)) => Status::Waiting,
        Some(("paid", minor)) => Status::Paid(Money::fen(minor)),
        Some(("failed", _)) => Status::Failed,
        Some(("closed", _)) => Status::Closed,
        Some(("returned", _)) => Status::Returned,
        Some(_) => return Err(ProviderError::Malformed),
    })
}

/// What moved from `from` on and before `until`, grants too.
///
/// # Errors
/// When the database fails.
pub async fn statement(
    db: &mut SqliteConnection,
    from: Timestamp,
    until: Timestamp,
) -> sqlx::Result<Vec<Movement>> {
    let rows: Vec<(Uuid, String, i64, i64)> = sqlx::query_as(
        "SELECT order_id, direction, moves_minor, settled_at_us FROM sandbox_order
           WHERE state = 'paid' AND settled_at_us >= $1 AND settled_at_us < $2
         UNION ALL
         SELECT order_id, 'out', moves_minor, returned_at_us FROM sandbox_order
           WHERE returned_at_us >= $1 AND returned_at_us < $2
         UNION ALL
         SELECT order_id, 'in', amount_minor, paid_at_us FROM sandbox_payment WHERE paid_at_us >= $1 AND paid_at_us < $2
         ORDER BY 4, 1",
    )
    .bind(from.as_micros())
    .bind(until.as_micros())
    .fetch_all(db)
    .await?;
    let line = |(order, direction, minor, at_us): (Uuid, String, i64, i64)| Movement {
        order: PaymentId(order),
        direction: if direction == "out" { Direction::Out } else { Direction::In },
        amount: Money::fen(minor),
        paid_at: Timestamp::from_micros(at_us),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Puts a notice where it waits to be sent.
///
/// # Errors
/// When the database fails.
pub async fn post(db: &mut SqliteConnection, due: Timestamp, letter: &Letter) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO sandbox_notice (due_at_us, body, signature) VALUES ($1, $2, $3)")
        .bind(due.as_micros())
        .bind(&letter.body)
        .bind(&letter.signature)
        .execute(db)
        .await?;
    Ok(())
}

/// When the next notice is due.
///
/// # Errors
/// When the database fails.
pub async fn next_letter_at(db: impl SqliteExecutor<'_>) -> sqlx::Result<Option<Timestamp>> {
    let at: Option<i64> =
        sqlx::query_scalar("SELECT MIN(due_at_us) FROM sandbox_notice").fetch_one(db).await?;
    Ok(at.map(Timestamp::from_micros))
}

/// The next notice that is due; it is sent once.
///
/// # Errors
/// When the database fails.
pub async fn take_letter(db: &mut SqliteConnection, now: Timestamp) -> sqlx::Result<Option<Letter>> {
    let Some((seq, letter)) = find_letter(&mut *db, now).await? else { return Ok(None) };
    drop_letter(db, seq).await?;
    Ok(Some(letter))
}

/// The next notice that is due, and its number here; it stays.
///
/// # Errors
/// When the database fails.
pub async fn find_letter(db: impl SqliteExecutor<'_>, now: Timestamp) -> sqlx::Result<Option<(i64, Letter)>> {
    let row: Option<(i64, Vec<u8>, Vec<u8>)> = sqlx::query_as(
        "SELECT seq, body, signature FROM sandbox_notice WHERE due_at_us <= $1 ORDER BY due_at_us, seq LIMIT 1",
    )
    .bind(now.as_micros())
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(seq, body, signature)| (seq, Letter { body, signature })))
}

/// Forgets a notice that was taken.
///
/// # Errors
/// When the database fails.
pub async fn drop_letter(db: impl SqliteExecutor<'_>, seq: i64) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM sandbox_notice WHERE seq = $1").bind(seq).execute(db).await?;
    Ok(())
}
