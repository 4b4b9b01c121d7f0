//! What moderators and admins do.

use circles_domain::govern::{Deed, check_reason};
use circles_wire::govern::{ActRequest, DecisionRequest, RoleRequest};

use super::sheet::{load, load_soon};
use crate::args::{ActArgs, DecideAppealArgs, GiveRoleArgs, SecondArgs, Sheet};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::view::ActView;

/// What an act may have changed.
const AFTER: &[Sheet] = &[Sheet::Queue, Sheet::Log, Sheet::Members];

impl Engine {
    /// Does one thing to keep order, with the server's word.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a reason that is none, before anything is sent; the server.
    pub async fn act(&self, args: ActArgs) -> Result<ActView> {
        check(&args.deed)?;
        let account = self.connected_account().await?;
        let done = account.remote()?.act(args.circle, args.id, &ActRequest { deed: args.deed }).await;
        // Also after a refusal: what is shown was not what is there.
        load_soon(&account, AFTER, Some(args.circle));
        account.sync.wake.notify_one();
        Ok(ActView { kind: done?.kind })
    }

    /// Agrees to a sanction that somebody else proposed, or declines it.
    ///
    /// # Errors
    /// The server.
    pub async fn second(&self, args: SecondArgs) -> Result<ActView> {
        let account = self.connected_account().await?;
        let done = account.remote()?.second(args.circle, args.id, args.agree).await;
        load_soon(&account, AFTER, Some(args.circle));
        Ok(ActView { kind: done?.kind })
    }

    /// Decides an appeal.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an answer that is none; the server.
    pub async fn decide_appeal(&self, args: DecideAppealArgs) -> Result<()> {
        let answer = check_reason(&args.answer)?;
        let account = self.connected_account().await?;
        let request = DecisionRequest { accept: args.accept, answer };
        let done = account.remote()?.decide_appeal(args.id, &request).await;
        load_soon(&account, &[Sheet::Appeals, Sheet::Queue, Sheet::Log], Some(args.circle));
        account.sync.wake.notify_one();
        done?;
        Ok(())
    }

    /// Gives a member a role.
    ///
    /// # Errors
    /// The server.
    pub async fn give_role(&self, args: GiveRoleArgs) -> Result<()> {
        let account = self.connected_account().await?;
        let request = RoleRequest { role: args.role, reason: None };
        account.remote()?.give_role(args.circle, args.person, &request).await?;
        load(&account, Sheet::Members, Some(args.circle)).await
    }
}

fn check(deed: &Deed) -> Result<()> {
    match deed {
        Deed::Remove { reason, .. }
        | Deed::Restore { reason, .. }
        | Deed::Mute { reason, .. }
        | Deed::Ban { reason, .. }
        | Deed::Lift { reason, .. } => {
            check_reason(reason).map(|_| ()).map_err(|broken| Error::Invalid(vec![broken]))
        }
        Deed::Dismiss { .. } | Deed::Pin { .. } | Deed::Unpin { .. } => Ok(()),
    }
}
