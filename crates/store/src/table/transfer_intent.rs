//! `transfer_intent`: what a payer meant, kept before any byte is sent. Its states are the engine's (`money`); here they
//! are only stored.

use circles_domain::tip::TipState;
use circles_domain::{PersonId, Timestamp, TransferId};
use circles_wire::transfer::{TransferQuoteResponse, TransferResponse};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{from_json, from_name, id, to_json, to_name};
use crate::{Change, OutboxWrite, Result};

/// One transfer of this device's payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferIntent {
    /// Which.
    pub id: TransferId,
    /// To whom.
    pub payee: PersonId,
    /// Where it stands.
    pub state: TipState,
    /// The amount that was last chosen, in fen.
    pub amount_minor: i64,
    /// The words that go with it.
    pub note: String,
    /// What the server bound it to.
    pub quote: Option<TransferQuoteResponse>,
    /// The server's definite answer, with the receipt.
    pub outcome: Option<TransferResponse>,
    /// When the quote was shown.
    pub shown_at: Option<Timestamp>,
    /// When the payer confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// How often the server was asked about it.
    pub checks: i64,
    /// When it will be asked again.
    pub next_check_at: Option<Timestamp>,
    /// When its page opened.
    pub created_at: Timestamp,
    /// When this row last changed.
    pub updated_at: Timestamp,
}

impl TransferIntent {
    fn read(row: &SqliteRow) -> Result<Self> {
        let time = |column| -> Result<Option<Timestamp>> {
            Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp::from_micros))
        };
        let quote: Option<&str> = row.try_get("quote")?;
        let outcome: Option<&str> = row.try_get("outcome")?;
        Ok(Self {
            id: id!(TransferId, row, "transfer_id"),
            payee: id!(PersonId, row, "payee_id"),
            state: from_name(row.try_get("state")?, "transfer")?,
            amount_minor: row.try_get("amount_minor")?,
            note: row.try_get("note")?,
            quote: quote.map(|json| from_json(json, "quote")).transpose()?,
            outcome: outcome.map(|json| from_json(json, "transfer")).transpose()?,
            shown_at: time("shown_at_us")?,
            confirmed_at: time("confirmed_at_us")?,
            checks: row.try_get("checks")?,
            next_check_at: time("next_check_at_us")?,
            created_at: Timestamp::from_micros(row.try_get("created_at_us")?),
            updated_at: Timestamp::from_micros(row.try_get("updated_at_us")?),
        })
    }
}

/// Inserts or replaces the whole row.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut OutboxWrite, transfer: &TransferIntent) -> Result<()> {
    sqlx::query(
        "INSERT INTO transfer_intent (transfer_id, payee_id, state, amount_minor, note, quote, outcome, shown_at_us, confirmed_at_us,
                                 checks, next_check_at_us, created_at_us, updated_at_us)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (transfer_id) DO UPDATE
         SET state = excluded.state, amount_minor = excluded.amount_minor, note = excluded.note, quote = excluded.quote,
             outcome = excluded.outcome, shown_at_us = excluded.shown_at_us,
             confirmed_at_us = excluded.confirmed_at_us, checks = excluded.checks,
             next_check_at_us = excluded.next_check_at_us, updated_at_us = excluded.updated_at_us",
    )
    .bind(transfer.id.as_bytes().as_slice())
    .bind(transfer.payee.as_bytes().as_slice())
    .bind(to_name(&transfer.state, "transfer")?)
    .bind(transfer.amount_minor)
    .bind(&transfer.note)
    .bind(transfer.quote.as_ref().map(|quote| to_json(quote, "quote")).transpose()?)
    .bind(transfer.outcome.as_ref().map(|outcome| to_json(outcome, "transfer")).transpose()?)
    .bind(transfer.shown_at.map(Timestamp::as_micros))
    .bind(transfer.confirmed_at.map(Timestamp::as_micros))
    .bind(transfer.checks)
    .bind(transfer.next_check_at.map(Timestamp::as_micros))
    .bind(transfer.created_at.as_micros())
    .bind(transfer.updated_at.as_micros())
    .execute(&mut **write)
    .await?;
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
    .map(TransferIntent::read)
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
    .map(TransferIntent::read)
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
    .map(TransferIntent::read)
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
