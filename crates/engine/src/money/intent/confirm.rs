//! Confirming what was quoted: the one request that moves money.
//!
//! The row says `confirming` on the disk before the request leaves. Whatever ends this process from then on, the next
//! start finds it there and asks the server.

use std::sync::Arc;
use std::time::Duration;

use circles_domain::QuoteId;
use circles_domain::person::check_typed_pin;
use circles_domain::tip::{TipEvent, TipState};
use circles_faults::crash_point;
use circles_store::table::intent::Intent;

use super::heard::{self, Heard};
use super::live::Live;
use super::{Sent, Terms, row, settle};
use crate::account::Account;
use crate::error::{Error, Result};
use crate::remote::{self, Remote};
use crate::view::Connectivity;

/// How long the person looks at "sending" before it becomes "being checked".
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it takes to say "you are offline" when the last try found no network.
const PROBE: Duration = Duration::from_secs(2);

/// Confirms a quote. A second confirmation of the same intent sends nothing and answers how it stands. What the server
/// refuses for the moment (a wrong payment password, too many at once) is the view's `problem`.
///
/// # Errors
/// Nothing was sent: [`Error::TooFast`], [`Error::QuoteExpired`], [`Error::StepUpRequired`], [`Error::Invalid`],
/// [`Error::SessionExpired`]; [`Error::Remote`] offline.
pub(in crate::money) async fn confirm<S: Sent>(
    account: &Arc<Account>,
    id: S::Id,
    quote: QuoteId,
    pin: Option<String>,
) -> Result<S::View> {
    // On its own task: whoever asked may go away, the answer must still be kept.
    let task = account.tasks.spawn(take::<S>(account.clone(), id, quote, pin));
    let done = task.await;
    if !matches!(done, Ok(Ok(_))) {
        // However it broke off: if it was out already, it is asked about.
        S::book(account).wake.notify_one();
    }
    done.map_err(|_| Error::Internal("a confirmation"))?
}

async fn take<S: Sent>(
    account: Arc<Account>,
    id: S::Id,
    quote: QuoteId,
    pin: Option<String>,
) -> Result<S::View> {
    let live = S::book(&account).live(id);
    let Ok(_step) = live.step.try_lock() else { return row::show::<S>(&account, id).await };
    let mut intent = row::load::<S>(&account, id).await?;
    match intent.state {
        TipState::Draft | TipState::Quoted => {}
        TipState::Confirming
        | TipState::Unknown
        | TipState::Held
        | TipState::Released
        | TipState::Returned
        | TipState::Refused => return row::show::<S>(&account, id).await,
    }
    live.forget_problem();
    let done = attempt(&account, &live, &mut intent, quote, pin).await;
    if let Err(error) = &done {
        live.note(error);
        account.store.changes().publish(vec![S::change(id)]);
    }
    match done {
        // Once the request was out, or when the server had a word to say, the view tells it.
        Ok(()) | Err(Error::Remote(remote::Error::Rejected(_))) => row::show::<S>(&account, id).await,
        Err(_) if intent.state == TipState::Unknown => row::show::<S>(&account, id).await,
        Err(error) => Err(error),
    }
}

async fn attempt<S: Sent>(
    account: &Arc<Account>,
    live: &Live,
    intent: &mut Intent<S>,
    quote: QuoteId,
    pin: Option<String>,
) -> Result<()> {
    let terms = shown_quote(account, live, intent, quote).await?;
    if terms.step_up && pin.is_none() {
        return Err(Error::StepUpRequired);
    }
    if let Some(pin) = &pin {
        check_typed_pin(pin)?;
    }
    let remote = account.remote()?;
    reachable(account, &remote, intent).await?;
    let token = match pin {
        Some(pin) => Some(remote.step_up(quote, pin).await?.token),
        None => None,
    };
    send(account, live, intent, &remote, quote, token).await
}

/// The quote that was confirmed, if it is the one on the page, and has been for long enough.
async fn shown_quote<S: Sent>(
    account: &Account,
    live: &Live,
    intent: &mut Intent<S>,
    wanted: QuoteId,
) -> Result<Terms> {
    let terms = intent.quote.as_ref().map(S::terms);
    let terms = terms.filter(|terms| terms.quote == wanted && !live.seen().void);
    let terms = terms.ok_or(Error::QuoteExpired)?;
    let now = account.clock.now();
    let shown_us = intent.shown_at.map_or(-1, |at| now.as_micros().saturating_sub(at.as_micros()));
    if shown_us < 0 {
        // The clock was set back. Counting begins anew.
        intent.shown_at = Some(now);
        row::save(account, intent).await?;
        return Err(Error::TooFast);
    }
    if shown_us < row::SHOWN_AT_LEAST_US {
        return Err(Error::TooFast);
    }
    // Both ends by the server's clock, so that a wrong one here does no harm.
    let lifetime_us = terms.expires_at.as_micros().saturating_sub(terms.quoted_at.as_micros());
    if shown_us > lifetime_us {
        return Err(Error::QuoteExpired);
    }
    Ok(terms)
}

/// When the last request found no network, a harmless one tries again first: offline, nothing of it leaves.
async fn reachable<S: Sent>(account: &Account, remote: &Remote, intent: &Intent<S>) -> Result<()> {
    match account.connectivity.now() {
        Connectivity::Online | Connectivity::Unknown => Ok(()),
        Connectivity::Offline => match tokio::time::timeout(PROBE, S::ask(remote, intent.id)).await {
            Ok(Ok(_) | Err(remote::Error::Rejected(_))) => Ok(()),
            Ok(Err(remote::Error::SignedOut)) => Err(Error::SessionExpired),
            Ok(Err(remote::Error::Offline | remote::Error::Timeout | remote::Error::Protocol(_)))
            | Err(_) => Err(remote::Error::Offline.into()),
        },
    }
}

async fn send<S: Sent>(
    account: &Arc<Account>,
    live: &Live,
    intent: &mut Intent<S>,
    remote: &Remote,
    quote: QuoteId,
    token: Option<String>,
) -> Result<()> {
    let before = intent.clone();
    intent.state = intent.state.next(TipEvent::Confirmed).map_err(|_| Error::Internal("a step"))?;
    intent.confirmed_at = Some(account.clock.now());
    crash_point!("device.confirm.begun", Error::Internal("ordered"));
    row::save(account, intent).await?;
    crash_point!("device.confirm.kept", Error::Internal("ordered"));
    let request = tokio::time::timeout(PATIENCE, S::confirm(remote, intent.id, quote, token.as_deref()));
    let answer = match account.stop.run_until_cancelled(request).await {
        Some(Ok(answer)) => answer,
        Some(Err(_)) | None => Err(remote::Error::Timeout),
    };
    match heard::read(intent, answer) {
        Heard::Outcome(answer) => settle::settle(account, live, intent, *answer).await,
        Heard::NotSent => {
            // No step: what never left was never confirmed.
            *intent = before;
            row::save(account, intent).await?;
            Err(remote::Error::Offline.into())
        }
        Heard::NotNow(error) => {
            // Nothing is kept, so it is as it was; that it was sent once stays known, for whoever abandons it.
            *intent = Intent { confirmed_at: intent.confirmed_at, ..before };
            row::save(account, intent).await?;
            Err(error.into())
        }
        Heard::Lost(error) => {
            settle::lose(account, intent).await?;
            Err(error.into())
        }
    }
}
