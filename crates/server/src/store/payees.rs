//! Where cash-outs go, sealed; and whose money this data speaks of.

use circles_domain::{PaymentId, PersonId, Timestamp};
use sqlx::{SqliteConnection, SqliteExecutor};
use uuid::Uuid;

/// The sealed account that a cash-out goes to.
///
/// # Errors
/// When the database fails.
pub async fn find(db: impl SqliteExecutor<'_>, order: PaymentId) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar("SELECT sealed FROM payout_account WHERE order_id = $1")
        .bind(order.0)
        .fetch_optional(db)
        .await
}

/// The sealed account of a person's newest cash-out, and the order that it is sealed for.
///
/// # Errors
/// When the database fails.
pub async fn find_last(
    db: impl SqliteExecutor<'_>,
    person: PersonId,
) -> sqlx::Result<Option<(PaymentId, Vec<u8>)>> {
    let row: Option<(Uuid, Vec<u8>)> = sqlx::query_as(
        "SELECT order_id, sealed FROM payout_account WHERE person_id = $1 ORDER BY created_at_us DESC, order_id DESC LIMIT 1",
    )
    .bind(person.0)
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(order, sealed)| (PaymentId(order), sealed)))
}

/// Keeps it.
///
/// # Errors
/// When the database fails, or the order has one.
pub async fn insert(
    db: impl SqliteExecutor<'_>,
    order: PaymentId,
    person: PersonId,
    sealed: &[u8],
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO payout_account (order_id, person_id, sealed, created_at_us) VALUES ($1, $2, $3, $4)",
    )
    .bind(order.0)
    .bind(person.0)
    .bind(sealed)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// Whether this data speaks of the money of that provider; the first one that asks has it for ever.
///
/// # Errors
/// When the database fails.
pub async fn is_of(db: &mut SqliteConnection, provider: &str) -> sqlx::Result<bool> {
    sqlx::query("INSERT INTO payment_provider (one, name) VALUES (1, $1) ON CONFLICT (one) DO NOTHING")
        .bind(provider)
        .execute(&mut *db)
        .await?;
    sqlx::query_scalar("SELECT name = $1 FROM payment_provider WHERE one = 1")
        .bind(provider)
        .fetch_one(db)
        .await
}
