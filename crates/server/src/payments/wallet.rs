//! Opening a wallet. In the sandbox a new one starts with test money.

use circles_domain::{Money, PersonId, Timestamp};
use sqlx::SqliteConnection;

use super::{PaymentProvider, ProviderError, Sandbox, place_order, settle};
use crate::ledger::{LedgerError, find_account, open_account};

/// Opens the wallet of `person` unless it is open, and puts `grant` of test money in, once a person. The whole way is
/// gone: order, provider, signed notice, booking.
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
    let mut sandbox = Sandbox::on(tx);
    sandbox.order(order, now).await.map_err(in_books)?;
    let paid = sandbox.query(order.id).await.map_err(in_books)?;
    let paid = paid.ok_or(LedgerError::Row("an order that the sandbox just took is not there"))?;
    let (body, signature) = Sandbox::send_notice(&paid)?;
    let notice = sandbox.read_notice(&body, &signature).map_err(in_books)?;
    settle(tx, &notice, now).await?;
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

fn in_books(error: ProviderError) -> LedgerError {
    match error {
        ProviderError::Books(error) => LedgerError::Sql(error),
        ProviderError::Forged | ProviderError::Malformed => LedgerError::Row("the sandbox's own notice"),
    }
}
