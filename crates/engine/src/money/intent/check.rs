//! Asking about what is unknown, until it is known.
//!
//! Backoff from one second to thirty; at once when the network or the session returns. Not found decides nothing: the
//! confirmation may still be on its way. A minute after it left, or when the person does not want to wait, the intent is
//! abandoned, which makes the server decide. So everything unknown ends within two minutes of the network's return.

use std::sync::Arc;
use std::time::Duration;

use circles_domain::Timestamp;
use circles_domain::tip::TipState;
use circles_faults::crash_point;
use circles_store::table::intent::Intent;
use circles_wire::ErrorCode;
use tokio::time::Instant;

use super::live::Live;
use super::{Sent, abandon, row, settle};
use crate::account::Account;
use crate::error::{Error, Result};
use crate::remote;

const PATIENCE: Duration = Duration::from_secs(10);
const SLOWEST_S: u64 = 30;
/// How long a confirmation may be under way before the server is made to decide.
const ABANDON_AFTER_S: i64 = 60;
/// As many "not found" with backoff take that long too; a clock that was set back does not hold it up.
const ABANDON_AFTER_CHECKS: i64 = 6;

/// Starts asking; ends with the account.
pub(in crate::money) fn start<S: Sent>(account: &Arc<Account>) {
    account.keep_working(S::NAME, |account| async move { work::<S>(&account).await });
}

/// Asks about one now, whenever it is due. What is definite is answered as it is.
///
/// # Errors
/// [`Error::NotFound`]; what does not work is the view's `problem`.
pub(in crate::money) async fn check<S: Sent>(account: &Arc<Account>, id: S::Id) -> Result<S::View> {
    S::book(account).live(id).with(|seen| seen.due = None);
    let task = account.tasks.spawn({
        let account = account.clone();
        async move { check_one::<S>(&account, id).await }
    });
    task.await.map_err(|_| Error::Internal("asking"))??;
    row::show::<S>(account, id).await
}

async fn work<S: Sent>(account: &Arc<Account>) {
    let mut connectivity = account.connectivity.watch();
    let mut remote = account.watch_remote();
    loop {
        let next = match check_due::<S>(account).await {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(code = ?error.code(), kind = S::NAME, "what is unknown cannot be looked up");
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
            () = S::book(account).wake.notified() => {}
            // The senders live as long as the account.
            Ok(()) = connectivity.changed() => if *connectivity.borrow_and_update() == crate::view::Connectivity::Online {
                S::book(account).all_due();
            },
            Ok(()) = remote.changed() => S::book(account).all_due(),
        }
    }
}

/// Asks about all that are due; returns when the next one is.
async fn check_due<S: Sent>(account: &Arc<Account>) -> Result<Option<Instant>> {
    let mut tx = account.store.read().await?;
    let undecided = S::list_undecided(&mut tx).await?;
    drop(tx);
    let checks = undecided.iter().map(|intent| check_one::<S>(account, intent.id));
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
async fn check_one<S: Sent>(account: &Arc<Account>, id: S::Id) -> Result<Option<Instant>> {
    let live = S::book(account).live(id);
    if let Some(due) = live.seen().due
        && due > Instant::now()
    {
        return Ok(Some(due));
    }
    let _step = live.step.lock().await;
    let mut intent = row::load::<S>(account, id).await?;
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

async fn ask<S: Sent>(account: &Arc<Account>, live: &Live, intent: &mut Intent<S>) -> Result<()> {
    if live.seen().give_up {
        return abandon::ask(account, live, intent).await;
    }
    let remote = account.remote()?;
    let asked = tokio::time::timeout(PATIENCE, S::ask(&remote, intent.id)).await;
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

fn is_overdue<S: Sent>(intent: &Intent<S>, now: Timestamp) -> bool {
    let age_s = intent.confirmed_at.map_or(0, |at| now.seconds_since(at));
    age_s >= ABANDON_AFTER_S || intent.checks >= ABANDON_AFTER_CHECKS
}

/// Notes the look and when the next one is due.
async fn plan<S: Sent>(account: &Account, live: &Live, intent: &mut Intent<S>) -> Result<Instant> {
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
fn backoff_s(checks: i64) -> u64 {
    let doublings = u32::try_from(checks.clamp(0, 5)).unwrap_or(5);
    (1 << doublings).min(SLOWEST_S)
}

/// Asks about one that is over unless something ended it: silently, and not while another step is under way.
///
/// # Errors
/// [`Error::NotFound`] for one of another device; [`Error::Remote`].
pub(in crate::money) async fn look<S: Sent>(
    account: &Arc<Account>,
    id: S::Id,
    is_news: impl FnOnce(&S::Answer) -> bool + Send,
) -> Result<()> {
    let live = S::book(account).live(id);
    let Ok(_step) = live.step.try_lock() else { return Ok(()) };
    let mut intent = row::load::<S>(account, id).await?;
    let answer = S::ask(&account.remote()?, id).await?;
    // Telling again what is known would make whoever looks ask again.
    if is_news(&answer) {
        settle::settle(account, &live, &mut intent, answer).await?;
    }
    Ok(())
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
