//! The newest payments: what the server last said, and what it has not answered yet.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use circles_domain::PaymentId;
use circles_domain::payment::PaymentOutcome;
use circles_faults::crash_point;
use circles_store::table::payment_intent::{self, PaymentIntent};
use circles_store::table::sheet;
use circles_wire::payment::{PaymentResponse, PaymentsResponse};
use tokio::time::Instant;

use crate::account::Account;
use crate::engine::Engine;
use crate::error::Result;
use crate::view::{Connectivity, PaymentView, PaymentsView};

/// The name under which the server's list is kept.
const SHEET: &str = "payments";
/// A list that was read this long ago is read again when somebody looks.
const FRESH: Duration = Duration::from_secs(30);
/// How long somebody who looks waits for the server.
const PATIENCE: Duration = Duration::from_secs(3);

impl Engine {
    /// Top-ups and cash-outs, newest first. Comes from this device when the server is out of reach.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`]; what the store says.
    pub async fn payments(&self) -> Result<PaymentsView> {
        let account = self.account()?;
        if account.connectivity.now() != Connectivity::Offline
            && let Ok(Err(error)) = tokio::time::timeout(PATIENCE, refresh(&account)).await
        {
            tracing::debug!(code = ?error.code(), "the payments could not be read");
        }
        let mut tx = account.store.read().await?;
        let asked = payment_intent::list(&mut tx).await?;
        let kept = sheet::find::<PaymentsResponse>(&mut tx, SHEET).await?;
        tx.end().await?;
        Ok(view(&asked, kept))
    }
}

impl Engine {
    /// Asks the server now, about what was not answered too, and tells as [`Self::payments`] does.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`]; what the store says.
    pub async fn check_payments(&self) -> Result<PaymentsView> {
        let account = self.account()?;
        account.purse.payments_moved.store(true, Ordering::Release);
        account.purse.payments_wake.notify_one();
        self.payments().await
    }
}

fn view(
    asked: &[PaymentIntent],
    kept: Option<(PaymentsResponse, circles_domain::Timestamp)>,
) -> PaymentsView {
    let (kept, as_of) = kept.map_or((None, None), |(kept, as_of)| (Some(kept), Some(as_of)));
    let known = kept.as_ref().map(|kept| kept.payments.as_slice()).unwrap_or_default();
    let is_known = |id: PaymentId| known.iter().any(|known| known.id == id);
    let unanswered = asked.iter().filter(|asked| !is_known(asked.id)).map(unanswered);
    PaymentsView {
        payments: unanswered.chain(known.iter().map(answered)).collect(),
        top_up_max: kept.as_ref().map(|kept| kept.top_up_max),
        cash_out_max: kept.as_ref().map(|kept| kept.cash_out_max),
        cash_out_from: kept.as_ref().and_then(|kept| kept.cash_out_from),
        cash_out_without_pin: kept.as_ref().and_then(|kept| kept.cash_out_without_pin),
        // Until the server said that it is real, it is called test money.
        sandbox: kept.as_ref().is_none_or(|kept| kept.sandbox),
        asks_payee: kept.as_ref().is_some_and(|kept| kept.asks_payee),
        last_payee: kept.as_ref().and_then(|kept| kept.last_payee.clone()),
        as_of,
    }
}

/// Asked for, and no answer yet.
pub(super) fn unanswered(asked: &PaymentIntent) -> PaymentView {
    PaymentView {
        id: asked.id,
        kind: asked.kind,
        amount: asked.amount,
        outcome: PaymentOutcome::Checking,
        answered: false,
        has_page: false,
        begun_at: asked.asked_at,
        changed_at: asked.asked_at,
    }
}

/// As the server has it.
pub(super) fn answered(told: &PaymentResponse) -> PaymentView {
    PaymentView {
        id: told.id,
        kind: told.kind,
        amount: told.amount,
        outcome: told.outcome,
        answered: true,
        has_page: told.has_page,
        begun_at: told.begun_at,
        changed_at: told.changed_at,
    }
}

/// Reads the list unless it is fresh. One at a time: whoever waited finds it so.
async fn refresh(account: &Arc<Account>) -> Result<()> {
    let mut read = account.purse.payments_read.lock().await;
    let moved = account.purse.payments_moved.swap(false, Ordering::AcqRel);
    if !moved && read.is_some_and(|at: Instant| at.elapsed() <= FRESH) {
        return Ok(());
    }
    let fetched = fetch(account).await;
    if fetched.is_ok() {
        *read = Some(Instant::now());
    } else {
        account.purse.payments_moved.store(true, Ordering::Release);
    }
    fetched
}

async fn fetch(account: &Account) -> Result<()> {
    let list = account.remote()?.payments().await?;
    let mut write = account.store.write_cache().await?;
    sheet::save(&mut write, SHEET, &list, account.clock.now()).await?;
    Ok(write.commit().await?)
}

/// Keeps the server's answer where the list is, and only then forgets that it was asked: between the two it is known
/// twice, which is shown once.
pub(super) async fn settle(account: &Account, told: &PaymentResponse) -> Result<()> {
    let mut write = account.store.write_cache().await?;
    let kept = sheet::find::<PaymentsResponse>(&mut write, SHEET).await?;
    if let Some((mut kept, as_of)) = kept {
        kept.payments.retain(|known| known.id != told.id);
        kept.payments.insert(0, *told);
        sheet::save(&mut write, SHEET, &kept, as_of).await?;
    }
    crash_point!("device.payment.outcome.written", crate::Error::Internal("ordered"));
    write.commit().await?;
    crash_point!("device.payment.outcome.kept", crate::Error::Internal("ordered"));
    let mut write = account.store.write_outbox().await?;
    payment_intent::delete(&mut write, told.id).await?;
    crash_point!("device.payment.intent.going", crate::Error::Internal("ordered"));
    write.commit().await?;
    crash_point!("device.payment.intent.gone", crate::Error::Internal("ordered"));
    Ok(())
}
