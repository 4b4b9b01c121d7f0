//! Transfers as their payer's device knows them: an [`intent`](super::intent) for a person, with a note.
//!
//! Promises: a person has at most one open transfer to another. Does not: keep the list of transfers; the server is
//! asked for it.

mod answer;
mod open;
mod shown;
mod steps;

use std::sync::Arc;

use circles_domain::tip::{IllegalStep, TipState};
use circles_domain::transfer::{TransferOutcome, TransferRefusal};
use circles_domain::{Money, PersonId, QuoteId, TransferId};
use circles_store::Change;
use circles_store::table::transfer_intent::{Transfer, TransferIntent};
use circles_wire::tip::ReceiptKey;
use circles_wire::transfer::{TransferQuoteRequest, TransferQuoteResponse, TransferResponse};

use super::intent::live::{Book, Seen};
use super::intent::{Sent, Terms, row};
use super::receipt::{Worth, judge_transfer};
use super::wallet;
use crate::account::Account;
use crate::remote::{Error, Remote};
use crate::view::TransferView;

pub(super) use steps::look_at_held;

impl Sent for Transfer {
    type Request = TransferQuoteRequest;
    type View = TransferView;

    fn book(account: &Account) -> &Book<TransferId> {
        &account.transfers
    }

    fn change(id: TransferId) -> Change {
        Change::Transfer(id)
    }

    async fn quote(
        remote: &Remote,
        id: TransferId,
        request: &TransferQuoteRequest,
    ) -> Result<TransferQuoteResponse, Error> {
        remote.quote_transfer(id, request).await
    }

    async fn confirm(
        remote: &Remote,
        id: TransferId,
        quote: QuoteId,
        step_up: Option<&str>,
    ) -> Result<TransferResponse, Error> {
        remote.confirm_transfer(id, quote, step_up).await
    }

    async fn ask(remote: &Remote, id: TransferId) -> Result<TransferResponse, Error> {
        remote.transfer(id).await
    }

    async fn abandon(remote: &Remote, id: TransferId) -> Result<TransferResponse, Error> {
        remote.abandon_transfer(id).await
    }

    fn is_what_was_asked(
        quote: &TransferQuoteResponse,
        intent: &TransferIntent,
        asked: &TransferQuoteRequest,
    ) -> bool {
        quote.transfer == intent.id
            && quote.payee.id == asked.payee
            && quote.amount == asked.amount
            && quote.note == asked.note
            && quote.request == asked.request
            && quote.fee == Money::fen(0)
    }

    fn terms(quote: &TransferQuoteResponse) -> Terms {
        Terms {
            quote: quote.quote,
            step_up: quote.step_up,
            quoted_at: quote.quoted_at,
            expires_at: quote.expires_at,
        }
    }

    fn is_about(answer: &TransferResponse, intent: &TransferIntent) -> bool {
        answer.id == intent.id && answer.payee.is_none_or(|payee| payee == intent.cause.payee)
    }

    fn judge(
        answer: &TransferResponse,
        intent: &TransferIntent,
        payer: PersonId,
        pinned: &[ReceiptKey],
    ) -> Option<Worth> {
        Some(judge_transfer(answer.receipt.as_ref()?, intent, payer, pinned))
    }

    fn is_refusal(answer: &TransferResponse) -> bool {
        matches!(answer.outcome, TransferOutcome::Refused { .. })
    }

    fn heard_at(state: TipState, answer: &TransferResponse) -> Result<TipState, IllegalStep> {
        answer.outcome.heard_at(state)
    }

    fn unsent(intent: &TransferIntent) -> TransferResponse {
        TransferResponse {
            id: intent.id,
            payee: Some(intent.cause.payee),
            amount: Some(Money::fen(intent.amount_minor)),
            note: intent.cause.note.clone(),
            outcome: TransferOutcome::Refused { reason: TransferRefusal::Abandoned },
            offered_at: None,
            expires_at: None,
            receipt: None,
        }
    }

    fn changed(_: &TransferIntent) -> Option<Change> {
        None
    }

    fn settled(account: &Arc<Account>, _: &TransferIntent) {
        // Of a refusal too: what was left when the quote was made is not what is left now.
        wallet::wallet_moved(account);
    }

    fn view(account: &Account, intent: TransferIntent, seen: Seen) -> TransferView {
        let (refusal, returned) = match intent.outcome.as_ref().map(|outcome| outcome.outcome) {
            Some(TransferOutcome::Refused { reason }) => (Some(reason), None),
            Some(TransferOutcome::Returned { reason }) => (None, Some(reason)),
            Some(TransferOutcome::Held | TransferOutcome::Accepted) | None => (None, None),
        };
        let outcome = intent.outcome;
        TransferView {
            id: intent.id,
            payee: intent.cause.payee,
            state: intent.state,
            amount: Money::fen(intent.amount_minor),
            note: intent.cause.note,
            quote: intent.quote.filter(|_| !seen.void),
            confirm_after_ms: row::confirm_after_ms(account, intent.shown_at),
            refusal,
            returned,
            offered_at: outcome.as_ref().and_then(|outcome| outcome.offered_at),
            expires_at: outcome.as_ref().and_then(|outcome| outcome.expires_at),
            receipt: outcome.and_then(|outcome| outcome.receipt),
            next_check_at: intent.next_check_at,
            problem: seen.problem,
        }
    }
}
