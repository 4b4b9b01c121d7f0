//! Work of the server's own: sweeping what nobody needs any more.
//!
//! Promises: each job is one short write, may run at any time and any number of times, and stops with the server.

mod ends;
mod people;
mod sweep;

use std::time::Duration;

use crate::state::AppState;

pub use sweep::sweep;

const EVERY: Duration = Duration::from_secs(600);

/// Starts the jobs; the first sweep is one interval away, so that a start is quick.
pub fn start(state: &AppState) {
    ends::start(state);
    let state = state.clone();
    state.tasks.clone().spawn(async move {
        loop {
            tokio::select! {
                () = state.stop.cancelled() => return,
                () = tokio::time::sleep(EVERY) => {}
            }
            if let Err(error) = sweep(&state).await {
                tracing::error!(%error, "the sweep failed; it will run again");
            }
        }
    });
}
