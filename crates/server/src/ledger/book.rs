//! Appending to the ledger.

use circles_domain::ledger::{BookedJournal, Entry, GENESIS, Journal, JournalFault};
use circles_domain::{Currency, JournalId, Timestamp};
use circles_faults::{canary, crash_point};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::LedgerError;

/// Books the journal that `make` makes of the next place in the ledger, and changes the balances with it.
///
/// # Errors
/// When `make` refuses, when a balance would fall below zero (the table's own check), or the database fails.
pub async fn book(
    tx: &mut SqliteConnection,
    now: Timestamp,
    make: impl FnOnce(Entry) -> Result<Journal, JournalFault>,
) -> Result<BookedJournal, LedgerError> {
    let head: Option<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")
            .fetch_optional(&mut *tx)
            .await?;
    let (seq, prev) = match head {
        Some((seq, hash)) => {
            (seq, hash.try_into().map_err(|_| LedgerError::Row("a hash that is not 32 bytes"))?)
        }
        None => (0, GENESIS),
    };
    let journal = make(Entry { id: JournalId::mint(), seq: seq + 1, booked_at: now })?;
    journal.check()?;
    let prev = if canary!("link_not_chained") { GENESIS } else { prev };
    let booked = BookedJournal::after(&prev, journal);
    insert(tx, &prev, &booked).await?;
    Ok(booked)
}

async fn insert(
    tx: &mut SqliteConnection,
    prev: &[u8; 32],
    booked: &BookedJournal,
) -> Result<(), LedgerError> {
    let journal = &booked.journal;
    sqlx::query(
        "INSERT INTO journal (seq, id, kind, subject_id, booked_at_us, prev_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(journal.seq)
    .bind(journal.id.0)
    .bind(journal.kind.as_str())
    .bind(journal.subject)
    .bind(journal.booked_at.as_micros())
    .bind(prev.as_slice())
    .bind(booked.hash.as_slice())
    .execute(&mut *tx)
    .await?;
    crash_point!("server.posting.journal", sqlx::Error::WorkerCrashed.into());
    for leg in &journal.postings {
        let balance: i64 = sqlx::query_scalar(
            "UPDATE ledger_account SET balance_minor = balance_minor + $1 WHERE id = $2 RETURNING balance_minor",
        )
        .bind(leg.amount_minor)
        .bind(leg.account.0)
        .fetch_one(&mut *tx)
        .await?;
        sqlx::query(
            "INSERT INTO posting (account_id, journal_seq, amount_minor, currency, balance_minor)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(leg.account.0)
        .bind(journal.seq)
        .bind(leg.amount_minor)
        .bind(currency_code(leg.currency))
        .bind(balance)
        .execute(&mut *tx)
        .await?;
        crash_point!("server.posting.leg", sqlx::Error::WorkerCrashed.into());
    }
    Ok(())
}

const fn currency_code(currency: Currency) -> &'static str {
    match currency {
        Currency::CNY => "CNY",
    }
}

/// Whether money moved under this id, whoever paid and for whatever. Ids are random, so for one that is new to its payer
/// this is a mistake or an attack, never chance.
///
/// # Errors
/// When the database fails.
pub async fn has_moved(tx: &mut SqliteConnection, subject: Uuid) -> Result<bool, LedgerError> {
    let moved = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM journal WHERE subject_id = $1)")
        .bind(subject)
        .fetch_one(tx)
        .await?;
    Ok(moved)
}
