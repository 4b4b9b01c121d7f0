//! When to pull: at start, when a session or the network is back, on a poke, when somebody asks, and every five minutes
//! should all of these have been missed.

use std::sync::Arc;
use std::time::Duration;

use super::{pull, stream};
use crate::account::Account;
use crate::connectivity::reconnect_after;
use crate::remote::Retry;

const EVERY: Duration = Duration::from_secs(300);
/// Pokes that come in a crowd are answered together.
const GATHER: Duration = Duration::from_millis(20);

/// Starts pulling; ends with the account.
pub(crate) fn start(account: &Arc<Account>) {
    account.keep_working("pulling", |account| async move { work(&account).await });
    account.keep_working("listening", |account| async move { stream::listen(&account).await });
}

async fn work(account: &Arc<Account>) {
    let mut remote = account.watch_remote();
    let mut failures = 0;
    loop {
        let session = remote.borrow_and_update().is_some();
        let next = if session {
            account.connectivity.online().await;
            match pull(account).await {
                Ok(()) => {
                    failures = 0;
                    EVERY
                }
                Err(error) => {
                    tracing::debug!(code = ?error.code(), "a pull did not work");
                    failures += 1;
                    match error.retry() {
                        Retry::Later(Some(wait)) => wait.max(Duration::from_secs(1)),
                        Retry::Later(None) | Retry::WhenOnline | Retry::AfterSignIn => {
                            reconnect_after(failures)
                        }
                        // The server will not take this; the next poke or hour may know better.
                        Retry::Never => EVERY,
                    }
                }
            }
        } else {
            EVERY
        };
        tokio::select! {
            () = account.sync.wake.notified() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(next) => {}
            changed = remote.changed() => if changed.is_err() { return },
        }
    }
}
