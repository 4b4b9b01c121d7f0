//! Who answers for a circle: it is handed over with the yes of both, or an operator of the platform names somebody.

use circles_domain::circle::Role;
use circles_domain::govern::check_reason;
use circles_wire::govern::RoleRequest;
use circles_wire::handover::HeirsResponse;

use super::sheet::{load, load_soon};
use crate::args::{CircleArgs, CircleMemberArgs, NameOwnerArgs, Sheet};
use crate::commands::circles::{keep, page};
use crate::engine::Engine;
use crate::error::Result;
use crate::view::CircleView;

impl Engine {
    /// Offers a circle that oneself owns to one of its members; nothing changes until they accept.
    ///
    /// # Errors
    /// The server.
    pub async fn offer_circle(&self, args: CircleMemberArgs) -> Result<CircleView> {
        let account = self.connected_account().await?;
        let seen = account.remote()?.offer_circle(args.circle, args.person).await?;
        keep(&account, &seen).await?;
        page(&account, seen.id).await
    }

    /// Takes the offer back, or declines it.
    ///
    /// # Errors
    /// The server.
    pub async fn end_handover(&self, args: CircleArgs) -> Result<CircleView> {
        let account = self.connected_account().await?;
        let seen = account.remote()?.end_handover(args.circle).await?;
        keep(&account, &seen).await?;
        page(&account, seen.id).await
    }

    /// Owns the circle that was offered to oneself.
    ///
    /// # Errors
    /// The server: `not_found` when the offer is over.
    pub async fn take_over(&self, args: CircleArgs) -> Result<CircleView> {
        let account = self.connected_account().await?;
        let seen = account.remote()?.take_over(args.circle).await?;
        load_soon(&account, &[Sheet::Members, Sheet::Log], Some(args.circle));
        // What blocks hide from members and not from who keeps order is read anew.
        account.sync.wake.notify_one();
        keep(&account, &seen).await?;
        page(&account, seen.id).await
    }

    /// Who could own a circle, for operators of the platform.
    ///
    /// # Errors
    /// The server.
    pub async fn heirs(&self, args: CircleArgs) -> Result<HeirsResponse> {
        Ok(self.connected_account().await?.remote()?.heirs(args.circle).await?)
    }

    /// Names the owner of a circle, for operators of the platform.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for a reason that is none; the server.
    pub async fn name_owner(&self, args: NameOwnerArgs) -> Result<()> {
        let reason = Some(check_reason(&args.reason)?);
        let account = self.connected_account().await?;
        let request = RoleRequest { role: Role::Owner, reason };
        account.remote()?.give_role(args.circle, args.person, &request).await?;
        load(&account, Sheet::Console, None).await
    }
}
