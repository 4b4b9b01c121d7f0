//! Asking about tips whose outcome is unknown, until it is known.
//!
//! Backoff from one second to thirty; at once when the network or the session returns. Not found decides nothing: the
//! confirmation may still be on its way. A minute after it left, or when the person does not want to wait, the tip is
//! abandoned, which makes the server decide. So every unknown tip ends within two minutes of the network's return.

use std::sync::Arc;
use std::time::Duration;

use circles_domain::tip::TipState;
use circles_domain::{Timestamp, TipId};
use circles_faults::crash_point;
use circles_store::table::tip_intent::{self, TipIntent};
use circles_wire::ErrorCode;
use tokio::time::Instant;

use super::live::Live;
use super::{abandon, row, settle};
use crate::account::Account;
use crate::error::Result;
use crate::remote;
use crate::view::TipView;

pub(super) const PATIENCE: Duration = Duration::from_secs(10);
pub(super) const SLOWEST_S: u64 = 30;
/// How long a confirmation may be under way before the server is made to decide.
pub(super) const ABANDON_AFTER_S: i64 = 60;
/// As many "not found" with backoff take that long too; a clock that was set back does not hold it up.
pub(super) const ABANDON_AFTER_CHECKS: i64 = 6;

/// Starts asking; ends with the account.
pub(crate) fn start(account: &Arc<Account>) {
    account.keep_working("unknown tips", |account| async move { work(&account).await });
}

async fn work(account: &Arc<Account>) {
    let mut connectivity = account.connectivity.watch();
    let mut remote = account.watch_remote();
    loop {
        let next = match check_due(account).await {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(code = ?error.code(), "unknown tips cannot be looked up");
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
            () = account.tips.wake.notified() => {}
            // The senders live as long as the account.
            Ok(()) = connectivity.changed() => if *connectivity.borrow_and_update() == crate::view::Connectivity::Online {
                account.tips.all_due();
            },
            Ok(()) = remote.changed() => account.tips.all_due(),
        }
    }
}

/// Asks about all that are due; returns when the next one is.
async fn check_due(account: &Arc<Account>) -> Result<Option<Instant>> {
    let mut tx = account.store.read().await?;
    let undecided = tip_intent::list_undecided(&mut tx).await?;
    drop(tx);
    let checks = undecided.iter().map(|tip| check(account, tip.id));
    let mut next: Option<Instant> = None;
    for due in futures::future::join_all(checks).await {
        let due = due?;
        next = match (next, due) {
            (Some(next), Some(due)) => Some(next.min(due)),
            (next, due) => next.or(due),
        };
    }
    Ok(next)
}

/// One look, if it is due; returns when the next is, `None` when it is decided or nobody can be asked.
async fn check(account: &Arc<Account>, tip: TipId) -> Result<Option<Instant>> {
    let live = account.tips.live(tip);
    if let Some(due) = live.seen().due
        && due > Instant::now()
    {
        return Ok(Some(due));
    }
    let _step = live.step.lock().await;
    let mut intent = row::load(account, tip).await?;
    // Nobody confirms it now, or the step would be held: the answer was lost with an earlier run.
    settle::lose(account, &mut intent).await?;
    if intent.state != TipState::Unknown {
        return Ok(None);
    }
    if account.remote().is_err() {
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

async fn ask(account: &Arc<Account>, live: &Live, intent: &mut TipIntent) -> Result<()> {
    if live.seen().give_up {
        return abandon::ask(account, live, intent).await;
    }
    let asked = tokio::time::timeout(PATIENCE, account.remote()?.tip(intent.id)).await;
    crash_point!("device.check.answered", crate::Error::Internal("ordered"));
    match asked.unwrap_or(Err(remote::Error::Timeout)) {
        Ok(answer) => settle::settle(account, live, intent, answer).await,
        Err(remote::Error::Rejected(body))
            if body.code == ErrorCode::NotFound && settle::is_about(&body, intent) =>
        {
            // The server answers, and has nothing: whatever was wrong before is not now.
            live.forget_problem();
            if is_overdue(intent, account.clock.now()) {
                return abandon::ask(account, live, intent).await;
            }
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

fn is_overdue(intent: &TipIntent, now: Timestamp) -> bool {
    let age_s = intent.confirmed_at.map_or(0, |at| now.seconds_since(at));
    age_s >= ABANDON_AFTER_S || intent.checks >= ABANDON_AFTER_CHECKS
}

/// Notes the look and when the next one is due.
async fn plan(account: &Account, live: &Live, intent: &mut TipIntent) -> Result<Instant> {
    let wait_s = backoff_s(intent.checks);
    let now = account.clock.now();
    intent.checks = intent.checks.saturating_add(1);
    intent.next_check_at = Some(now.plus_seconds(wait_s.cast_signed()));
    row::save(account, intent).await?;
    crash_point!("device.check.planned", crate::Error::Internal("ordered"));
    let due = Instant::now() + Duration::from_secs(wait_s);
    live.with(|seen| seen.due = Some(due));
    Ok(due)
}

/// 1 s doubling to 30 s.
pub(super) fn backoff_s(checks: i64) -> u64 {
    let doublings = u32::try_from(checks.clamp(0, 5)).unwrap_or(5);
    (1 << doublings).min(SLOWEST_S)
}

/// A held tip whose time has come is asked about once, when somebody looks at it.
pub(super) fn look_at_release(account: &Arc<Account>, view: &TipView) {
    let passed = view.release_at.is_some_and(|at| at <= account.clock.now());
    if view.state != TipState::Held || !passed {
        return;
    }
    let (account, tip) = (account.clone(), view.id);
    account.tasks.clone().spawn(async move {
        if let Err(error) = look(&account, tip).await {
            tracing::debug!(code = ?error.code(), "a held tip could not be asked about");
        }
    });
}

/// Tips that the wallet says came back (their post was removed, another device took them back, they were refunded) are
/// asked about once, so that their own page says why.
pub(super) fn look_at_returned(account: &Arc<Account>, tips: Vec<TipId>) {
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        for tip in tips {
            // Most are known, or of another device.
            let Ok(intent) = row::load(&account, tip).await else { continue };
            if matches!(intent.state, TipState::Held | TipState::Released)
                && let Err(error) = look(&account, tip).await
            {
                tracing::debug!(code = ?error.code(), "a tip that came back could not be asked about");
            }
        }
    });
}

async fn look(account: &Arc<Account>, tip: TipId) -> Result<()> {
    let live = account.tips.live(tip);
    let Ok(_step) = live.step.try_lock() else { return Ok(()) };
    let mut intent = row::load(account, tip).await?;
    let answer = account.remote()?.tip(tip).await?;
    // Held is no news, and telling it again would make whoever looks ask again.
    if answer.outcome == circles_domain::tip::TipOutcome::Held {
        return Ok(());
    }
    settle::settle(account, &live, &mut intent, answer).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_thirty_seconds() {
        assert_eq!((0..8).map(backoff_s).collect::<Vec<_>>(), [1, 2, 4, 8, 16, 30, 30, 30]);
        // So that the last one of these is asked about an outcome that is a minute old.
        assert!((0..ABANDON_AFTER_CHECKS).map(backoff_s).sum::<u64>() >= ABANDON_AFTER_S.unsigned_abs());
    }
}
