//! One item on its way, whatever becomes of the attempt. One that panics costs that attempt and nothing else.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use circles_domain::OutboxItemId;
use circles_store::table::outbox_item::{self, State};
use circles_wire::ErrorCode;
use futures::FutureExt as _;
use tokio_util::sync::CancellationToken;

use super::attempt::attempt;
use super::backoff::{backoff, spread};
use super::refusal::{again, fail};
use super::worker::PAUSE;
use crate::account::Account;
use crate::error::Result;
use crate::remote::Remote;

/// So many attempts of an item that broke off, and it waits for the person: it would break off for ever.
const BREAKS_MAX: u32 = 3;

/// Makes one attempt, and notes what came of it.
pub(super) async fn fly(account: Arc<Account>, session: Remote, item: OutboxItemId, stop: CancellationToken) {
    let _under_way = UnderWay(&account, item);
    let attempts = AssertUnwindSafe(attempts(&account, &session, item, &stop));
    if attempts.catch_unwind().await.is_ok() {
        account.outbox.went_well(item);
        return;
    }
    tracing::error!(%item, "an attempt broke off");
    if let Err(error) = break_off(&account, item).await {
        // It is found as `sending` at the next start.
        tracing::error!(error = ?error, "an attempt that broke off could not be noted");
    }
}

async fn attempts(account: &Account, session: &Remote, item: OutboxItemId, stop: &CancellationToken) {
    let mut counted = false;
    while let Err(error) = attempt(account, session, item, stop, &mut counted).await {
        // A full disk, most likely: nothing is lost, and nothing else can be done about it.
        tracing::error!(error = ?error, "an attempt could not be noted");
        tokio::time::sleep(PAUSE).await;
    }
}

/// The item is tried again later; after some times in a row it fails, in plain sight, and its lane waits for the person.
async fn break_off(account: &Account, id: OutboxItemId) -> Result<()> {
    let mut tx = account.store.read().await?;
    let item = outbox_item::find(&mut tx, id).await?;
    tx.end().await?;
    // It may have come to its end before that.
    let Some(item) = item.filter(|item| !matches!(item.state, State::Failed(_))) else { return Ok(()) };
    if account.outbox.broke_off(id) < BREAKS_MAX {
        return again(account, &item, Some(backoff(item.attempts, spread()))).await;
    }
    account.outbox.went_well(id);
    fail(account, &item, ErrorCode::Internal, None).await
}

/// Ends the flight when the attempt does, also when that was cut off.
struct UnderWay<'a>(&'a Account, OutboxItemId);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.outbox.end(self.1);
        self.0.outbox.wake.notify_one();
    }
}
