//! Whom a cash-out goes to: an account that the person named, in their verified name.

use circles_domain::payment::PaymentKind;
use circles_domain::payout::PayoutAccount;
use circles_domain::{PaymentId, PersonId, Timestamp};
use sqlx::SqliteConnection;

use super::Payee;
use crate::identity::Keys;
use crate::ledger::{LedgerError, StoredOrder};
use crate::state::AppState;
use crate::store::{names, payees};

/// What became of naming one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// It is the one that is kept, now or since before.
    Kept,
    /// The cash-out goes to another one.
    Another,
}

/// Keeps where the cash-out `order` goes, in the transaction that begins it.
///
/// # Errors
/// When the database fails.
pub async fn name_payee(
    tx: &mut SqliteConnection,
    keys: &Keys,
    (person, order): (PersonId, PaymentId),
    account: &PayoutAccount,
    now: Timestamp,
) -> Result<Named, LedgerError> {
    if let Some(sealed) = payees::find(&mut *tx, order).await? {
        let kept = keys.open_account(&sealed, order.0.as_bytes()).map_err(|_| UNREADABLE)?;
        return Ok(if kept == *account { Named::Kept } else { Named::Another });
    }
    let sealed = keys.seal_account(account, order.0.as_bytes()).map_err(|_| UNREADABLE)?;
    payees::insert(&mut *tx, order, person, &sealed, now).await?;
    Ok(Named::Kept)
}

/// Where a person's newest cash-out went.
///
/// # Errors
/// When the database fails.
pub async fn last_payee(
    tx: &mut SqliteConnection,
    keys: &Keys,
    person: PersonId,
) -> Result<Option<PayoutAccount>, LedgerError> {
    let last = payees::find_last(&mut *tx, person).await?;
    Ok(last.and_then(|(order, sealed)| keys.open_account(&sealed, order.0.as_bytes()).ok()))
}

/// Whom `order` pays out, where the provider has to be told.
///
/// # Errors
/// When the database fails.
pub(super) async fn of(
    state: &AppState,
    tx: &mut SqliteConnection,
    order: &StoredOrder,
) -> Result<Option<Payee>, LedgerError> {
    if order.kind != PaymentKind::CashOut || !state.payments.asks_payee() {
        return Ok(None);
    }
    let account = payees::find(&mut *tx, order.id).await?;
    let account = account.and_then(|sealed| state.keys.open_account(&sealed, order.id.0.as_bytes()).ok());
    let name = names::find_sealed(&mut *tx, order.person).await?;
    let name = name.and_then(|sealed| state.keys.open_name(&sealed, order.person.as_bytes()).ok());
    if account.is_none() || name.is_none() {
        tracing::error!(order = %order.id, "whom a cash-out goes to cannot be read");
    }
    Ok(account.zip(name).map(|(account, name)| Payee { account, name }))
}

const UNREADABLE: LedgerError = LedgerError::Row("the account that a cash-out goes to");
