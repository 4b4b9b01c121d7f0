//! The end of a session that the server decided.

use std::sync::Arc;

use super::keep;
use crate::account::Account;
use crate::engine::Engine;
use crate::remote::{Credentials, Remote};

/// Lets the account speak to the server, until the server ends the session. What is written here stays then. The end of
/// a session that another one replaced is no news.
pub(super) fn connect(engine: &Engine, account: &Arc<Account>, credentials: Credentials) {
    let inner = &engine.inner;
    let remote =
        Remote::new(inner.http.clone(), inner.server.clone(), credentials, inner.connectivity.clone());
    account.connect(remote.clone());
    let mut replaced = account.watch_remote();
    replaced.borrow_and_update();
    let (engine, account) = (engine.clone(), account.clone());
    account.tasks.clone().spawn(async move {
        let ended = tokio::select! {
            _ = replaced.changed() => return,
            ended = account.stop.run_until_cancelled(remote.ended()) => ended,
        };
        if ended.is_some() {
            account.disconnect();
            // On the engine's tasks: the keychain may take its time, and the account may close meanwhile.
            let (ended, person) = (engine.clone(), account.person);
            engine.inner.tasks.spawn(async move { keep::forget(&ended, person).await });
            engine.inner.session.with(|known| known.kept = false);
            engine.announce_session();
        }
    });
}
