//! One's own limits, and the lock of one's payments. Both are the server's, so that they hold on every device.

use circles_domain::Money;
use circles_wire::wallet::{LockRequest, SetLimitRequest};

use super::wallet::reread;
use crate::args::{LockPaymentsArgs, SetLimitArgs};
use crate::engine::Engine;
use crate::error::Result;

impl Engine {
    /// Asks for another limit of one's own: less holds at once, more after a wait that the wallet tells.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for what is no amount, before anything is sent; [`crate::Error::Remote`].
    pub async fn set_limit(&self, args: SetLimitArgs) -> Result<()> {
        let amount = args.amount.as_deref().map(Money::parse_yuan).transpose()?;
        let account = self.connected_account().await?;
        account.remote()?.set_limit(&SetLimitRequest { kind: args.kind, amount }).await?;
        reread(&account).await
    }

    /// Locks payments on every device, or opens them with the payment password.
    ///
    /// # Errors
    /// [`crate::Error::Remote`].
    pub async fn lock_payments(&self, args: LockPaymentsArgs) -> Result<()> {
        let account = self.connected_account().await?;
        account.remote()?.lock_payments(&LockRequest { locked: args.locked, pin: args.pin }).await?;
        reread(&account).await
    }
}
