//! Taking the server's word: only here does an intent get an outcome.

use std::sync::Arc;

use circles_domain::tip::{IllegalStep, TipEvent, TipState};
use circles_faults::crash_point;
use circles_store::table::intent::Intent;
use circles_wire::ErrorBody;

use super::live::Live;
use super::{Sent, row};
use crate::account::Account;
use crate::error::Result;
use crate::money::keys;
use crate::money::receipt::Worth;
use crate::remote;

/// The answer that a conflict says is stored.
pub(super) fn stored<S: Sent>(body: &ErrorBody) -> Option<S::Answer> {
    serde_json::from_value(body.stored.clone()?).ok()
}

/// Whether an error of the server speaks of this intent; one that does not went astray and says nothing.
pub(super) fn is_about<S: Sent>(body: &ErrorBody, intent: &Intent<S>) -> bool {
    body.subject.as_deref() == Some(intent.id.to_string().as_str())
}

/// Takes an answer, if it can be believed.
///
/// # Errors
/// [`remote::Error::Protocol`] when it cannot; the intent is as unknown as before then.
pub(in crate::money) async fn settle<S: Sent>(
    account: &Arc<Account>,
    live: &Live,
    intent: &mut Intent<S>,
    answer: S::Answer,
) -> Result<()> {
    if let Err(reason) = believe(account, intent, &answer).await {
        tracing::warn!(kind = S::NAME, id = %intent.id, reason, "an answer is not believed");
        lose(account, intent).await?;
        return Err(remote::Error::Protocol(reason).into());
    }
    crash_point!("device.receipt.believed", crate::Error::Internal("ordered"));
    let Ok(state) = step(intent, &answer) else {
        tracing::error!(kind = S::NAME, id = %intent.id, from = ?intent.state, "an answer contradicts");
        lose(account, intent).await?;
        return Err(remote::Error::Protocol("an answer that contradicts an earlier one").into());
    };
    intent.state = state;
    intent.outcome = Some(answer);
    intent.next_check_at = None;
    intent.updated_at = account.clock.now();
    let mut tx = account.store.write_outbox().await?;
    S::save(&mut tx, intent).await?;
    if let Some(change) = S::changed(intent) {
        tx.changed(change);
    }
    crash_point!("device.outcome.written", crate::Error::Internal("ordered"));
    tx.commit().await?;
    crash_point!("device.outcome.kept", crate::Error::Internal("ordered"));
    live.forget_problem();
    S::settled(account, intent);
    Ok(())
}

/// A confirmation without a definite answer: it may have moved money or not.
pub(super) async fn lose<S: Sent>(account: &Account, intent: &mut Intent<S>) -> Result<()> {
    if intent.state == TipState::Confirming {
        intent.state = TipState::Unknown;
        intent.checks = 0;
        intent.next_check_at = Some(account.clock.now());
        row::save(account, intent).await?;
        crash_point!("device.unknown.kept", crate::Error::Internal("ordered"));
        let book = S::book(account);
        book.live(intent.id).with(|seen| seen.due = None);
        book.wake.notify_one();
    }
    Ok(())
}

async fn believe<S: Sent>(
    account: &Account,
    intent: &Intent<S>,
    answer: &S::Answer,
) -> Result<(), &'static str> {
    if !S::is_about(answer, intent) {
        return Err("an answer about something else");
    }
    if S::is_refusal(answer) {
        return Ok(());
    }
    let judge = || S::judge(answer, intent, account.person, &account.receipt_keys());
    let mut worth = judge().ok_or("money without a receipt")?;
    if worth == Worth::UnknownKey {
        if let Err(error) = keys::learn(account).await {
            tracing::warn!(code = ?error.code(), "the keys of receipts could not be read");
        }
        worth = judge().ok_or("money without a receipt")?;
    }
    match worth {
        Worth::Good => Ok(()),
        Worth::UnknownKey => Err("a receipt of an unknown key"),
        Worth::Forged => Err("a forged receipt"),
    }
}

fn step<S: Sent>(intent: &Intent<S>, answer: &S::Answer) -> Result<TipState, IllegalStep> {
    let (state, unsent) = (intent.state, matches!(intent.state, TipState::Draft | TipState::Quoted));
    if unsent && S::is_refusal(answer) {
        return state.next(TipEvent::Abandoned);
    }
    if state == TipState::Quoted && intent.confirmed_at.is_some() {
        // A confirmation that was answered "not now" came a second time, late, and was taken.
        return S::heard_at(state.next(TipEvent::Confirmed)?, answer);
    }
    S::heard_at(state, answer)
}
