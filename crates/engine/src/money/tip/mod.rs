//! Tips as their payer's device knows them: an [`intent`](super::intent) for a post, which can be taken back while it is
//! held.
//!
//! Promises: a post has at most one open tip; paying again is not offered before it is decided.

mod cancel;
mod open;
mod shown;
mod steps;

use std::sync::Arc;

use circles_domain::tip::{IllegalStep, TipOutcome, TipRefusal, TipState};
use circles_domain::{Money, PersonId, PostId, QuoteId, TipId};
use circles_store::Change;
use circles_store::table::tip_intent::{Tip, TipIntent};
use circles_wire::tip::{QuoteRequest, QuoteResponse, ReceiptKey, TipResponse};

use super::intent::live::{Book, Seen};
use super::intent::{Sent, Terms, row};
use super::receipt::{Worth, judge};
use super::wallet;
use crate::account::Account;
use crate::remote::{Error, Remote};
use crate::sync;
use crate::view::TipView;

pub(super) use steps::look_at_returned;

impl Sent for Tip {
    type Request = QuoteRequest;
    type View = TipView;

    fn book(account: &Account) -> &Book<TipId> {
        &account.tips
    }

    fn change(id: TipId) -> Change {
        Change::Tip(id)
    }

    async fn quote(remote: &Remote, id: TipId, request: &QuoteRequest) -> Result<QuoteResponse, Error> {
        remote.quote_tip(id, request).await
    }

    async fn confirm(
        remote: &Remote,
        id: TipId,
        quote: QuoteId,
        step_up: Option<&str>,
    ) -> Result<TipResponse, Error> {
        remote.confirm_tip(id, quote, step_up).await
    }

    async fn ask(remote: &Remote, id: TipId) -> Result<TipResponse, Error> {
        remote.tip(id).await
    }

    async fn abandon(remote: &Remote, id: TipId) -> Result<TipResponse, Error> {
        remote.abandon_tip(id).await
    }

    fn is_what_was_asked(quote: &QuoteResponse, intent: &TipIntent, asked: &QuoteRequest) -> bool {
        quote.tip == intent.id
            && quote.post == intent.cause
            && quote.amount == asked.amount
            && (quote.privacy, quote.message.as_str()) == (asked.privacy, asked.message.as_str())
            && quote.fee == Money::fen(0)
    }

    fn terms(quote: &QuoteResponse) -> Terms {
        Terms {
            quote: quote.quote,
            step_up: quote.step_up,
            quoted_at: quote.quoted_at,
            expires_at: quote.expires_at,
        }
    }

    fn is_about(answer: &TipResponse, intent: &TipIntent) -> bool {
        answer.id == intent.id && answer.post.is_none_or(|post| post == intent.cause)
    }

    fn judge(
        answer: &TipResponse,
        intent: &TipIntent,
        payer: PersonId,
        pinned: &[ReceiptKey],
    ) -> Option<Worth> {
        Some(judge(answer.receipt.as_ref()?, intent, payer, pinned))
    }

    fn is_refusal(answer: &TipResponse) -> bool {
        matches!(answer.outcome, TipOutcome::Refused { .. })
    }

    fn heard_at(state: TipState, answer: &TipResponse) -> Result<TipState, IllegalStep> {
        state.hear(answer.outcome)
    }

    fn unsent(intent: &TipIntent) -> TipResponse {
        TipResponse {
            id: intent.id,
            post: Some(intent.cause),
            amount: Some(Money::fen(intent.amount_minor)),
            outcome: TipOutcome::Refused { reason: TipRefusal::Abandoned },
            cancellable_until: None,
            release_at: None,
            receipt: None,
        }
    }

    fn changed(intent: &TipIntent) -> Option<Change> {
        (intent.state != TipState::Refused).then_some(Change::Post(intent.cause))
    }

    fn settled(account: &Arc<Account>, intent: &TipIntent) {
        // Of a refusal too: what was left when the quote was made is not what is left now.
        wallet::wallet_moved(account);
        if intent.state != TipState::Refused {
            recount(account, intent.cause);
        }
    }

    fn view(account: &Account, intent: TipIntent, seen: Seen) -> TipView {
        let (refusal, returned) = match intent.outcome.as_ref().map(|outcome| outcome.outcome) {
            Some(TipOutcome::Refused { reason }) => (Some(reason), None),
            Some(TipOutcome::Returned { reason }) => (None, Some(reason)),
            Some(TipOutcome::Held | TipOutcome::Released) | None => (None, None),
        };
        let outcome = intent.outcome;
        TipView {
            id: intent.id,
            post: intent.cause,
            state: intent.state,
            amount: Money::fen(intent.amount_minor),
            quote: intent.quote.filter(|_| !seen.void),
            confirm_after_ms: row::confirm_after_ms(account, intent.shown_at),
            refusal,
            returned,
            cancellable_until: outcome.as_ref().and_then(|outcome| outcome.cancellable_until),
            release_at: outcome.as_ref().and_then(|outcome| outcome.release_at),
            receipt: outcome.and_then(|outcome| outcome.receipt),
            next_check_at: intent.next_check_at,
            problem: seen.problem,
        }
    }
}

/// The post's number of tippers is the server's to say.
fn recount(account: &Arc<Account>, post: PostId) {
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        account.stop.run_until_cancelled(sync::refresh_counts(&account, vec![post])).await;
    });
}
