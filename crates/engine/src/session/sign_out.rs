//! Signing out.
//!
//! What goes: the tokens here and on the server, the entry in the keychain, everything that the server can give
//! again, and with `discard` the drafts and what was not sent. What stays: the record of tips, and whatever an earlier
//! damage put into quarantine.

use std::time::Duration;

use super::keep;
use crate::account::Account;
use crate::args::SignOutArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::remote::Remote;
use crate::view::SessionView;

const PATIENCE: Duration = Duration::from_secs(5);

impl Engine {
    /// Signs the account in use out; another one of this device takes its place, if there is one. Where nobody is signed
    /// in, nothing happens.
    ///
    /// # Errors
    /// [`Error::UnsettledPayment`] while a payment may have moved or not, whatever `discard` says; [`Error::Unsent`]
    /// while drafts or unsent things exist, without it.
    pub async fn sign_out(&self, args: SignOutArgs) -> Result<SessionView> {
        self.cancel_sign_in().await?;
        if let Some(account) = self.find_account() {
            may_leave(&account, args.discard).await?;
            let remote = account.remote().ok();
            // First what could let somebody in again.
            account.disconnect();
            self.inner.device.sign_out(account.person).await?;
            keep::forget(self, account.person).await;
            if let Some(remote) = remote {
                revoke(self, remote);
            }
            self.leave_account(args.discard).await?;
            self.inner.session.with(|known| (known.resuming, known.kept) = (false, false));
            // Whoever else is signed in here goes on.
            if let Some(next) = self.inner.device.list_accounts().await?.last() {
                self.change_account(next.account.me.byline.id).await?;
            }
            self.announce_session();
        }
        self.session().await
    }
}

/// Ends a session on the server, in the background. The server ends it by itself after a while, too.
pub(super) fn revoke(engine: &Engine, remote: Remote) {
    engine.inner.tasks.spawn(async move {
        if !matches!(tokio::time::timeout(PATIENCE, remote.revoke()).await, Ok(Ok(()))) {
            tracing::info!("the server was not told of the end of a session");
        }
    });
}

async fn may_leave(account: &Account, discard: bool) -> Result<()> {
    let unsent = circles_store::read::unsent(&mut *account.store.read().await?).await?;
    if unsent.undecided_tips > 0 {
        Err(Error::UnsettledPayment)
    } else if !discard && (unsent.items > 0 || unsent.drafts > 0) {
        Err(Error::Unsent)
    } else {
        Ok(())
    }
}
