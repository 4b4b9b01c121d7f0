//! Asking about transfers whose outcome is unknown, until it is known: as for tips.

use std::sync::Arc;
use std::time::Duration;

use circles_domain::tip::TipState;
use circles_domain::transfer::TransferOutcome;
use circles_domain::{Timestamp, TransferId};
use circles_store::table::transfer_intent::{self, TransferIntent};
use circles_wire::ErrorCode;
use tokio::time::Instant;

use super::super::check::{ABANDON_AFTER_CHECKS, ABANDON_AFTER_S, PATIENCE, SLOWEST_S, backoff_s};
use super::super::live::Live;
use super::{answer, row, settle};
use crate::account::Account;
use crate::args::TransferArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::remote;
use crate::view::TransferView;

impl Engine {
    /// Asks about a transfer now, whenever it is due. What is definite is answered as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`]; what does not work is the view's `problem`.
    pub async fn check_transfer(&self, args: TransferArgs) -> Result<TransferView> {
        let account = self.connected_account().await?;
        account.transfers.live(args.transfer).with(|seen| seen.due = None);
        let task = account.tasks.spawn({
            let account = account.clone();
            async move { check(&account, args.transfer).await }
        });
        task.await.map_err(|_| Error::Internal("asking about a transfer"))??;
        row::show(&account, args.transfer).await
    }
}

/// Starts asking; ends with the account.
pub(crate) fn start(account: &Arc<Account>) {
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        account.stop.run_until_cancelled(work(&account)).await;
    });
}

async fn work(account: &Arc<Account>) {
    let mut connectivity = account.connectivity.watch();
    let mut remote = account.watch_remote();
    loop {
        let next = match check_due(account).await {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(code = ?error.code(), "unknown transfers cannot be looked up");
                Some(Instant::now() + Duration::from_secs(SLOWEST_S))
            }
        };
        let wait = async {
            match next {
                Some(next) => tokio::time::sleep_until(next).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = wait => {}
            () = account.transfers.wake.notified() => {}
            // The senders live as long as the account.
            Ok(()) = connectivity.changed() => if *connectivity.borrow_and_update() == crate::view::Connectivity::Online {
                account.transfers.all_due();
            },
            Ok(()) = remote.changed() => account.transfers.all_due(),
        }
    }
}

/// Asks about all that are due; returns when the next one is.
async fn check_due(account: &Arc<Account>) -> Result<Option<Instant>> {
    let mut tx = account.store.read().await?;
    let undecided = transfer_intent::list_undecided(&mut tx).await?;
    drop(tx);
    let mut next: Option<Instant> = None;
    for intent in undecided {
        let due = check(account, intent.id).await?;
        next = match (next, due) {
            (Some(next), Some(due)) => Some(next.min(due)),
            (next, due) => next.or(due),
        };
    }
    Ok(next)
}

/// One look, if it is due; returns when the next is, `None` when it is decided or nobody can be asked.
async fn check(account: &Arc<Account>, id: TransferId) -> Result<Option<Instant>> {
    let live = account.transfers.live(id);
    if let Some(due) = live.seen().due
        && due > Instant::now()
    {
        return Ok(Some(due));
    }
    let _step = live.step.lock().await;
    let mut intent = row::load(account, id).await?;
    // Nobody confirms it now, or the step would be held: the answer was lost with an earlier run.
    settle::lose(account, &mut intent).await?;
    if intent.state != TipState::Unknown || account.remote().is_err() {
        // The session's return makes it due.
        return Ok(None);
    }
    let asked = ask(account, &live, &mut intent).await;
    if let Err(error) = &asked {
        live.note(error);
    }
    if intent.state != TipState::Unknown {
        return Ok(None);
    }
    plan(account, &live, &mut intent).await.map(Some)
}

async fn ask(account: &Arc<Account>, live: &Live, intent: &mut TransferIntent) -> Result<()> {
    if live.seen().give_up {
        return answer::ask_abandon(account, live, intent).await;
    }
    let asked = tokio::time::timeout(PATIENCE, account.remote()?.transfer(intent.id)).await;
    match asked.unwrap_or(Err(remote::Error::Timeout)) {
        Ok(answer) => settle::settle(account, live, intent, answer).await,
        Err(remote::Error::Rejected(body))
            if body.code == ErrorCode::NotFound && settle::is_about(&body, intent) =>
        {
            // The server answers, and has nothing: whatever was wrong before is not now.
            live.forget_problem();
            if is_overdue(intent, account.clock.now()) {
                return answer::ask_abandon(account, live, intent).await;
            }
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

fn is_overdue(intent: &TransferIntent, now: Timestamp) -> bool {
    let age_s = intent.confirmed_at.map_or(0, |at| now.seconds_since(at));
    age_s >= ABANDON_AFTER_S || intent.checks >= ABANDON_AFTER_CHECKS
}

/// Notes the look and when the next one is due.
async fn plan(account: &Account, live: &Live, intent: &mut TransferIntent) -> Result<Instant> {
    let wait_s = backoff_s(intent.checks);
    intent.checks = intent.checks.saturating_add(1);
    intent.next_check_at = Some(account.clock.now().plus_seconds(wait_s.cast_signed()));
    row::save(account, intent).await?;
    let due = Instant::now() + Duration::from_secs(wait_s);
    live.with(|seen| seen.due = Some(due));
    Ok(due)
}

/// Whatever moved the wallet may have ended a transfer that is held: each is asked about once, so that its page says so.
pub(in crate::money) fn look_at_held(account: &Arc<Account>) {
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        if let Some(Err(error)) = account.stop.run_until_cancelled(look(&account)).await {
            tracing::debug!(code = ?error.code(), "a transfer that is held could not be asked about");
        }
    });
}

async fn look(account: &Arc<Account>) -> Result<()> {
    let mut tx = account.store.read().await?;
    let held = transfer_intent::list_held(&mut tx).await?;
    drop(tx);
    for id in held {
        let live = account.transfers.live(id);
        let Ok(_step) = live.step.try_lock() else { continue };
        let mut intent = row::load(account, id).await?;
        let answer = account.remote()?.transfer(id).await?;
        // Held is no news, and telling it again would make whoever looks ask again.
        if answer.outcome != TransferOutcome::Held {
            settle::settle(account, &live, &mut intent, answer).await?;
        }
    }
    Ok(())
}
