//! Opening a wallet. In the sandbox a new one starts with test money.

use circles_domain::{Money, PersonId, Timestamp};
use sqlx::SqliteConnection;

use super::{place_order, sandbox, settle};
use crate::ledger::{LedgerError, find_account, open_account};

/// Opens the wallet of `person` unless it is open, and puts `grant` of test money in, once a person: an order of ours, a
/// payment in the sandbox's books, a journal, all in the transaction of the caller.
///
/// # Errors
/// When the database fails.
pub async fn open_wallet(
    tx: &mut SqliteConnection,
    person: PersonId,
    grant: Money,
    now: Timestamp,
) -> Result<(), LedgerError> {
    open_account(tx, person, now).await?;
    // The order decides and not the account: a tip may have opened that before its owner ever looked.
    if grant.minor <= 0 || has_grant(tx, person).await? {
        return Ok(());
    }
    let order = place_order(tx, person, "sandbox_grant", grant, now).await?;
    let paid = sandbox::grant(tx, order, now).await?;
    settle(tx, &paid, now).await?;
    Ok(())
}

/// Whether [`open_wallet`] would have nothing to do.
///
/// # Errors
/// When the database fails.
pub async fn is_open(tx: &mut SqliteConnection, person: PersonId, grant: Money) -> Result<bool, LedgerError> {
    Ok(find_account(tx, person).await?.is_some() && (grant.minor <= 0 || has_grant(tx, person).await?))
}

async fn has_grant(tx: &mut SqliteConnection, person: PersonId) -> Result<bool, LedgerError> {
    let has = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM payment_order WHERE person_id = $1 AND purpose = 'sandbox_grant')",
    )
    .bind(person.0)
    .fetch_one(tx)
    .await?;
    Ok(has)
}
