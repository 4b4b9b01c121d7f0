//! Paying a request: what a transfer needs to know of it, in the transaction that holds the money.

use circles_domain::{Money, MoneyRequestId, PersonId, Timestamp, TransferId};
use circles_faults::crash_point;
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::ledger::LedgerError;
use crate::store::reading::is_hidden;

/// How a request stands for who was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ledger) enum Payable {
    /// So much is asked for, by this person.
    Open(PersonId, Money),
    /// It is paid, declined, withdrawn or too old.
    Over,
    /// There is no such request to this person.
    NotThere,
}

/// Whether `payer` can pay the request now.
pub(in crate::ledger) async fn payable(
    tx: &mut SqliteConnection,
    payer: PersonId,
    id: MoneyRequestId,
    now: Timestamp,
) -> Result<Payable, LedgerError> {
    let row: Option<(Uuid, i64, String, i64)> = sqlx::query_as(
        "SELECT asker_id, amount_minor, state, expires_at_us FROM money_request WHERE id = $1 AND asked_id = $2",
    )
    .bind(id.0)
    .bind(payer.0)
    .fetch_optional(&mut *tx)
    .await?;
    let Some((asker, minor, state, expires_at_us)) = row else { return Ok(Payable::NotThere) };
    if is_hidden(tx, payer, PersonId(asker)).await? {
        return Ok(Payable::NotThere);
    }
    let open = state == "open" && now.as_micros() < expires_at_us;
    Ok(if open { Payable::Open(PersonId(asker), Money::fen(minor)) } else { Payable::Over })
}

/// The transfer was held: it pays the request.
pub(in crate::ledger) async fn mark_paid(
    tx: &mut SqliteConnection,
    id: MoneyRequestId,
    transfer: TransferId,
) -> Result<(), LedgerError> {
    sqlx::query("UPDATE money_request SET state = 'paid', transfer_id = $2 WHERE id = $1 AND state = 'open'")
        .bind(id.0)
        .bind(transfer.0)
        .execute(tx)
        .await?;
    crash_point!("server.request.paid", sqlx::Error::WorkerCrashed.into());
    Ok(())
}

/// The transfer came back: what it paid, if anything, is open again, or too old by now.
pub(in crate::ledger) async fn reopen(
    tx: &mut SqliteConnection,
    transfer: TransferId,
) -> Result<(), LedgerError> {
    sqlx::query("UPDATE money_request SET state = 'open', transfer_id = NULL WHERE transfer_id = $1")
        .bind(transfer.0)
        .execute(tx)
        .await?;
    crash_point!("server.request.reopened", sqlx::Error::WorkerCrashed.into());
    Ok(())
}
