//! What the confirmations of tips and transfers share: what was confirmed, what it came to, and what is asked before
//! money may leave anybody.

use circles_domain::ledger::step_up_needed;
use circles_domain::{Money, PersonId, QuoteId, Timestamp};
use sqlx::SqliteConnection;

use super::account::Purse;
use super::{LedgerError, Terms, step_up};

/// A confirmation as it arrived; `Id` names what is paid.
#[derive(Clone, Copy, Debug)]
pub struct Confirm<'a, Id> {
    /// Who.
    pub payer: PersonId,
    /// What.
    pub id: Id,
    /// What was shown.
    pub quote: QuoteId,
    /// The one-use token, if one came along.
    pub step_up: Option<&'a str>,
}

/// What a confirmation came to; `Answer` is what is kept of one.
#[derive(Clone, Debug, PartialEq)]
pub enum Confirmation<Answer> {
    /// Kept for ever: the payment, or its refusal.
    Answer {
        /// The answer.
        answer: Box<Answer>,
        /// Whose wallets changed just now; empty when nothing moved, or had moved before.
        moved: Vec<PersonId>,
    },
    /// The id was answered for another confirmation; this is that answer.
    Conflict(Box<Answer>),
    /// Money of somebody else, or for something else, moved under the id.
    Taken,
    /// Nothing is kept: the device mends it and asks again under the same id.
    NotNow(NotNow),
}

/// Why a confirmation has no answer yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNow {
    /// Too soon after the quote; wait so many milliseconds.
    TooFast(i64),
    /// Too many; wait so many seconds.
    TooMany(i64),
    /// The payment password is needed.
    StepUpRequired,
    /// The payer locked their payments.
    Locked,
}

impl<Answer> Confirmation<Answer> {
    /// An answer with which no money moved.
    pub(super) fn answered(answer: Answer) -> Self {
        Self::Answer { answer: Box::new(answer), moved: Vec::new() }
    }
}

/// What somebody who pays did lately.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lately {
    pub(super) of_minute: i64,
    pub(super) of_day: i64,
    /// Today, by tips, transfers and cash-outs.
    pub(super) spent_without_pin: Money,
}

/// Whether somebody can have read what a quote made at `shown_at` says.
pub(super) fn was_read(terms: &Terms, shown_at: Timestamp, now: Timestamp) -> Result<(), NotNow> {
    let shown_ms = now.as_micros().saturating_sub(shown_at.as_micros()) / 1_000;
    match terms.confirm_delay_ms - shown_ms {
        ..=0 => Ok(()),
        left_ms => Err(NotNow::TooFast(left_ms)),
    }
}

/// Whether `amount` may leave now: the lock, the rates, the payment password. Gives whether the password came along.
pub(super) async fn may_leave<Id: Copy>(
    tx: &mut SqliteConnection,
    terms: &Terms,
    asked: &Confirm<'_, Id>,
    (purse, lately, amount): (&Purse, Lately, Money),
    now: Timestamp,
) -> Result<Result<bool, NotNow>, LedgerError> {
    if purse.locked {
        return Ok(Err(NotNow::Locked));
    }
    if lately.of_minute >= terms.per_minute {
        return Ok(Err(NotNow::TooMany(60)));
    }
    if lately.of_day >= terms.per_day {
        return Ok(Err(NotNow::TooMany(3_600)));
    }
    let with_pin = match asked.step_up {
        Some(token) => step_up::take(tx, token, asked.quote, asked.payer, now).await?,
        None => false,
    };
    if !with_pin && step_up_needed(amount, lately.spent_without_pin, terms.step_up) {
        return Ok(Err(NotNow::StepUpRequired));
    }
    Ok(Ok(with_pin))
}
