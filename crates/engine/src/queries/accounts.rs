//! The accounts that are signed in on this device.

use crate::engine::Engine;
use crate::error::Result;
use crate::view::{AccountView, AccountsView};

impl Engine {
    /// All of them, the one in use among them.
    ///
    /// # Errors
    /// What the store says.
    pub async fn list_accounts(&self) -> Result<AccountsView> {
        let active = self.find_account();
        let waiting = match &active {
            Some(account) => account.count_waiting().await?,
            None => 0,
        };
        let known = self.inner.device.list_accounts().await?;
        let view = |known: circles_store::KnownAccount| {
            let here = active.as_ref().filter(|active| active.person == known.account.me.byline.id);
            AccountView {
                person: known.account.me.byline,
                masked_name: known.account.me.masked_name,
                colour: known.colour,
                active: here.is_some(),
                waiting: if here.is_some() { waiting } else { known.waiting },
            }
        };
        Ok(AccountsView { accounts: known.into_iter().map(view).collect() })
    }
}
