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

/// What a decision needs to know of somebody's money, by one statement: whoever posts is waited for by all who pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purse {
    /// Their account, if it was opened.
    pub account: Option<LedgerAccountId>,
    /// What they can spend.
    pub balance: Money,
    /// Whether an operator froze their wallet.
    pub frozen: bool,
    /// Whether they locked their payments.
    pub locked: bool,
}

impl Purse {
    /// Their account, opened when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open(
        &self,
        tx: &mut SqliteConnection,
        person: PersonId,
        now: Timestamp,
    ) -> Result<LedgerAccountId, LedgerError> {
        match self.account {
            Some(account) => Ok(account),
            None => open_account(tx, person, now).await,
        }
    }
}

/// The money of `person`.
///
/// # Errors
/// When the database fails.
pub async fn purse(tx: &mut SqliteConnection, person: PersonId) -> Result<Purse, LedgerError> {
    let (account, balance, frozen, locked): (Option<Uuid>, i64, bool, bool) = sqlx::query_as(
        "SELECT a.id, coalesce(a.balance_minor, 0),
                EXISTS (SELECT 1 FROM wallet_freeze f WHERE f.person_id = $1),
                EXISTS (SELECT 1 FROM pin WHERE pin.person_id = $1 AND pin.locked_at_us IS NOT NULL)
         FROM (SELECT 1 AS one) always LEFT JOIN ledger_account a ON a.person_id = $1 AND a.kind = 'person'",
    )
    .bind(person.0)
    .fetch_one(tx)
    .await?;
    Ok(Purse { account: account.map(LedgerAccountId), balance: Money::fen(balance), frozen, locked })
}

/// What a person can spend; zero without an account.
///
/// # Errors
/// When the database fails.
pub async fn balance(tx: &mut SqliteConnection, person: PersonId) -> Result<Money, LedgerError> {
    purse(tx, person).await.map(|purse| purse.balance)
}
