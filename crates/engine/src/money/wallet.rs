//! The wallet: what was last read from the server, and reading it again.
//!
//! Promises: a page of entries that does not add up is not shown as truth; it is an error, and a finding of the statement.
//! Does not: compute a balance.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use circles_domain::Money;
use circles_domain::person::check_pin;
use circles_store::table::{tip_intent, transfer_intent, wallet as table};
use circles_wire::wallet::{Entry, EntryKind, WalletResponse};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::intent::row;
use super::statement::adds_up;
use super::statement::{self, Kept};
use super::{tip, transfer};
use crate::account::Account;
use crate::args::{SetPinArgs, WalletArgs};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::remote;
use crate::view::{Connectivity, WalletView};

/// A wallet that was read this long ago is read again when somebody looks.
const FRESH: Duration = Duration::from_secs(30);
/// How long somebody who looks waits for the server before they see what was read earlier.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is known of the wallet only while the process lives.
#[derive(Default)]
pub(crate) struct Purse {
    /// When the wallet was last read from the server; held while it is being read.
    wallet_read: tokio::sync::Mutex<Option<Instant>>,
    /// Money moved since.
    wallet_moved: AtomicBool,
    /// Held while older entries are being read.
    pub(super) statement_fill: tokio::sync::Mutex<()>,
    /// As the first two, of the list of payments.
    pub(super) payments_read: tokio::sync::Mutex<Option<Instant>>,
    /// Payments moved since.
    pub(super) payments_moved: AtomicBool,
    /// Held while a payment is asked for or about.
    pub(super) paying: tokio::sync::Mutex<()>,
    /// Wakes whoever asks about payments that were not answered.
    pub(super) payments_wake: Notify,
}

impl Engine {
    /// The wallet. Its first page comes from this device when the server is out of reach; older ones do not.
    ///
    /// # Errors
    /// [`Error::Remote`] for older pages.
    pub async fn wallet(&self, args: WalletArgs) -> Result<WalletView> {
        let account = self.account()?;
        if let Some(before) = args.before {
            self.resumed().await;
            let wallet = account.remote()?.wallet(Some(before), None).await?;
            if !adds_up(&wallet, false) {
                return Err(Error::Remote(remote::Error::Protocol("entries that do not add up")));
            }
            return view(&account, Some((wallet, account.clock.now()))).await;
        }
        refresh_if_old(&account).await;
        let mut tx = account.store.read().await?;
        let kept = table::find(&mut tx).await?;
        drop(tx);
        view(&account, kept).await
    }

    /// Sets the payment password, or changes it.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is none, before anything is sent; [`Error::Remote`].
    pub async fn set_pin(&self, args: SetPinArgs) -> Result<()> {
        let account = self.account()?;
        check_pin(&args.pin)?;
        self.resumed().await;
        account.remote()?.set_pin(args.current, args.pin).await?;
        wallet_moved(&account);
        Ok(())
    }
}

/// Something moved: the wallet is read again, in the background.
pub(crate) fn wallet_moved(account: &Arc<Account>) {
    account.purse.wallet_moved.store(true, Ordering::Release);
    account.purse.payments_moved.store(true, Ordering::Release);
    read_soon(account);
}

/// Something was changed by this person just now: what they see next must have it.
pub(super) async fn reread(account: &Arc<Account>) -> Result<()> {
    account.purse.wallet_moved.store(true, Ordering::Release);
    refresh_if_old(account).await;
    Ok(())
}

fn read_soon(account: &Arc<Account>) {
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        if let Some(Err(error)) = account.stop.run_until_cancelled(refresh(&account)).await {
            tracing::debug!(code = ?error.code(), "the wallet could not be read");
        }
    });
}

/// Reads it in the background unless it is fresh.
pub(super) fn look(account: &Arc<Account>) {
    if account.connectivity.now() != Connectivity::Offline {
        read_soon(account);
    }
}

pub(super) async fn refresh_if_old(account: &Arc<Account>) {
    if account.connectivity.now() == Connectivity::Offline {
        return;
    }
    match tokio::time::timeout(PATIENCE, refresh(account)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(code = ?error.code(), "the wallet could not be read"),
        Err(_) => read_soon(account),
    }
}

/// Reads it unless it is fresh. One at a time: whoever waited finds it so.
async fn refresh(account: &Arc<Account>) -> Result<()> {
    let mut read = account.purse.wallet_read.lock().await;
    let moved = account.purse.wallet_moved.swap(false, Ordering::AcqRel);
    if !moved && read.is_some_and(|at: Instant| at.elapsed() <= FRESH) {
        return Ok(());
    }
    fetch(account, &mut read, Kept::Stays).await
}

/// Reads it now.
pub(super) async fn read_with(account: &Arc<Account>, kept: Kept) -> Result<()> {
    let mut read = account.purse.wallet_read.lock().await;
    account.purse.wallet_moved.store(false, Ordering::Release);
    fetch(account, &mut read, kept).await
}

async fn fetch(account: &Arc<Account>, read: &mut Option<Instant>, kept: Kept) -> Result<()> {
    let taken = statement::take(account, kept).await;
    match &taken {
        Ok(newest) => {
            *read = Some(Instant::now());
            let back = |entry: &Entry| entry.tip.filter(|_| entry.kind == EntryKind::TipReturned);
            tip::look_at_returned(account, newest.iter().filter_map(back).collect());
            transfer::look_at_held(account);
        }
        // Read it was; asking at every look would find the same.
        Err(Error::Remote(remote::Error::Protocol(_))) => *read = Some(Instant::now()),
        Err(_) => account.purse.wallet_moved.store(true, Ordering::Release),
    }
    taken.map(|_| ())
}

async fn view(
    account: &Account,
    kept: Option<(WalletResponse, circles_domain::Timestamp)>,
) -> Result<WalletView> {
    let mut tx = account.store.read().await?;
    let tips = tip_intent::list_undecided(&mut tx).await?;
    let transfers = transfer_intent::list_undecided(&mut tx).await?;
    drop(tx);
    let unsettled = tips.into_iter().map(|intent| row::view(account, intent)).collect();
    let unsettled_transfers = transfers.into_iter().map(|intent| row::view(account, intent)).collect();
    let (wallet, as_of) = kept.map_or((None, None), |(wallet, as_of)| (Some(wallet), Some(as_of)));
    let money = |part: fn(&WalletResponse) -> Money| wallet.as_ref().map_or(Money::fen(0), part);
    Ok(WalletView {
        balance: wallet.as_ref().map(|wallet| wallet.balance),
        held: money(|wallet| wallet.held),
        incoming: money(|wallet| wallet.incoming),
        spent_today: money(|wallet| wallet.spent_today),
        day_limit: money(|wallet| wallet.day_limit),
        own_limits: wallet.as_ref().map(|wallet| wallet.own_limits.clone()).unwrap_or_default(),
        locked: wallet.as_ref().is_some_and(|wallet| wallet.locked),
        frozen: wallet.as_ref().and_then(|wallet| wallet.frozen.clone()),
        owed: wallet.as_ref().and_then(|wallet| wallet.owed),
        pin_set: wallet.as_ref().is_some_and(|wallet| wallet.pin_set),
        step_up_above: money(|wallet| wallet.step_up_above),
        step_up_day_above: money(|wallet| wallet.step_up_day_above),
        // Until the server said that it is real, it is called test money.
        sandbox: wallet.as_ref().is_none_or(|wallet| wallet.sandbox),
        more: wallet.as_ref().is_some_and(|wallet| wallet.more),
        entries: wallet.map(|wallet| wallet.entries).unwrap_or_default(),
        unsettled,
        unsettled_transfers,
        as_of,
    })
}

#[cfg(test)]
mod tests;
