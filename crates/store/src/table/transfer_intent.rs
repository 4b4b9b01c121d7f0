//! `transfer_intent`: the transfers of this device.

use circles_domain::{PersonId, TransferId};
use circles_wire::transfer::{TransferQuoteResponse, TransferResponse};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::id;
use super::intent::{Intent, Kind};
use crate::{Change, OutboxWrite, Result};

/// The kind of a transfer: money for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {}

/// To whom a transfer goes, and with which words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// To whom.
    pub payee: PersonId,
    /// The words that go with it.
    pub note: String,
}

impl Kind for Transfer {
    const NAME: &'static str = "transfer";
    type Id = TransferId;
    type Cause = Addressee;
    type Quote = TransferQuoteResponse;
    type Answer = TransferResponse;

    async fn save(write: &mut OutboxWrite, intent: &TransferIntent) -> Result<()> {
        save(write, intent).await
    }

    async fn find(connection: &mut SqliteConnection, id: TransferId) -> Result<Option<TransferIntent>> {
        find(connection, id).await
    }

    async fn list_undecided(connection: &mut SqliteConnection) -> Result<Vec<TransferIntent>> {
        list_undecided(connection).await
    }
}

/// One transfer of this device's payer.
pub type TransferIntent = Intent<Transfer>;

fn read(row: &SqliteRow) -> Result<TransferIntent> {
    let cause = Addressee { payee: id!(PersonId, row, "payee_id"), note: row.try_get("note")? };
    Intent::read(row, id!(TransferId, row, "transfer_id"), cause)
}

/// Inserts or replaces the whole row.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut OutboxWrite, transfer: &TransferIntent) -> Result<()> {
    let statement = sqlx::query(
        "INSERT INTO transfer_intent (transfer_id, payee_id, note, state, amount_minor, quote, outcome, shown_at_us, confirmed_at_us,
                                 checks, next_check_at_us, created_at_us, updated_at_us)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (transfer_id) DO UPDATE
         SET state = excluded.state, amount_minor = excluded.amount_minor, note = excluded.note, quote = excluded.quote,
             outcome = excluded.outcome, shown_at_us = excluded.shown_at_us,
             confirmed_at_us = excluded.confirmed_at_us, checks = excluded.checks,
             next_check_at_us = excluded.next_check_at_us, updated_at_us = excluded.updated_at_us",
    )
    .bind(transfer.id.as_bytes().as_slice())
    .bind(transfer.cause.payee.as_bytes().as_slice())
    .bind(&transfer.cause.note);
    transfer.bind(statement)?.execute(&mut **write).await?;
    write.changed(Change::Transfer(transfer.id));
    Ok(())
}

/// One transfer.
///
/// # Errors
/// What SQLite says.
pub async fn find(connection: &mut SqliteConnection, transfer: TransferId) -> Result<Option<TransferIntent>> {
    sqlx::query(
        "SELECT transfer_id, payee_id, state, amount_minor, note, quote, outcome, shown_at_us, confirmed_at_us, checks,
                next_check_at_us, created_at_us, updated_at_us
         FROM main.transfer_intent WHERE transfer_id = ?",
    )
    .bind(transfer.as_bytes().as_slice())
    .fetch_optional(connection)
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// The newest transfer to a person.
///
/// # Errors
/// What SQLite says.
pub async fn find_newest(
    connection: &mut SqliteConnection,
    payee: PersonId,
) -> Result<Option<TransferIntent>> {
    sqlx::query(
        "SELECT transfer_id, payee_id, state, amount_minor, note, quote, outcome, shown_at_us, confirmed_at_us, checks,
                next_check_at_us, created_at_us, updated_at_us
         FROM main.transfer_intent WHERE payee_id = ?
         ORDER BY created_at_us DESC, transfer_id DESC LIMIT 1",
    )
    .bind(payee.as_bytes().as_slice())
    .fetch_optional(connection)
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// Transfers whose outcome is not definite: confirming or unknown, oldest first.
///
/// # Errors
/// What SQLite says.
pub async fn list_undecided(connection: &mut SqliteConnection) -> Result<Vec<TransferIntent>> {
    sqlx::query(
        "SELECT transfer_id, payee_id, state, amount_minor, note, quote, outcome, shown_at_us, confirmed_at_us, checks,
                next_check_at_us, created_at_us, updated_at_us
         FROM main.transfer_intent WHERE state IN ('confirming', 'unknown')
         ORDER BY created_at_us, transfer_id",
    )
    .fetch_all(connection)
    .await?
    .iter()
    .map(read)
    .collect()
}

/// The newest that are held, as far as is known here.
///
/// # Errors
/// What SQLite says.
pub async fn list_held(connection: &mut SqliteConnection) -> Result<Vec<TransferId>> {
    sqlx::query(
        "SELECT transfer_id FROM main.transfer_intent WHERE state = 'held' ORDER BY created_at_us DESC LIMIT 20",
    )
    .fetch_all(connection)
    .await?
    .iter()
    .map(|row| Ok(id!(TransferId, row, "transfer_id")))
    .collect()
}
