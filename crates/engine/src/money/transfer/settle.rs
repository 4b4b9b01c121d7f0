//! Taking the server's word on a transfer: only here does one get an outcome.

use std::sync::Arc;

use circles_domain::tip::{IllegalStep, TipEvent, TipState};
use circles_domain::transfer::TransferOutcome;
use circles_store::table::transfer_intent::{self, TransferIntent};
use circles_wire::transfer::TransferResponse;
use circles_wire::{ErrorBody, ErrorCode};

use super::super::live::Live;
use super::super::receipt::{Worth, judge_transfer};
use super::super::{keys, wallet};
use super::row;
use crate::account::Account;
use crate::error::Result;
use crate::remote;

/// What an answer to a confirmation means.
pub(super) enum Heard {
    /// A definite one.
    Outcome(Box<TransferResponse>),
    /// The request never left.
    NotSent,
    /// The server took it and kept nothing.
    NotNow(remote::Error),
    /// None that decides anything.
    Lost(remote::Error),
}

/// Reads it. What decides nothing is lost, never "no".
pub(super) fn read(intent: &TransferIntent, answer: Result<TransferResponse, remote::Error>) -> Heard {
    let body = match answer {
        Ok(answer) => return Heard::Outcome(Box::new(answer)),
        Err(remote::Error::Offline) => return Heard::NotSent,
        Err(error @ (remote::Error::Timeout | remote::Error::Protocol(_) | remote::Error::SignedOut)) => {
            return Heard::Lost(error);
        }
        Err(remote::Error::Rejected(body)) => body,
    };
    if !is_about(&body, intent) {
        return Heard::Lost(remote::Error::Rejected(body));
    }
    if body.code == ErrorCode::IdConflict
        && let Some(answer) = stored(&body)
    {
        return Heard::Outcome(Box::new(answer));
    }
    let kept_nothing =
        [ErrorCode::TooFast, ErrorCode::StepUpRequired, ErrorCode::PaymentsLocked, ErrorCode::RateLimited];
    if kept_nothing.contains(&body.code) {
        Heard::NotNow(remote::Error::Rejected(body))
    } else {
        Heard::Lost(remote::Error::Rejected(body))
    }
}

/// The answer that a conflict says is stored.
pub(super) fn stored(body: &ErrorBody) -> Option<TransferResponse> {
    serde_json::from_value(body.stored.clone()?).ok()
}

/// Whether an error of the server speaks of this transfer; one that does not went astray and says nothing.
pub(super) fn is_about(body: &ErrorBody, intent: &TransferIntent) -> bool {
    body.subject.as_deref() == Some(intent.id.to_string().as_str())
}

/// Takes an answer, if it can be believed.
///
/// # Errors
/// [`remote::Error::Protocol`] when it cannot; the transfer is as unknown as before then.
pub(super) async fn settle(
    account: &Arc<Account>,
    live: &Live,
    intent: &mut TransferIntent,
    answer: TransferResponse,
) -> Result<()> {
    if let Err(reason) = believe(account, intent, &answer).await {
        tracing::warn!(transfer = %intent.id, reason, "an answer about a transfer is not believed");
        lose(account, intent).await?;
        return Err(remote::Error::Protocol(reason).into());
    }
    let Ok(state) = step(intent, answer.outcome) else {
        tracing::error!(transfer = %intent.id, from = ?intent.state, outcome = ?answer.outcome, "an answer contradicts");
        lose(account, intent).await?;
        return Err(remote::Error::Protocol("an answer that contradicts an earlier one").into());
    };
    intent.state = state;
    intent.outcome = Some(answer);
    intent.next_check_at = None;
    intent.updated_at = account.clock.now();
    let mut tx = account.store.write_outbox().await?;
    transfer_intent::save(&mut tx, intent).await?;
    tx.commit().await?;
    live.forget_problem();
    // Of a refusal too: what was left when the quote was made is not what is left now.
    wallet::wallet_moved(account);
    Ok(())
}

/// A confirmation without a definite answer: it may have moved money or not.
pub(super) async fn lose(account: &Account, intent: &mut TransferIntent) -> Result<()> {
    if intent.state == TipState::Confirming {
        intent.state = TipState::Unknown;
        intent.checks = 0;
        intent.next_check_at = Some(account.clock.now());
        row::save(account, intent).await?;
        account.transfers.live(intent.id).with(|seen| seen.due = None);
        account.transfers.wake.notify_one();
    }
    Ok(())
}

async fn believe(
    account: &Account,
    intent: &TransferIntent,
    answer: &TransferResponse,
) -> Result<(), &'static str> {
    if answer.id != intent.id || answer.payee.is_some_and(|payee| payee != intent.payee) {
        return Err("an answer about another transfer");
    }
    match answer.outcome {
        TransferOutcome::Refused { .. } => return Ok(()),
        TransferOutcome::Held | TransferOutcome::Accepted | TransferOutcome::Returned { .. } => {}
    }
    let receipt = answer.receipt.as_ref().ok_or("money without a receipt")?;
    let mut worth = judge_transfer(receipt, intent, account.person, &account.receipt_keys());
    if worth == Worth::UnknownKey {
        if let Err(error) = keys::learn(account).await {
            tracing::warn!(code = ?error.code(), "the keys of receipts could not be read");
        }
        worth = judge_transfer(receipt, intent, account.person, &account.receipt_keys());
    }
    match worth {
        Worth::Good => Ok(()),
        Worth::UnknownKey => Err("a receipt of an unknown key"),
        Worth::Forged => Err("a forged receipt"),
    }
}

fn step(intent: &TransferIntent, outcome: TransferOutcome) -> Result<TipState, IllegalStep> {
    match (intent.state, outcome) {
        (TipState::Draft | TipState::Quoted, TransferOutcome::Refused { .. }) => {
            intent.state.next(TipEvent::Abandoned)
        }
        // A confirmation that was answered "not now" came a second time, late, and was taken.
        (TipState::Quoted, _) if intent.confirmed_at.is_some() => {
            outcome.heard_at(intent.state.next(TipEvent::Confirmed)?)
        }
        (state, outcome) => outcome.heard_at(state),
    }
}
