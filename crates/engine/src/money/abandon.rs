//! Giving up: nothing moves under this id from then on, or the outcome that was stored first is learned.

use std::sync::Arc;
use std::time::Duration;

use circles_domain::Money;
use circles_domain::tip::{TipEvent, TipOutcome, TipRefusal, TipState};
use circles_faults::crash_point;
use circles_store::table::tip_intent::TipIntent;
use circles_wire::tip::TipResponse;

use super::live::Live;
use super::{row, settle};
use crate::account::Account;
use crate::args::TipArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::remote;
use crate::view::TipView;

const PATIENCE: Duration = Duration::from_secs(10);

impl Engine {
    /// Ends a tip. One that was never sent ends here; any other ends on the server, and if that cannot be asked now,
    /// it is asked as soon as it can.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Remote`] when the server could not be asked yet.
    pub async fn abandon_tip(&self, args: TipArgs) -> Result<TipView> {
        let account = self.account()?;
        let task = account.tasks.spawn(abandon(account.clone(), args));
        task.await.map_err(|_| Error::Internal("giving up a tip"))?
    }
}

async fn abandon(account: Arc<Account>, args: TipArgs) -> Result<TipView> {
    let live = account.tips.live(args.tip);
    let _step = live.step.lock().await;
    let mut intent = row::load(&account, args.tip).await?;
    settle::lose(&account, &mut intent).await?;
    match intent.state {
        TipState::Draft | TipState::Quoted if intent.confirmed_at.is_none() => {
            drop_unsent(&account, &mut intent).await?
        }
        TipState::Draft | TipState::Quoted | TipState::Unknown => {
            live.with(|seen| (seen.give_up, seen.due) = (true, None));
            live.forget_problem();
            let asked = ask(&account, &live, &mut intent).await;
            if let Err(error) = &asked {
                live.note(error);
                account.tips.wake.notify_one();
            }
            asked?;
        }
        // `lose` has left no tip confirming.
        TipState::Confirming
        | TipState::Held
        | TipState::Released
        | TipState::Returned
        | TipState::Refused => {}
    }
    row::show(&account, args.tip).await
}

/// The server was never asked to pay, so there is nothing to tell it.
async fn drop_unsent(account: &Account, intent: &mut TipIntent) -> Result<()> {
    intent.state = intent.state.next(TipEvent::Abandoned).map_err(|_| Error::Internal("a step of a tip"))?;
    intent.outcome = Some(TipResponse {
        id: intent.id,
        post: Some(intent.post),
        amount: Some(Money::fen(intent.amount_minor)),
        outcome: TipOutcome::Refused { reason: TipRefusal::Abandoned },
        cancellable_until: None,
        release_at: None,
        receipt: None,
    });
    row::save(account, intent).await
}

/// Asks the server to end it. Whoever calls holds the tip's step.
pub(super) async fn ask(account: &Arc<Account>, live: &Live, intent: &mut TipIntent) -> Result<()> {
    let remote = account.remote()?;
    crash_point!("device.abandon.begun", Error::Internal("ordered"));
    let answer = match tokio::time::timeout(PATIENCE, remote.abandon_tip(intent.id)).await {
        Ok(answer) => answer?,
        Err(_) => return Err(remote::Error::Timeout.into()),
    };
    crash_point!("device.abandon.answered", Error::Internal("ordered"));
    settle::settle(account, live, intent, answer).await
}
