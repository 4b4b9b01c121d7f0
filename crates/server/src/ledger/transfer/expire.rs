//! The job that tells payees of what is offered to them, and sends back what was not accepted in time.
//!
//! Promises: sleeps until the next of either is due, a wallet moved, or a minute is over (so that a clock that was set
//! does not hold it up); each goes back once, whoever else tries; a stop between the two loses no announcement.

use std::time::Duration;

use circles_domain::transfer::TransferReturn;
use circles_domain::{PersonId, Timestamp, TransferId};
use circles_faults::crash_point;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::settle::{self, find_hold};
use crate::ledger::LedgerError;
use crate::state::{AppState, Poke};
use crate::store::changes::{self, Change};

/// Transfers taken care of in one transaction: short enough that nobody waits long for the writer.
const BATCH: i64 = 100;
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Starts the job.
pub fn start(state: &AppState) {
    let state = state.clone();
    let mut pokes = state.pokes.subscribe();
    state.tasks.clone().spawn(async move {
        loop {
            let due = state.clone();
            let sleep = match state.turn(async move { expire_due(&due).await }).await {
                Ok(Ok(next)) => until(next, state.now()),
                Ok(Err(error)) => {
                    tracing::error!(cause = ?error, "returning transfers failed; it will be tried again");
                    AFTER_FAILURE
                }
                Err(error) => {
                    tracing::error!(cause = ?error, "returning transfers broke off; it will be tried again");
                    AFTER_FAILURE
                }
            };
            tokio::select! {
                () = state.stop.cancelled() => return,
                () = tokio::time::sleep(sleep) => {}
                // What was held just now may be due sooner. Having missed some pokes is as good as one.
                _ = pokes.recv() => {}
            }
        }
    });
}

fn until(next: Option<Timestamp>, now: Timestamp) -> Duration {
    let Some(next) = next else { return LONGEST_SLEEP };
    let us = next.as_micros().saturating_sub(now.as_micros());
    Duration::from_micros(us.max(0).unsigned_abs()).min(LONGEST_SLEEP)
}

/// Announces and sends back everything that is due, and says when the next one is.
///
/// # Errors
/// When the database fails; what was done until then stays so.
pub async fn expire_due(state: &AppState) -> Result<Option<Timestamp>, LedgerError> {
    loop {
        // Asked outside the writer, so that an idle job never makes anyone wait.
        let mut reader = state.db.read().acquire().await?;
        let next: Option<i64> = sqlx::query_scalar(
            "SELECT MIN(due_us) FROM (
               SELECT MIN(expires_at_us) AS due_us FROM transfer WHERE state = 'held'
               UNION ALL
               SELECT MIN(offered_at_us) AS due_us FROM transfer WHERE state = 'held' AND announced = 0) AS due",
        )
        .fetch_one(&mut *reader)
        .await?;
        drop(reader);
        let next = next.map(Timestamp::from_micros);
        if next.is_none_or(|next| next > state.now()) {
            return Ok(next);
        }
        let mut tx = state.db.write().await?;
        let now = state.now();
        let mut touched = expire_batch(&mut tx, now).await?;
        touched.extend(announce_batch(&mut tx, now).await?);
        tx.commit().await?;
        crash_point!("server.transfer.due.committed", sqlx::Error::WorkerCrashed.into());
        for person in touched {
            state.poke(Poke::Person(person));
        }
        crash_point!("server.transfer.due.poked", sqlx::Error::WorkerCrashed.into());
    }
}

async fn expire_batch(tx: &mut SqliteConnection, now: Timestamp) -> Result<Vec<PersonId>, LedgerError> {
    let due: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT id FROM transfer WHERE state = 'held' AND expires_at_us <= $1 ORDER BY expires_at_us LIMIT $2 + 0",
    )
    .bind(now.as_micros())
    .bind(BATCH)
    .fetch_all(&mut *tx)
    .await?;
    let mut touched = Vec::new();
    for (id,) in due {
        if let Some(hold) = find_hold(tx, TransferId(id)).await? {
            settle::give_back(tx, hold, TransferReturn::Expired, now).await?;
            touched.extend(hold.both());
            crash_point!("server.transfer.expiry.booked", sqlx::Error::WorkerCrashed.into());
        }
    }
    Ok(touched)
}

/// A payer has something to see as well: it can no longer be taken back.
async fn announce_batch(tx: &mut SqliteConnection, now: Timestamp) -> Result<Vec<PersonId>, LedgerError> {
    let offered: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "UPDATE transfer SET announced = 1
         WHERE id IN (SELECT id FROM transfer WHERE state = 'held' AND announced = 0 AND offered_at_us <= $1
                      ORDER BY offered_at_us LIMIT $2 + 0)
           AND state = 'held'
         RETURNING payer_id, payee_id",
    )
    .bind(now.as_micros())
    .bind(BATCH)
    .fetch_all(&mut *tx)
    .await?;
    let touched: Vec<PersonId> =
        offered.into_iter().flat_map(|(payer, payee)| [PersonId(payer), PersonId(payee)]).collect();
    for person in &touched {
        crash_point!("server.transfer.offer.written", sqlx::Error::WorkerCrashed.into());
        changes::note(tx, Change::Wallet(*person), now).await?;
    }
    Ok(touched)
}
