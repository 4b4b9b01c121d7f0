//! `payment_intent`: top-ups and cash-outs that were asked for, kept before any byte is sent and until the server's
//! definite answer.

use circles_domain::payment::PaymentKind;
use circles_domain::{Money, PaymentId, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{from_name, id, to_name};
use crate::{Change, OutboxWrite, Result};

/// One that nobody answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentIntent {
    /// Which.
    pub id: PaymentId,
    /// Which way.
    pub kind: PaymentKind,
    /// How much.
    pub amount: Money,
    /// How often the server was asked about it.
    pub checks: i64,
    /// When it was sent first.
    pub asked_at: Timestamp,
}

impl PaymentIntent {
    fn read(row: &SqliteRow) -> Result<Self> {
        Ok(Self {
            id: id!(PaymentId, row, "payment_id"),
            kind: from_name(row.try_get("kind")?, "payment")?,
            amount: Money::fen(row.try_get("amount_minor")?),
            checks: row.try_get("checks")?,
            asked_at: Timestamp::from_micros(row.try_get("asked_at_us")?),
        })
    }
}

/// Keeps one, or how often it was asked about.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut OutboxWrite, intent: &PaymentIntent) -> Result<()> {
    sqlx::query(
        "INSERT INTO payment_intent (payment_id, kind, amount_minor, checks, asked_at_us) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (payment_id) DO UPDATE SET checks = excluded.checks",
    )
    .bind(intent.id.as_bytes().as_slice())
    .bind(to_name(&intent.kind, "payment")?)
    .bind(intent.amount.minor)
    .bind(intent.checks)
    .bind(intent.asked_at.as_micros())
    .execute(&mut **write)
    .await?;
    write.changed(Change::Wallet);
    Ok(())
}

/// It was answered.
///
/// # Errors
/// What SQLite says.
pub async fn delete(write: &mut OutboxWrite, payment: PaymentId) -> Result<()> {
    sqlx::query("DELETE FROM payment_intent WHERE payment_id = ?")
        .bind(payment.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    write.changed(Change::Wallet);
    Ok(())
}

/// All, the newest first.
///
/// # Errors
/// What SQLite says.
pub async fn list(connection: &mut SqliteConnection) -> Result<Vec<PaymentIntent>> {
    let rows = sqlx::query(
        "SELECT payment_id, kind, amount_minor, checks, asked_at_us FROM main.payment_intent
         ORDER BY asked_at_us DESC, payment_id DESC",
    )
    .fetch_all(connection)
    .await?;
    rows.iter().map(PaymentIntent::read).collect()
}
