use circles_domain::person::check_reason;
use circles_wire::known::BanResponse;

use crate::args::{LetInArgs, OpenNameArgs, OtherArgs, ShutOutArgs};
use crate::engine::Engine;
use crate::error::Result;
use crate::view::OpenedNameView;

impl Engine {
    /// Opens somebody's real name, for operators of the platform. Its owner reads who, when and why.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] without a reason; the server.
    pub async fn open_name(&self, args: OpenNameArgs) -> Result<OpenedNameView> {
        let account = self.connected_account().await?;
        let reason = check_reason(&args.reason)?;
        let opened = account.remote()?.open_name(args.person, reason).await?;
        Ok(OpenedNameView { legal_name: opened.legal_name })
    }

    /// Shuts a human out of the platform, for operators. It holds under whatever account they make.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] without a reason; the server.
    pub async fn shut_out(&self, args: ShutOutArgs) -> Result<()> {
        let account = self.connected_account().await?;
        let reason = check_reason(&args.reason)?;
        let until = args.days.map(|days| account.clock.now().plus_seconds(i64::from(days) * 86_400));
        Ok(account.remote()?.shut_out(args.person, reason, until).await?)
    }

    /// Lets somebody in again who is shut out, for operators.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] without a reason; the server; `stale` when they are in.
    pub async fn let_in(&self, args: LetInArgs) -> Result<()> {
        let account = self.connected_account().await?;
        let reason = check_reason(&args.reason)?;
        Ok(account.remote()?.let_in(args.person, reason).await?)
    }

    /// Whether somebody is shut out, and what operators did about it; asked of the server each time.
    ///
    /// # Errors
    /// The server; `forbidden` for who operates nothing.
    pub async fn operator_record(&self, args: OtherArgs) -> Result<BanResponse> {
        Ok(self.connected_account().await?.remote()?.operator_record(args.person).await?)
    }
}
