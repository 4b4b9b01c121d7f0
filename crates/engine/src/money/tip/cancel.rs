//! Taking a tip back within its grace. The server keeps the time; here nothing is decided.

use std::sync::Arc;
use std::time::Duration;

use circles_domain::tip::TipState;
use circles_faults::crash_point;
use circles_store::table::tip_intent::{self, Tip};
use circles_wire::tip::TippersResponse;

use crate::account::Account;
use crate::args::{PostArgs, TipArgs};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::money::intent::{row, settle};
use crate::money::wallet;
use crate::remote;
use crate::view::{CancellableTipsView, TipView};

const PATIENCE: Duration = Duration::from_secs(10);
/// The grace is short: more than these are not within it at once.
const MOST: i64 = 20;

impl Engine {
    /// Takes a held tip back. Too late, or not held, it answers how the tip stands.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Remote`] when no answer came: then it may have gone back or not, and the next look
    /// tells.
    pub async fn cancel_tip(&self, args: TipArgs) -> Result<TipView> {
        let account = self.connected_account().await?;
        // On its own task: a page that closes must not lose the answer.
        let task = account.tasks.spawn(cancel(account.clone(), args));
        task.await.map_err(|_| Error::Internal("taking a tip back"))?
    }

    /// One's own tips that can still be taken back, the latest first: whoever left their page, or closed the app, finds
    /// them here.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; what the store says.
    pub async fn cancellable_tips(&self) -> Result<CancellableTipsView> {
        let account = self.account()?;
        let mut tx = account.store.read().await?;
        let held = tip_intent::list_held(&mut tx, MOST).await?;
        drop(tx);
        let now = account.clock.now();
        let views = held.into_iter().map(|intent| row::view(&account, intent));
        let tips = views.filter(|view| view.cancellable_until.is_some_and(|until| now < until)).collect();
        Ok(CancellableTipsView { tips })
    }

    /// Who tipped a post, as far as they wanted it to be seen. Asked of the server each time.
    ///
    /// # Errors
    /// [`Error::Remote`].
    pub async fn tippers(&self, args: PostArgs) -> Result<TippersResponse> {
        let account = self.connected_account().await?;
        Ok(account.remote()?.tippers(args.post).await?)
    }

    /// Sends a tip that this person received back to who gave it: whole, and once however often it is asked.
    ///
    /// # Errors
    /// [`Error::Remote`]: `balance_short`; `not_found` for what they did not receive.
    pub async fn return_tip(&self, args: TipArgs) -> Result<()> {
        let account = self.connected_account().await?;
        account.remote()?.return_tip(args.tip).await?;
        wallet::reread(&account).await
    }
}

async fn cancel(account: Arc<Account>, args: TipArgs) -> Result<TipView> {
    let live = account.tips.live(args.tip);
    let _step = live.step.lock().await;
    let mut intent = row::load::<Tip>(&account, args.tip).await?;
    if intent.state == TipState::Held {
        let remote = account.remote()?;
        crash_point!("device.cancel.begun", Error::Internal("ordered"));
        let asked = tokio::time::timeout(PATIENCE, remote.cancel_tip(intent.id)).await;
        let answer = asked.unwrap_or(Err(remote::Error::Timeout))?;
        crash_point!("device.cancel.answered", Error::Internal("ordered"));
        settle::settle(&account, &live, &mut intent, answer).await?;
    }
    row::show::<Tip>(&account, args.tip).await
}
