//! The money of the platform, for its operators. All with the server's word.

use circles_domain::person::check_reason;
use circles_wire::finance::{FinanceAct, FreezeRequest, PersonFinanceResponse};

use super::sheet::load_soon;
use crate::args::{FreezeWalletArgs, OtherArgs, Sheet};
use crate::engine::Engine;
use crate::error::Result;

impl Engine {
    /// How the money of a person stands, for operators: asked of the server each time.
    ///
    /// # Errors
    /// The server.
    pub async fn person_finance(&self, args: OtherArgs) -> Result<PersonFinanceResponse> {
        let account = self.connected_account().await?;
        Ok(account.remote()?.person_finance(args.person).await?)
    }

    /// Freezes a person's wallet, or lifts that, for operators. The person reads the reason.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] without a reason; the server.
    pub async fn freeze_wallet(&self, args: FreezeWalletArgs) -> Result<FinanceAct> {
        let account = self.connected_account().await?;
        let request = FreezeRequest { frozen: args.frozen, reason: check_reason(&args.reason)? };
        let done = account.remote()?.freeze_wallet(args.person, args.id, &request).await;
        load_soon(&account, &[Sheet::Finance], None);
        Ok(done?)
    }
}
