use circles_store::table::{meta, relation};
use circles_wire::relation::{Relation, RelationResponse};

use crate::engine::Engine;
use crate::error::Result;
use crate::view::{BlockedView, FriendRequestView, FriendView, RelationsView};

impl Engine {
    /// Friends, friend requests in and out, and whom one blocked.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`]; what the store says.
    pub async fn relations(&self) -> Result<RelationsView> {
        let account = self.account()?;
        let mut tx = account.store.read().await?;
        let all = relation::list(&mut tx).await?;
        let loaded = meta::synced_at(&mut tx).await?.is_some();
        tx.end().await?;
        let mut view = RelationsView {
            friends: Vec::new(),
            incoming: Vec::new(),
            outgoing: Vec::new(),
            blocked: Vec::new(),
            loaded,
        };
        let now = account.clock.now();
        for RelationResponse { person, relation } in all {
            match relation {
                Relation::Friend { since, masked_name } => {
                    view.friends.push(FriendView { person, masked_name, since });
                }
                // Requests run out by themselves, also while the device is off the network.
                Relation::Asks(waiting) if now < waiting.expires_at => {
                    view.incoming.push(FriendRequestView { person, waiting });
                }
                Relation::Asked(waiting) if now < waiting.expires_at => {
                    view.outgoing.push(FriendRequestView { person, waiting });
                }
                Relation::Blocked { since } => view.blocked.push(BlockedView { person, since }),
                Relation::Asks(_)
                | Relation::Asked(_)
                | Relation::NotAccepted { .. }
                | Relation::None
                | Relation::Unknown => {}
            }
        }
        view.friends.sort_by_cached_key(|friend| friend.person.display_name.to_lowercase());
        Ok(view)
    }
}
