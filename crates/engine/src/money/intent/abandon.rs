//! Giving up: nothing moves under this id from then on, or the outcome that was stored first is learned.

use std::sync::Arc;
use std::time::Duration;

use circles_domain::tip::{TipEvent, TipState};
use circles_faults::crash_point;
use circles_store::table::intent::Intent;

use super::live::Live;
use super::{Sent, row, settle};
use crate::account::Account;
use crate::error::{Error, Result};
use crate::remote;

const PATIENCE: Duration = Duration::from_secs(10);

/// Ends an intent. One that was never sent ends here; any other ends on the server, and if that cannot be asked now, it
/// is asked as soon as it can.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Remote`] when the server could not be asked yet.
pub(in crate::money) async fn abandon<S: Sent>(account: &Arc<Account>, id: S::Id) -> Result<S::View> {
    let task = account.tasks.spawn(take::<S>(account.clone(), id));
    task.await.map_err(|_| Error::Internal("giving up"))?
}

async fn take<S: Sent>(account: Arc<Account>, id: S::Id) -> Result<S::View> {
    let live = S::book(&account).live(id);
    let _step = live.step.lock().await;
    let mut intent = row::load::<S>(&account, id).await?;
    settle::lose(&account, &mut intent).await?;
    match intent.state {
        TipState::Draft | TipState::Quoted if intent.confirmed_at.is_none() => {
            drop_unsent(&account, &mut intent).await?;
        }
        TipState::Draft | TipState::Quoted | TipState::Unknown => {
            live.with(|seen| (seen.give_up, seen.due) = (true, None));
            live.forget_problem();
            let asked = ask(&account, &live, &mut intent).await;
            if let Err(error) = &asked {
                live.note(error);
                S::book(&account).wake.notify_one();
            }
            asked?;
        }
        // `lose` has left none confirming.
        TipState::Confirming
        | TipState::Held
        | TipState::Released
        | TipState::Returned
        | TipState::Refused => {}
    }
    row::show::<S>(&account, id).await
}

/// The server was never asked to pay, so there is nothing to tell it.
async fn drop_unsent<S: Sent>(account: &Account, intent: &mut Intent<S>) -> Result<()> {
    intent.state = intent.state.next(TipEvent::Abandoned).map_err(|_| Error::Internal("a step"))?;
    intent.outcome = Some(S::unsent(intent));
    row::save(account, intent).await
}

/// Asks the server to end it. Whoever calls holds the step.
pub(super) async fn ask<S: Sent>(account: &Arc<Account>, live: &Live, intent: &mut Intent<S>) -> Result<()> {
    let remote = account.remote()?;
    crash_point!("device.abandon.begun", Error::Internal("ordered"));
    let answer = match tokio::time::timeout(PATIENCE, S::abandon(&remote, intent.id)).await {
        Ok(answer) => answer?,
        Err(_) => return Err(remote::Error::Timeout.into()),
    };
    crash_point!("device.abandon.answered", Error::Internal("ordered"));
    settle::settle(account, live, intent, answer).await
}
