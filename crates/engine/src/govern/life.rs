//! The life of a circle: applied for, decided, launched, frozen, dissolved; its page. All with the server's word.

use circles_domain::govern::{Modules, check_introduction, check_reason};
use circles_wire::lifecycle::{ApplicationDecisionRequest, EditCircleRequest, Step, StepRequest};

use super::sheet::{load, load_soon};
use crate::args::{ApplyArgs, DecideApplicationArgs, EditCircleArgs, Sheet, StepArgs};
use crate::commands::circles::{keep, page};
use crate::engine::Engine;
use crate::error::Result;
use crate::view::CircleView;

impl Engine {
    /// Applies for a circle. The id was minted when the form opened.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`]; the server.
    pub async fn apply_for_circle(&self, args: ApplyArgs) -> Result<()> {
        args.asks.gates.check_shape()?;
        let account = self.connected_account().await?;
        account.remote()?.apply(args.id, &args.asks).await?;
        load(&account, Sheet::Applications, None).await
    }

    /// Decides an application, for operators of the platform.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for an answer that is none; the server.
    pub async fn decide_application(&self, args: DecideApplicationArgs) -> Result<()> {
        let answer = check_reason(&args.answer)?;
        let account = self.connected_account().await?;
        let request = ApplicationDecisionRequest { approve: args.approve, answer };
        let done = account.remote()?.decide_application(args.id, &request).await;
        load_soon(&account, &[Sheet::Applications, Sheet::Console], None);
        account.sync.wake.notify_one();
        done?;
        Ok(())
    }

    /// Takes a step in the life of a circle, for operators of the platform.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for a reason that is none; the server.
    pub async fn step_circle(&self, args: StepArgs) -> Result<()> {
        if let Step::Freeze { reason } | Step::Thaw { reason } | Step::Dissolve { reason } = &args.step {
            check_reason(reason)?;
        }
        let account = self.connected_account().await?;
        let done = account.remote()?.step(args.circle, args.id, &StepRequest { step: args.step }).await;
        load_soon(&account, &[Sheet::Console], None);
        account.sync.wake.notify_one();
        done?;
        Ok(())
    }

    /// Changes the words on a circle's page, for its admins.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`]; the server.
    pub async fn edit_circle(&self, args: EditCircleArgs) -> Result<CircleView> {
        let request = EditCircleRequest {
            introduction: Some(check_introduction(&args.introduction, true)?),
            introduction_zh: Some(check_introduction(&args.introduction_zh, false)?),
            cover: None,
            modules: Some(Modules::check(args.modules)?),
        };
        let account = self.connected_account().await?;
        let edited = account.remote()?.edit_circle(args.circle, &request).await?;
        keep(&account, &edited).await?;
        page(&account, args.circle).await
    }
}
