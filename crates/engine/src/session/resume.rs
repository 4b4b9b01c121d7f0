//! Going on with the session of an earlier run.

use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;

use super::{keep, refusal};
use crate::engine::Engine;

/// Forgets what earlier runs could not.
pub(crate) fn forget_left(engine: &Engine) {
    let engine = engine.clone();
    engine.inner.tasks.clone().spawn(async move {
        engine.inner.stop.run_until_cancelled(keep::forget_left(&engine)).await;
    });
}

/// Starts reading the keychain. Until it answers, what is on this device shows, and nothing is sent.
pub(crate) fn resume(engine: &Engine) {
    engine.inner.session.with(|known| {
        (known.resuming, known.kept) = (engine.find_account().is_some(), false);
    });
    let engine = engine.clone();
    engine.inner.tasks.clone().spawn(async move {
        engine.inner.stop.run_until_cancelled(read(&engine)).await;
    });
}

impl Engine {
    /// Waits until the session of an earlier run goes on, or is known not to: what needs the server in the first
    /// moments of a start is not told of an ended session.
    pub(crate) async fn resumed(&self) {
        let mut changes = self.changes();
        while self.inner.session.with(|known| known.resuming) {
            // A listener that fell behind looks again as well.
            if matches!(changes.recv().await, Err(RecvError::Closed)) {
                return;
            }
        }
    }
}

/// A locked keychain is tried again: the person may be about to unlock it. Its first silence ends the benefit of the
/// doubt, so that they can sign in instead.
async fn read(engine: &Engine) {
    let Some(account) = engine.find_account() else { return };
    let mut wait = Duration::from_secs(2);
    loop {
        let found = keep::find(engine, account.person).await;
        let changed = !engine.find_account().is_some_and(|now| std::sync::Arc::ptr_eq(&now, &account));
        if changed || account.remote().is_ok() {
            // Somebody signed in or out meanwhile.
            engine.inner.session.with(|known| known.resuming = false);
            engine.announce_session();
            return;
        }
        // Only once it is connected is nobody waited for any more: who looks in between would be told of an ended session.
        let end_wait = |kept| {
            engine.inner.session.with(|known| (known.resuming, known.kept) = (false, kept));
            engine.announce_session();
        };
        match found {
            Ok(Some(credentials)) => {
                refusal::connect(engine, &account, credentials);
                end_wait(true);
                return;
            }
            Ok(None) => {
                end_wait(false);
                return;
            }
            Err(error) => tracing::warn!(%error, "the session cannot be read"),
        }
        end_wait(false);
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(Duration::from_secs(30));
    }
}
