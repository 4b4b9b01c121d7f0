//! Asking about payments that were not answered, until they are.
//!
//! Backoff from one second to thirty, at once when the network or the session returns. Not found decides nothing: the
//! request may still be on its way. A minute after it left it is abandoned, which makes the server decide.

use std::sync::Arc;
use std::time::Duration;

use circles_faults::crash_point;
use circles_store::table::payment_intent::{self, PaymentIntent};
use circles_wire::ErrorCode;
use circles_wire::payment::{PaymentRequest, PaymentResponse};

use super::begin::is_about;
use super::list::settle;
use crate::account::Account;
use crate::error::Result;
use crate::money::wallet_moved;
use crate::remote;

const PATIENCE: Duration = Duration::from_secs(10);
const SLOWEST_S: u64 = 30;
const ABANDON_AFTER_S: i64 = 60;
/// As many looks with backoff take that long too; a clock that was set back does not hold it up.
const ABANDON_AFTER_CHECKS: i64 = 6;

/// Starts asking; ends with the account.
pub(crate) fn start(account: &Arc<Account>) {
    account.keep_working("unanswered payments", |account| async move { work(&account).await });
}

async fn work(account: &Arc<Account>) {
    let mut connectivity = account.connectivity.watch();
    let mut remote = account.watch_remote();
    loop {
        let next = look(account).await.unwrap_or_else(|error| {
            tracing::error!(code = ?error.code(), "unanswered payments cannot be looked up");
            Some(SLOWEST_S)
        });
        let wait = async {
            match next {
                Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = wait => {}
            () = account.purse.payments_wake.notified() => {}
            // The senders live as long as the account.
            Ok(()) = connectivity.changed() => { connectivity.borrow_and_update(); }
            Ok(()) = remote.changed() => {}
        }
    }
}

/// Asks about all of them; in how many seconds again, if there are any left and somebody can be asked.
async fn look(account: &Arc<Account>) -> Result<Option<u64>> {
    let _step = account.purse.paying.lock().await;
    let mut tx = account.store.read().await?;
    let open = payment_intent::list(&mut tx).await?;
    tx.end().await?;
    let Ok(remote) = account.remote() else { return Ok(None) };
    let mut next = None;
    for mut intent in open {
        let asked = tokio::time::timeout(PATIENCE, ask(account, &remote, &intent)).await;
        crash_point!("device.payment.check.answered", crate::Error::Internal("ordered"));
        match asked.unwrap_or(Err(remote::Error::Timeout)) {
            Ok(Some(told)) => {
                settle(account, &told).await?;
                wallet_moved(account);
                continue;
            }
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, "a payment could not be asked about"),
        }
        let wait_s = backoff_s(intent.checks);
        intent.checks = intent.checks.saturating_add(1);
        let mut write = account.store.write_outbox().await?;
        payment_intent::save(&mut write, &intent).await?;
        write.commit().await?;
        crash_point!("device.payment.check.planned", crate::Error::Internal("ordered"));
        next = Some(next.map_or(wait_s, |next: u64| next.min(wait_s)));
    }
    Ok(next)
}

/// The server's answer, if it has one.
async fn ask(
    account: &Account,
    remote: &remote::Remote,
    intent: &PaymentIntent,
) -> Result<Option<PaymentResponse>, remote::Error> {
    let told = match remote.payment(intent.id).await {
        Ok(told) => told,
        Err(remote::Error::Rejected(body)) if body.code == ErrorCode::NotFound => {
            let age_s = account.clock.now().seconds_since(intent.asked_at);
            if age_s < ABANDON_AFTER_S && intent.checks < ABANDON_AFTER_CHECKS {
                return Ok(None);
            }
            let request = PaymentRequest { kind: intent.kind, amount: intent.amount, payee: None, pin: None };
            crash_point!("device.payment.abandon.begun", remote::Error::Timeout);
            let told = remote.abandon_payment(intent.id, &request).await?;
            crash_point!("device.payment.abandon.answered", remote::Error::Timeout);
            told
        }
        Err(error) => return Err(error),
    };
    if !is_about(&told, intent) {
        return Err(remote::Error::Protocol("another payment"));
    }
    Ok(Some(told))
}

/// 1 s doubling to 30 s.
fn backoff_s(checks: i64) -> u64 {
    let doublings = u32::try_from(checks.clamp(0, 5)).unwrap_or(5);
    (1 << doublings).min(SLOWEST_S)
}
