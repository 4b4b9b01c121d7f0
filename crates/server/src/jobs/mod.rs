//! Work of the server's own: sweeping what nobody needs any more.
//!
//! Promises: each job is one short write, may run at any time and any number of times, and stops with the server; a turn
//! that panics is one that failed, and not the last.

mod ends;
mod people;
mod sweep;

use std::time::Duration;

use crate::state::AppState;

pub use sweep::sweep;

/// Starts the jobs; the first sweep waits a little, so that a start is quick.
pub fn start(state: &AppState) {
    ends::start(state);
    let state = state.clone();
    let limits = &state.config.limits;
    let every = Duration::from_secs(limits.sweep_s.max(1).unsigned_abs());
    let first = Duration::from_secs(limits.first_sweep_s.max(0).unsigned_abs());
    state.tasks.clone().spawn(async move {
        let mut wait = first.min(every);
        loop {
            tokio::select! {
                () = state.stop.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
            }
            wait = every;
            let due = state.clone();
            match state.turn(async move { sweep(&due).await }).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "the sweep failed; it will run again"),
                Err(error) => tracing::error!(%error, "the sweep broke off; it will run again"),
            }
        }
    });
}
