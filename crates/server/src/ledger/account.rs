//! Accounts: one a person, and the house's own.

use circles_domain::{LedgerAccountId, Money, PersonId, Timestamp};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::LedgerError;

/// Tips on their way. The migration opens it under this id.
pub const ESCROW: LedgerAccountId = LedgerAccountId(Uuid::from_u128(1));
/// The mirror of the embedded provider: below zero by what it brought in.
pub const SANDBOX: LedgerAccountId = LedgerAccountId(Uuid::from_u128(2));

/// What operators gave and took.
pub const ADJUSTMENT: LedgerAccountId = LedgerAccountId(Uuid::from_u128(4));

/// A person's account, if it was opened.
///
/// # Errors
/// When the database fails.
pub async fn find_account(
    tx: &mut SqliteConnection,
    person: PersonId,
) -> Result<Option<LedgerAccountId>, LedgerError> {
    let id: Option<Uuid> =
        sqlx::query_scalar("SELECT id FROM ledger_account WHERE person_id = $1 AND kind = 'person'")
            .bind(person.0)
            .fetch_optional(tx)
            .await?;
    Ok(id.map(LedgerAccountId))
}

/// A person's account, opened when there is none.
///
/// # Errors
/// When the database fails.
pub async fn open_account(
    tx: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<LedgerAccountId, LedgerError> {
    sqlx::query(
        "INSERT INTO ledger_account (id, kind, person_id, opened_at_us)
         VALUES ($1, 'person', $2, $3)
         ON CONFLICT (person_id, kind) DO NOTHING",
    )
    .bind(LedgerAccountId::mint().0)
    .bind(person.0)
    .bind(now.as_micros())
    .execute(&mut *tx)
    .await?;
    find_account(tx, person).await?.ok_or(LedgerError::Row("an account that was just opened is not there"))
}

/// What a person can spend; zero without an account.
///
/// # Errors
/// When the database fails.
pub async fn balance(tx: &mut SqliteConnection, person: PersonId) -> Result<Money, LedgerError> {
    let minor: Option<i64> = sqlx::query_scalar(
        "SELECT balance_minor FROM ledger_account WHERE person_id = $1 AND kind = 'person'",
    )
    .bind(person.0)
    .fetch_optional(tx)
    .await?;
    Ok(Money::fen(minor.unwrap_or(0)))
}
