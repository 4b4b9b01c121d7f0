//! Switching between the accounts of this device.

use crate::args::AccountArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::view::SessionView;

impl Engine {
    /// Uses another account from now on. The one before stays signed in; what it did not send waits in its own outbox.
    ///
    /// # Errors
    /// [`Error::NotFound`] when that person is not signed in here; what the store says.
    pub async fn switch_account(&self, args: AccountArgs) -> Result<SessionView> {
        self.cancel_sign_in().await?;
        let known = self.inner.device.list_accounts().await?;
        if !known.iter().any(|known| known.account.me.byline.id == args.person) {
            return Err(Error::NotFound);
        }
        self.change_account(args.person).await?;
        self.session().await
    }
}
