//! Taking the server's word on a tip: only here does a tip get an outcome.

use std::sync::Arc;

use circles_domain::PostId;
use circles_domain::tip::{IllegalStep, TipEvent, TipOutcome, TipRefusal, TipState};
use circles_faults::crash_point;
use circles_store::Change;
use circles_store::table::tip_intent::{self, TipIntent};
use circles_wire::ErrorBody;
use circles_wire::tip::TipResponse;

use super::live::Live;
use super::receipt::{Worth, judge};
use super::{keys, row, wallet};
use crate::account::Account;
use crate::error::Result;
use crate::{remote, sync};

/// The answer that a conflict says is stored.
pub(super) fn stored(body: &ErrorBody) -> Option<TipResponse> {
    serde_json::from_value(body.stored.clone()?).ok()
}

/// Whether an error of the server speaks of this tip; one that does not went astray and says nothing.
pub(super) fn is_about(body: &ErrorBody, intent: &TipIntent) -> bool {
    body.subject.as_deref() == Some(intent.id.to_string().as_str())
}

/// Takes an answer, if it can be believed.
///
/// # Errors
/// [`remote::Error::Protocol`] when it cannot; the tip is as unknown as before then.
pub(super) async fn settle(
    account: &Arc<Account>,
    live: &Live,
    intent: &mut TipIntent,
    answer: TipResponse,
) -> Result<()> {
    if let Err(reason) = believe(account, intent, &answer).await {
        tracing::warn!(tip = %intent.id, reason, "an answer about a tip is not believed");
        lose(account, intent).await?;
        return Err(remote::Error::Protocol(reason).into());
    }
    crash_point!("device.receipt.believed", crate::Error::Internal("ordered"));
    let Ok(state) = step(intent, answer.outcome) else {
        tracing::error!(tip = %intent.id, from = ?intent.state, outcome = ?answer.outcome, "an answer contradicts");
        lose(account, intent).await?;
        return Err(remote::Error::Protocol("an answer that contradicts an earlier one").into());
    };
    let moved = state != TipState::Refused;
    let limited = is_of_a_limit(answer.outcome);
    intent.state = state;
    intent.outcome = Some(answer);
    intent.next_check_at = None;
    intent.updated_at = account.clock.now();
    let mut tx = account.store.write_outbox().await?;
    tip_intent::save(&mut tx, intent).await?;
    if moved {
        tx.changed(Change::Post(intent.post));
    }
    crash_point!("device.outcome.written", crate::Error::Internal("ordered"));
    tx.commit().await?;
    crash_point!("device.outcome.kept", crate::Error::Internal("ordered"));
    live.forget_problem();
    if limited {
        // What was left when the quote was made is not what was left at the refusal.
        wallet::wallet_moved(account);
    }
    if moved {
        wallet::wallet_moved(account);
        recount(account, intent.post);
    }
    Ok(())
}

fn is_of_a_limit(outcome: TipOutcome) -> bool {
    match outcome {
        TipOutcome::Refused { reason } => match reason {
            TipRefusal::DailyLimit
            | TipRefusal::OwnTipLimit
            | TipRefusal::OwnDailyLimit
            | TipRefusal::OwnMonthlyLimit
            | TipRefusal::InsufficientBalance
            | TipRefusal::WalletFrozen => true,
            TipRefusal::Minor
            | TipRefusal::OwnPost
            | TipRefusal::PostGone
            | TipRefusal::TipsOff
            | TipRefusal::PayeeCannotReceive
            | TipRefusal::QuoteExpired
            | TipRefusal::StepUpRequired
            | TipRefusal::Abandoned
            | TipRefusal::Unknown => false,
        },
        TipOutcome::Held | TipOutcome::Released | TipOutcome::Returned { .. } => false,
    }
}

/// The post's number of tippers is the server's to say.
fn recount(account: &Arc<Account>, post: PostId) {
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        account.stop.run_until_cancelled(sync::refresh_counts(&account, vec![post])).await;
    });
}

/// A confirmation without a definite answer: it may have moved money or not.
pub(super) async fn lose(account: &Account, intent: &mut TipIntent) -> Result<()> {
    if intent.state == TipState::Confirming {
        intent.state = TipState::Unknown;
        intent.checks = 0;
        intent.next_check_at = Some(account.clock.now());
        row::save(account, intent).await?;
        crash_point!("device.unknown.kept", crate::Error::Internal("ordered"));
        account.tips.live(intent.id).with(|seen| seen.due = None);
        account.tips.wake.notify_one();
    }
    Ok(())
}

async fn believe(account: &Account, intent: &TipIntent, answer: &TipResponse) -> Result<(), &'static str> {
    if answer.id != intent.id || answer.post.is_some_and(|post| post != intent.post) {
        return Err("an answer about another tip");
    }
    match answer.outcome {
        TipOutcome::Refused { .. } => return Ok(()),
        TipOutcome::Held | TipOutcome::Released | TipOutcome::Returned { .. } => {}
    }
    let receipt = answer.receipt.as_ref().ok_or("money without a receipt")?;
    let mut worth = judge(receipt, intent, account.person, &account.receipt_keys());
    if worth == Worth::UnknownKey {
        if let Err(error) = keys::learn(account).await {
            tracing::warn!(code = ?error.code(), "the keys of receipts could not be read");
        }
        worth = judge(receipt, intent, account.person, &account.receipt_keys());
    }
    match worth {
        Worth::Good => Ok(()),
        Worth::UnknownKey => Err("a receipt of an unknown key"),
        Worth::Forged => Err("a forged receipt"),
    }
}

fn step(intent: &TipIntent, outcome: TipOutcome) -> Result<TipState, IllegalStep> {
    match (intent.state, outcome) {
        (TipState::Draft | TipState::Quoted, TipOutcome::Refused { .. }) => {
            intent.state.next(TipEvent::Abandoned)
        }
        // A confirmation that was answered "not now" came a second time, late, and was taken.
        (TipState::Quoted, _) if intent.confirmed_at.is_some() => {
            intent.state.next(TipEvent::Confirmed)?.hear(outcome)
        }
        (state, outcome) => state.hear(outcome),
    }
}
