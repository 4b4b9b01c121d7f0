//! The one task that decides; attempts run beside it. It wakes for a command, an attempt's end, a session, a network,
//! or the time of the next try, and for nothing else.

use std::sync::Arc;
use std::time::Duration;

use circles_faults::crash_point;
use circles_store::table::outbox_item;
use tokio::task::JoinSet;

use super::backoff::LONGEST;
use super::flight::fly;
use super::plan::{Plan, plan};
use crate::account::Account;
use crate::error::Result;
use crate::view::Connectivity;

/// After a fault of the disk.
pub(super) const PAUSE: Duration = Duration::from_secs(5);

/// Starts sending; ends with the account.
pub(crate) fn start(account: &Arc<Account>) {
    // Attempts that are cut off here are found as `sending` at the next start, and made again.
    account.keep_working("sending", |account| async move { work(&account).await });
}

async fn work(account: &Arc<Account>) {
    let mut remote = account.watch_remote();
    let mut connectivity = account.connectivity.watch();
    let mut flights = JoinSet::new();
    let mut was_ready = false;
    // After an earlier life of this worker, whose attempts ended with it.
    let mut is_recovered = false;
    loop {
        let session = remote.borrow_and_update().clone();
        let ready = session.is_some() && *connectivity.borrow_and_update() != Connectivity::Offline;
        if ready && !was_ready {
            account.outbox.all_due();
        }
        was_ready = ready;
        let plan = match next(account, ready, is_recovered).await {
            Ok(plan) => plan,
            Err(error) => {
                tracing::error!(error = ?error, "the outbox cannot be read");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        is_recovered = true;
        if let Some(session) = session {
            for item in plan.start {
                let Some(stop) = account.outbox.begin(item) else { continue };
                flights.spawn(fly(account.clone(), session.clone(), item, stop));
            }
        }
        tokio::select! {
            () = account.outbox.wake.notified() => {}
            Some(_) = flights.join_next() => {}
            changed = remote.changed() => if changed.is_err() { return },
            changed = connectivity.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(plan.wake_in.unwrap_or(LONGEST)), if plan.wake_in.is_some() => {}
        }
    }
}

async fn next(account: &Account, ready: bool, is_recovered: bool) -> Result<Plan> {
    if !is_recovered {
        let mut write = account.store.write_outbox().await?;
        outbox_item::recover(&mut write).await?;
        write.commit().await?;
    }
    let mut tx = account.store.read().await?;
    let items = outbox_item::list(&mut tx).await?;
    tx.end().await?;
    crash_point!("device.outbox.read", crate::Error::Internal("ordered"));
    Ok(plan(&items, &account.outbox.waits(), ready))
}
