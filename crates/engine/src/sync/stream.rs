//! The stream of pokes: says "pull now", and is what finds out that the server is back.

use std::sync::Arc;

use futures::StreamExt;

use crate::account::Account;
use crate::connectivity::reconnect_after;

/// Listens until the account closes.
pub(super) async fn listen(account: &Arc<Account>) {
    let mut remote = account.watch_remote();
    let mut failures = 0;
    loop {
        let session = remote.borrow_and_update().clone();
        let Some(session) = session else {
            if remote.changed().await.is_err() {
                return;
            }
            continue;
        };
        match session.pokes().await {
            Ok(pokes) => {
                failures = 0;
                // Whatever came while nobody listened.
                account.sync.wake.notify_one();
                let mut pokes = std::pin::pin!(pokes);
                while pokes.next().await.is_some() {
                    account.sync.wake.notify_one();
                }
            }
            Err(error) => tracing::debug!(%error, "the stream of pokes did not open"),
        }
        let wait = reconnect_after(failures);
        failures += 1;
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            changed = remote.changed() => if changed.is_err() { return },
        }
    }
}
