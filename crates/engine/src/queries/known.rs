use circles_domain::Timestamp;
use circles_domain::claim::ClaimKind;
use circles_store::ReadTx;
use circles_store::table::known;
use circles_wire::known::ClaimState;

use crate::engine::Engine;
use crate::error::Result;
use crate::sync;
use crate::view::KnownView;

/// A reading that is older is done again for whoever looks, in seconds.
const FRESH_S: i64 = 20;

impl Engine {
    /// What Circles knows of oneself: claims, score, who opened the real name, how others see one.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`]; what the store says.
    pub async fn known(&self) -> Result<KnownView> {
        let account = self.account()?;
        let read = known::find(&mut *account.store.read().await?).await?;
        sync::look_at_known(&account, FRESH_S);
        let me = account.me();
        let (known, as_of) = read.map_or((None, None), |(known, at)| (Some(known), Some(at)));
        Ok(KnownView::new(known, as_of, me.masked_name, me.shows_name, account.clock.now()))
    }
}

/// Claims that were valid when they were read and have run out since.
pub(super) async fn lapsed(tx: &mut ReadTx, now: Timestamp) -> Result<Vec<ClaimKind>> {
    let claims = known::claims(tx).await?.map(|read| read.claims).unwrap_or_default();
    let ran_out = claims.iter().filter(|c| c.state == ClaimState::Valid && c.expires_at <= now);
    Ok(ran_out.map(|claim| claim.kind).collect())
}
