//! The end of circles, each at its own time: members were promised a time, not the next sweep.
//!
//! Promises: begins at the start with whatever a stop left; sleeps until the next end, or a circle begins to dissolve, or
//! a minute is over (so that a clock that was set does not hold it up).

use std::time::Duration;

use circles_domain::Timestamp;

use crate::error::Result;
use crate::state::{AppState, Poke};
use crate::store::lifecycle;

const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// Starts the job.
pub(super) fn start(state: &AppState) {
    let state = state.clone();
    state.tasks.clone().spawn(async move {
        loop {
            let due = state.clone();
            let sleep = match state.turn(async move { end_due(&due).await }).await {
                Ok(Ok(next)) => until(next, state.now()),
                Ok(Err(error)) => {
                    tracing::error!(%error, "a circle could not be ended; it will be tried again");
                    LONGEST_SLEEP
                }
                Err(error) => {
                    tracing::error!(%error, "the end of a circle broke off; it will be tried again");
                    LONGEST_SLEEP
                }
            };
            tokio::select! {
                () = state.stop.cancelled() => return,
                () = tokio::time::sleep(sleep) => {}
                () = state.ending.notified() => {}
            }
        }
    });
}

fn until(next: Option<Timestamp>, now: Timestamp) -> Duration {
    let Some(next) = next else { return LONGEST_SLEEP };
    let us = next.as_micros().saturating_sub(now.as_micros());
    Duration::from_micros(us.max(0).unsigned_abs()).min(LONGEST_SLEEP)
}

async fn end_due(state: &AppState) -> Result<Option<Timestamp>> {
    end_circles(state, state.now()).await?;
    Ok(lifecycle::next_end(state.db.read()).await?)
}

/// Circles whose members had their time to take posts along are gone.
pub(super) async fn end_circles(state: &AppState, now: Timestamp) -> Result<()> {
    for circle in lifecycle::ended(state.db.read(), now).await? {
        let mut tx = state.db.write().await?;
        lifecycle::finish(&mut tx, circle, now).await?;
        tx.commit().await?;
        state.poke(Poke::Everyone);
    }
    Ok(())
}
