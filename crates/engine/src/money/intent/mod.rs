//! What tips and transfers have in common: one intent, and the steps that it takes. One file a step:
//!
//! ```text
//! open ──► quote ──► confirm ──► settle (the server's word, receipt checked)
//!                       └─ answer lost ─► check ──► settle
//!                                           └─ too long ─► abandon ──► settle
//! ```
//!
//! Promises: the intent is in `outbox.db` before any byte of it is sent, and keeps its id through retries, double taps
//! and restarts; one step of it is under way at a time; what may have moved is asked about until the server has said;
//! nothing is taken as paid without a receipt that a pinned key signed.
//! Does not: retry a confirmation by itself, queue money, or decide an amount.

pub(super) mod abandon;
pub(super) mod check;
pub(super) mod confirm;
mod heard;
pub(super) mod live;
pub(super) mod quote;
pub(super) mod row;
pub(super) mod settle;

use std::sync::Arc;

use circles_domain::tip::{IllegalStep, TipState};
use circles_domain::{PersonId, QuoteId, Timestamp};
use circles_store::Change;
use circles_store::table::intent::{Intent, Kind};
use circles_wire::tip::ReceiptKey;

use self::live::{Book, Seen};
use super::receipt::Worth;
use crate::account::Account;
use crate::remote::{Error, Remote};

/// What each kind does its own way.
pub(crate) trait Sent: Kind {
    /// What a quote is asked with.
    type Request: Send + Sync + 'static;
    /// What the person's screens show.
    type View: Send + 'static;

    /// What is known of its intents while the process lives.
    fn book(account: &Account) -> &Book<Self::Id>;
    /// What tells its screens to read again.
    fn change(id: Self::Id) -> Change;

    fn quote(
        remote: &Remote,
        id: Self::Id,
        request: &Self::Request,
    ) -> impl Future<Output = Result<Self::Quote, Error>> + Send;
    fn confirm(
        remote: &Remote,
        id: Self::Id,
        quote: QuoteId,
        step_up: Option<&str>,
    ) -> impl Future<Output = Result<Self::Answer, Error>> + Send;
    fn ask(remote: &Remote, id: Self::Id) -> impl Future<Output = Result<Self::Answer, Error>> + Send;
    fn abandon(remote: &Remote, id: Self::Id) -> impl Future<Output = Result<Self::Answer, Error>> + Send;

    /// Whether the server bound what it was asked to bind.
    fn is_what_was_asked(quote: &Self::Quote, intent: &Intent<Self>, asked: &Self::Request) -> bool;
    /// What a confirmation has to know of a quote.
    fn terms(quote: &Self::Quote) -> Terms;

    /// Whether an answer speaks of this intent.
    fn is_about(answer: &Self::Answer, intent: &Intent<Self>) -> bool;
    /// What the receipt in an answer is worth; `None` without one.
    fn judge(
        answer: &Self::Answer,
        intent: &Intent<Self>,
        payer: PersonId,
        pinned: &[ReceiptKey],
    ) -> Option<Worth>;
    /// Whether an answer says that nothing moved and nothing will.
    fn is_refusal(answer: &Self::Answer) -> bool;
    /// Where an answer leads from `state`.
    fn heard_at(state: TipState, answer: &Self::Answer) -> Result<TipState, IllegalStep>;
    /// The outcome of what was given up before it was ever sent.
    fn unsent(intent: &Intent<Self>) -> Self::Answer;
    /// What else changed with an outcome, for the screens.
    fn changed(intent: &Intent<Self>) -> Option<Change>;
    /// What follows an outcome, once it is kept.
    fn settled(account: &Arc<Account>, intent: &Intent<Self>);

    fn view(account: &Account, intent: Intent<Self>, seen: Seen) -> Self::View;
}

/// The part of a quote that a confirmation depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// Which.
    pub(super) quote: QuoteId,
    /// Whether the payment password is asked for.
    pub(super) step_up: bool,
    /// From when it holds, by the server's clock.
    pub(super) quoted_at: Timestamp,
    /// Until when, by the same.
    pub(super) expires_at: Timestamp,
}
