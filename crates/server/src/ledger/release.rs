//! The job that releases held tips when their time has come.
//!
//! Promises: sleeps until the next one is due, a wallet moved, or a minute is over (so that a clock that was set does not
//! hold it up); a tip is released once, whoever else tries. Without grace and escrow a confirmation releases at once,
//! and only what was held before they were set to zero is left to do. A tip to a frozen wallet waits until that is lifted,
//! and goes back to its payer when that takes too long: nobody's money is held up without an end.

use std::time::Duration;

use circles_domain::tip::TipReturn;
use circles_domain::{PersonId, Timestamp, TipId};
use circles_faults::crash_point;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{LedgerError, Terms, release_tip, return_tip};
use crate::state::{AppState, Poke};
use crate::store::changes::{self, Change};

/// Tips released in one transaction: short enough that nobody waits long for the writer.
const BATCH: i64 = 100;
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Starts the job.
pub fn start(state: &AppState) {
    let state = state.clone();
    let holds = Terms::of(&state.config.limits).release_at(Timestamp::from_micros(0)).as_micros() > 0;
    let mut pokes = state.pokes.subscribe();
    state.tasks.clone().spawn(async move {
        loop {
            let due = state.clone();
            let sleep = match state.turn(async move { release_due(&due).await }).await {
                Ok(Ok(next)) => until(next, state.now()),
                Ok(Err(error)) => {
                    tracing::error!(cause = ?error, "releasing tips failed; it will be tried again");
                    AFTER_FAILURE
                }
                Err(error) => {
                    tracing::error!(cause = ?error, "releasing tips broke off; it will be tried again");
                    AFTER_FAILURE
                }
            };
            tokio::select! {
                () = state.stop.cancelled() => return,
                () = tokio::time::sleep(sleep) => {}
                // What was held just now may be due sooner. Having missed some pokes is as good as one.
                _ = pokes.recv(), if holds => {}
            }
        }
    });
}

fn until(next: Option<Timestamp>, now: Timestamp) -> Duration {
    let Some(next) = next else { return LONGEST_SLEEP };
    let us = next.as_micros().saturating_sub(now.as_micros());
    Duration::from_micros(us.max(0).unsigned_abs()).min(LONGEST_SLEEP)
}

/// Releases everything that is due and says when the next one is.
///
/// # Errors
/// When the database fails; what was released until then stays so.
pub async fn release_due(state: &AppState) -> Result<Option<Timestamp>, LedgerError> {
    let frozen_s = state.config.limits.frozen_tip_s;
    loop {
        // Asked outside the writer, so that an idle job never makes anyone wait.
        let mut reader = state.db.read().acquire().await?;
        let next = next_due(&mut reader, frozen_s).await?;
        drop(reader);
        if next.is_none_or(|next| next > state.now()) {
            return Ok(next);
        }
        let mut tx = state.db.write().await?;
        let now = state.now();
        let mut touched = release_batch(&mut tx, now).await?;
        touched.append(&mut return_batch(&mut tx, frozen_s, now).await?);
        tx.commit().await?;
        crash_point!("server.release.committed", sqlx::Error::WorkerCrashed.into());
        for person in touched {
            state.poke(Poke::Person(person));
        }
    }
}

/// When there is something to do next. What waits for a frozen wallet is due only when it goes back.
async fn next_due(reader: &mut SqliteConnection, frozen_s: i64) -> Result<Option<Timestamp>, LedgerError> {
    let release: Option<i64> = sqlx::query_scalar(
        "SELECT release_at_us FROM tip
         WHERE state = 'held' AND NOT EXISTS (SELECT 1 FROM wallet_freeze WHERE person_id = tip.payee_id)
         ORDER BY release_at_us LIMIT 1",
    )
    .fetch_optional(&mut *reader)
    .await?;
    let back: Option<i64> = sqlx::query_scalar(
        "SELECT MIN(tip.release_at_us) FROM wallet_freeze JOIN tip ON tip.payee_id = wallet_freeze.person_id
         WHERE tip.state = 'held'",
    )
    .fetch_one(reader)
    .await?;
    let back = back.map(|at| Timestamp::from_micros(at).plus_seconds(frozen_s));
    Ok(release.map(Timestamp::from_micros).into_iter().chain(back).min())
}

/// Sends back what waited too long for a frozen wallet.
async fn return_batch(
    tx: &mut SqliteConnection,
    frozen_s: i64,
    now: Timestamp,
) -> Result<Vec<PersonId>, LedgerError> {
    let due: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT tip.payer_id, tip.id FROM wallet_freeze JOIN tip ON tip.payee_id = wallet_freeze.person_id
         WHERE tip.state = 'held' AND tip.release_at_us <= $1 ORDER BY tip.hold_seq LIMIT $2 + 0",
    )
    .bind(now.plus_seconds(-frozen_s).as_micros())
    .bind(BATCH)
    .fetch_all(&mut *tx)
    .await?;
    let mut touched = Vec::new();
    for (payer, tip) in due {
        if return_tip(tx, PersonId(payer), TipId(tip), TipReturn::PayeeCannotReceive, now).await? {
            touched.push(PersonId(payer));
        }
    }
    Ok(touched)
}

async fn release_batch(tx: &mut SqliteConnection, now: Timestamp) -> Result<Vec<PersonId>, LedgerError> {
    let due: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT payer_id, id FROM tip
         WHERE state = 'held' AND release_at_us <= $1
           AND NOT EXISTS (SELECT 1 FROM wallet_freeze WHERE person_id = tip.payee_id)
         ORDER BY release_at_us LIMIT $2 + 0",
    )
    .bind(now.as_micros())
    .bind(BATCH)
    .fetch_all(&mut *tx)
    .await?;
    let mut touched = Vec::new();
    for (payer, tip) in due {
        let payer = PersonId(payer);
        if let Some(payee) = release_tip(tx, payer, TipId(tip), now).await? {
            changes::note(tx, Change::Wallet(payer), now).await?;
            changes::note(tx, Change::Wallet(payee), now).await?;
            touched.extend([payer, payee]);
        }
    }
    Ok(touched)
}
