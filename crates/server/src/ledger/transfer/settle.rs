//! Ending a hold: the money reaches the payee, or goes back to the payer. One of the two, once.

use circles_domain::ledger::Journal;
use circles_domain::transfer::TransferReturn;
use circles_domain::{Money, PersonId, Timestamp, TransferId};
use circles_faults::crash_point;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::outcome::name_of;
use crate::ledger::money_request::reopen;
use crate::ledger::{ESCROW, LedgerError, book, open_account, repay};
use crate::store::changes::{self, Change};

/// A transfer that is held now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hold {
    pub(super) payer: PersonId,
    pub(super) id: TransferId,
    pub(super) payee: PersonId,
    pub(super) amount: Money,
    pub(super) offered_at: Timestamp,
    pub(super) expires_at: Timestamp,
}

impl Hold {
    pub(super) fn both(&self) -> Vec<PersonId> {
        vec![self.payer, self.payee]
    }
}

/// The hold under this id, whoever pays; an id holds money once.
pub(super) async fn find_hold(
    tx: &mut SqliteConnection,
    id: TransferId,
) -> Result<Option<Hold>, LedgerError> {
    let row: Option<(Uuid, Uuid, i64, i64, i64)> = sqlx::query_as(
        "SELECT payer_id, payee_id, amount_minor, offered_at_us, expires_at_us
         FROM transfer WHERE id = $1 AND state = 'held'",
    )
    .bind(id.0)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(payer, payee, minor, offered, expires)| Hold {
        payer: PersonId(payer),
        id,
        payee: PersonId(payee),
        amount: Money::fen(minor),
        offered_at: Timestamp::from_micros(offered),
        expires_at: Timestamp::from_micros(expires),
    }))
}

/// Gives it to the payee, and notes whose wallets changed.
pub(super) async fn accept(tx: &mut SqliteConnection, hold: Hold, now: Timestamp) -> Result<(), LedgerError> {
    let to = open_account(tx, hold.payee, now).await?;
    let booked =
        book(tx, now, |entry| Journal::transfer_release(entry, hold.id, ESCROW, to, hold.amount)).await?;
    crash_point!("server.transfer.release.booked", sqlx::Error::WorkerCrashed.into());
    sqlx::query(
        "UPDATE transfer SET state = 'accepted', settled_seq = $3 WHERE payer_id = $1 AND id = $2 AND state = 'held'",
    )
    .bind(hold.payer.0)
    .bind(hold.id.0)
    .bind(booked.journal.seq)
    .execute(&mut *tx)
    .await?;
    crash_point!("server.transfer.release.written", sqlx::Error::WorkerCrashed.into());
    repay(tx, hold.payee, &booked, now).await?;
    note(tx, &hold.both(), now).await
}

/// Gives it back to the payer, and notes whose wallets changed; who knew nothing of it hears nothing now.
pub(super) async fn give_back(
    tx: &mut SqliteConnection,
    hold: Hold,
    reason: TransferReturn,
    now: Timestamp,
) -> Result<(), LedgerError> {
    let to = open_account(tx, hold.payer, now).await?;
    let booked =
        book(tx, now, |entry| Journal::transfer_return(entry, hold.id, ESCROW, to, hold.amount)).await?;
    crash_point!("server.transfer.return.booked", sqlx::Error::WorkerCrashed.into());
    sqlx::query(
        "UPDATE transfer SET state = 'returned', reason = $3, settled_seq = $4
         WHERE payer_id = $1 AND id = $2 AND state = 'held'",
    )
    .bind(hold.payer.0)
    .bind(hold.id.0)
    .bind(name_of(reason)?)
    .bind(booked.journal.seq)
    .execute(&mut *tx)
    .await?;
    crash_point!("server.transfer.return.written", sqlx::Error::WorkerCrashed.into());
    repay(tx, hold.payer, &booked, now).await?;
    reopen(tx, hold.id).await?;
    let concerned = if reason == TransferReturn::TakenBack { vec![hold.payer] } else { hold.both() };
    note(tx, &concerned, now).await
}

async fn note(tx: &mut SqliteConnection, concerned: &[PersonId], now: Timestamp) -> Result<(), LedgerError> {
    for person in concerned {
        changes::note(tx, Change::Wallet(*person), now).await?;
    }
    Ok(())
}
