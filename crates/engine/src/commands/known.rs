use std::sync::Arc;

use crate::account::Account;
use crate::args::{ClaimArgs, DeleteAccountArgs, ShowNameArgs, SignOutArgs};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::sync;
use crate::view::SessionView;

impl Engine {
    /// Withdraws a claim, with the server's word.
    ///
    /// # Errors
    /// The server.
    pub async fn withdraw_claim(&self, args: ClaimArgs) -> Result<()> {
        let account = self.connected_account().await?;
        account.remote()?.withdraw_claim(args.kind).await?;
        again(&account).await
    }

    /// Lets the next sign-in prove a withdrawn claim again, with the server's word.
    ///
    /// # Errors
    /// The server.
    pub async fn welcome_claim(&self, args: ClaimArgs) -> Result<()> {
        let account = self.connected_account().await?;
        account.remote()?.welcome_claim(args.kind).await?;
        again(&account).await
    }

    /// Shows one's real name to friends, or hides it, with the server's word.
    ///
    /// # Errors
    /// The server; `rate_limited` for the rest of the day after two changes.
    pub async fn show_name(&self, args: ShowNameArgs) -> Result<()> {
        let account = self.connected_account().await?;
        let me = account.remote()?.show_name(args.shown).await?;
        account.save_me(me).await?;
        again(&account).await
    }

    /// Asks for the account to be deleted, and signs out here. Drafts go with it; what waits to be sent must be sent or
    /// discarded before, because it may be a promise to somebody.
    ///
    /// # Errors
    /// [`Error::Unsent`], [`Error::UnsettledPayment`]; the server, `balance_left` unless exactly what is there is given up.
    pub async fn delete_account(&self, args: DeleteAccountArgs) -> Result<SessionView> {
        let account = self.connected_account().await?;
        let unsent = circles_store::read::unsent(&mut *account.store.read().await?).await?;
        if unsent.undecided_tips > 0 {
            return Err(Error::UnsettledPayment);
        }
        if unsent.items > 0 {
            return Err(Error::Unsent);
        }
        account.remote()?.delete_account(args.give_up).await?;
        drop(account);
        self.sign_out(SignOutArgs { discard: true }).await
    }
}

/// The page and the gates as they are now.
async fn again(account: &Arc<Account>) -> Result<()> {
    account.sync.wake.notify_one();
    sync::read_known(account).await
}
