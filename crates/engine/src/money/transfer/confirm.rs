//! Confirming what was quoted: the one request that moves money. The row says `confirming` on the disk before it leaves.

use std::sync::Arc;
use std::time::Duration;

use circles_domain::tip::{TipEvent, TipState};
use circles_domain::{Field, Invalid, QuoteId, Rule};
use circles_store::table::transfer_intent::TransferIntent;
use circles_wire::transfer::TransferQuoteResponse;

use super::super::live::Live;
use super::super::row::SHOWN_AT_LEAST_US;
use super::row;
use super::settle::{self, Heard};
use crate::account::Account;
use crate::args::ConfirmTransferArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::remote::{self, Remote};
use crate::view::{Connectivity, TransferView};

/// How long the person looks at "sending" before it becomes "being checked".
const PATIENCE: Duration = Duration::from_secs(20);
/// How long it takes to say "you are offline" when the last try found no network.
const PROBE: Duration = Duration::from_secs(2);

impl Engine {
    /// Confirms a quote. A second confirmation of the same transfer sends nothing and answers how it stands. What the
    /// server refuses for the moment is the view's `problem`.
    ///
    /// # Errors
    /// Nothing was sent: [`Error::TooFast`], [`Error::QuoteExpired`], [`Error::StepUpRequired`], [`Error::Invalid`],
    /// [`Error::SessionExpired`]; [`Error::Remote`] offline.
    pub async fn confirm_transfer(&self, args: ConfirmTransferArgs) -> Result<TransferView> {
        let account = self.account()?;
        // On its own task: whoever asked may go away, the answer must still be kept.
        let task = account.tasks.spawn(confirm(account.clone(), args));
        task.await.map_err(|_| Error::Internal("a confirmation"))?
    }
}

async fn confirm(account: Arc<Account>, args: ConfirmTransferArgs) -> Result<TransferView> {
    let live = account.transfers.live(args.transfer);
    let Ok(_step) = live.step.try_lock() else { return row::show(&account, args.transfer).await };
    let mut intent = row::load(&account, args.transfer).await?;
    match intent.state {
        TipState::Draft | TipState::Quoted => {}
        TipState::Confirming
        | TipState::Unknown
        | TipState::Held
        | TipState::Released
        | TipState::Returned
        | TipState::Refused => return row::show(&account, args.transfer).await,
    }
    live.forget_problem();
    let done = attempt(&account, &live, &mut intent, args).await;
    if let Err(error) = &done {
        live.note(error);
        account.store.changes().publish(vec![circles_store::Change::Transfer(intent.id)]);
    }
    match done {
        // Once the request was out, or when the server had a word to say, the view tells it.
        Ok(()) | Err(Error::Remote(remote::Error::Rejected(_))) => row::show(&account, intent.id).await,
        Err(_) if intent.state == TipState::Unknown => row::show(&account, intent.id).await,
        Err(error) => Err(error),
    }
}

async fn attempt(
    account: &Arc<Account>,
    live: &Live,
    intent: &mut TransferIntent,
    args: ConfirmTransferArgs,
) -> Result<()> {
    let quote = shown_quote(account, live, intent, args.quote).await?;
    if quote.step_up && args.pin.is_none() {
        return Err(Error::StepUpRequired);
    }
    if let Some(pin) = &args.pin {
        // What cannot be one does not cost a try.
        let six_digits = pin.len() == 6 && pin.bytes().all(|digit| digit.is_ascii_digit());
        if !six_digits {
            return Err(Invalid::new(Field::Pin, Rule::Malformed).into());
        }
    }
    let remote = account.remote()?;
    reachable(account, &remote, intent).await?;
    let token = match args.pin {
        Some(pin) => Some(remote.step_up(quote.quote, pin).await?.token),
        None => None,
    };
    send(account, live, intent, (&remote, quote.quote, token)).await
}

/// The quote that was confirmed, if it is the one on the page, and has been for long enough.
async fn shown_quote(
    account: &Account,
    live: &Live,
    intent: &mut TransferIntent,
    wanted: QuoteId,
) -> Result<TransferQuoteResponse> {
    let quote = intent.quote.clone().filter(|quote| quote.quote == wanted && !live.seen().void);
    let quote = quote.ok_or(Error::QuoteExpired)?;
    let now = account.clock.now();
    let shown_us = intent.shown_at.map_or(-1, |at| now.as_micros().saturating_sub(at.as_micros()));
    if shown_us < 0 {
        // The clock was set back. Counting begins anew.
        intent.shown_at = Some(now);
        row::save(account, intent).await?;
        return Err(Error::TooFast);
    }
    if shown_us < SHOWN_AT_LEAST_US {
        return Err(Error::TooFast);
    }
    // Both ends by the server's clock, so that a wrong one here does no harm.
    let lifetime_us = quote.expires_at.as_micros().saturating_sub(quote.quoted_at.as_micros());
    if shown_us > lifetime_us {
        return Err(Error::QuoteExpired);
    }
    Ok(quote)
}

/// When the last request found no network, a harmless one tries again first: offline, nothing of it leaves.
async fn reachable(account: &Account, remote: &Remote, intent: &TransferIntent) -> Result<()> {
    match account.connectivity.now() {
        Connectivity::Online | Connectivity::Unknown => Ok(()),
        Connectivity::Offline => match tokio::time::timeout(PROBE, remote.transfer(intent.id)).await {
            Ok(Ok(_) | Err(remote::Error::Rejected(_))) => Ok(()),
            Ok(Err(remote::Error::SignedOut)) => Err(Error::SessionExpired),
            Ok(Err(remote::Error::Offline | remote::Error::Timeout | remote::Error::Protocol(_)))
            | Err(_) => Err(remote::Error::Offline.into()),
        },
    }
}

async fn send(
    account: &Arc<Account>,
    live: &Live,
    intent: &mut TransferIntent,
    (remote, quote, token): (&Remote, QuoteId, Option<String>),
) -> Result<()> {
    let before = intent.clone();
    intent.state =
        intent.state.next(TipEvent::Confirmed).map_err(|_| Error::Internal("a step of a transfer"))?;
    intent.confirmed_at = Some(account.clock.now());
    row::save(account, intent).await?;
    let request = tokio::time::timeout(PATIENCE, remote.confirm_transfer(intent.id, quote, token.as_deref()));
    let answer = match account.stop.run_until_cancelled(request).await {
        Some(Ok(answer)) => answer,
        Some(Err(_)) | None => Err(remote::Error::Timeout),
    };
    match settle::read(intent, answer) {
        Heard::Outcome(answer) => settle::settle(account, live, intent, *answer).await,
        Heard::NotSent => {
            // What never left was never confirmed.
            *intent = before;
            row::save(account, intent).await?;
            Err(remote::Error::Offline.into())
        }
        Heard::NotNow(error) => {
            // Nothing is kept, so it is as it was; that it was sent once stays known, for whoever abandons it.
            *intent = TransferIntent { confirmed_at: intent.confirmed_at, ..before };
            row::save(account, intent).await?;
            Err(error.into())
        }
        Heard::Lost(error) => {
            settle::lose(account, intent).await?;
            Err(error.into())
        }
    }
}
