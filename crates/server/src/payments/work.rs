//! The job that takes orders to their end.
//!
//! Promises: begins at the start with whatever a stop left; one step at a time; sleeps until the next one is due, or
//! something was asked for, or a minute is over (so that a clock that was set does not hold it up).

use std::time::Duration;

use circles_domain::Timestamp;

use super::step::step;
use super::take_notice;
use crate::ledger::{LedgerError, next_due};
use crate::state::AppState;

const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// After a failure of our own database.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Starts the job.
pub fn start(state: &AppState) {
    let state = state.clone();
    state.tasks.clone().spawn(async move {
        loop {
            let due = state.clone();
            let turn =
                state.turn(async move { due.stop.clone().run_until_cancelled(run_due(&due)).await }).await;
            let sleep = match turn {
                Ok(None) => return,
                Ok(Some(Ok(next))) => until(next, state.now()),
                Ok(Some(Err(error))) => {
                    tracing::error!(cause = ?error, "a step of a payment failed; it will be taken again");
                    AFTER_FAILURE
                }
                Err(error) => {
                    tracing::error!(cause = ?error, "a step of a payment broke off; it will be taken again");
                    AFTER_FAILURE
                }
            };
            tokio::select! {
                () = state.stop.cancelled() => return,
                () = tokio::time::sleep(sleep) => {}
                () = state.paying.notified() => {}
            }
        }
    });
}

fn until(next: Option<Timestamp>, now: Timestamp) -> Duration {
    let Some(next) = next else { return LONGEST_SLEEP };
    let us = next.as_micros().saturating_sub(now.as_micros());
    Duration::from_micros(us.max(0).unsigned_abs()).min(LONGEST_SLEEP)
}

/// Delivers the notices and takes the steps that are due, and says when the next one is.
///
/// # Errors
/// When the database fails; what was done until then stays done.
pub async fn run_due(state: &AppState) -> Result<Option<Timestamp>, LedgerError> {
    // Two that take the same step would ask twice; nothing worse, but nothing better either.
    let _turn = state.stepping.lock().await;
    loop {
        let letters = deliver(state).await?;
        let mut reader = state.db.read().acquire().await?;
        let (due, next) = next_due(&mut reader, state.now()).await?;
        drop(reader);
        match due {
            Some(id) => step(state, id).await?,
            None => return Ok([letters, next].into_iter().flatten().min()),
        }
    }
}

/// Hands over the notices of a provider that lives in this process.
async fn deliver(state: &AppState) -> Result<Option<Timestamp>, LedgerError> {
    loop {
        match state.payments.next_letter().await {
            Ok((Some(letter), _)) => {
                take_notice(state, &letter).await?;
            }
            Ok((None, next)) => return Ok(next),
            Err(error) => {
                tracing::warn!(%error, "no notice could be had");
                return Ok(None);
            }
        }
    }
}
