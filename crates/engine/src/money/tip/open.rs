//! Opening the page of a tip: the id is minted, or the one that is still open is found.

use circles_domain::tip::TipState;
use circles_domain::{PostId, TipAmount, TipId};
use circles_faults::{canary, crash_point};
use circles_store::table::tip_intent::{self, Tip, TipIntent};

use super::steps::look_at_release;
use crate::account::Account;
use crate::args::{PostArgs, TipArgs};
use crate::engine::Engine;
use crate::error::Result;
use crate::money::intent::row;
use crate::view::TipView;

impl Engine {
    /// The tip for a post whose outcome is not definite, or a new one. Works offline: nothing is sent.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`]; what the store says.
    pub async fn open_tip(&self, args: PostArgs) -> Result<TipView> {
        let account = self.account()?;
        let tip = open(&account, args.post).await?;
        row::show::<Tip>(&account, tip).await
    }

    /// A tip as it stands.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when it was not opened here.
    pub async fn get_tip(&self, args: TipArgs) -> Result<TipView> {
        let account = self.account()?;
        let view = row::show::<Tip>(&account, args.tip).await?;
        look_at_release(&account, &view);
        Ok(view)
    }
}

/// Finds and mints in one transaction, so that two openings at once get one id.
async fn open(account: &Account, post: PostId) -> Result<TipId> {
    let mut tx = account.store.write_outbox().await?;
    let newest = tip_intent::find_newest(&mut tx, post).await?;
    if let Some(tip) = newest.as_ref().filter(|tip| is_open(tip.state) && !canary!("id_minted_on_tap")) {
        return Ok(tip.id);
    }
    let now = account.clock.now();
    // The newest is found by this, also after a clock was set back.
    let opened_at = newest.map_or(now, |newest| now.max(newest.created_at.plus_seconds(1)));
    let tip = TipIntent::draft(TipId::mint(), post, TipAmount::DEFAULT.as_fen(), opened_at);
    tip_intent::save(&mut tx, &tip).await?;
    crash_point!("device.intent.written", crate::Error::Internal("ordered"));
    tx.commit().await?;
    crash_point!("device.intent.kept", crate::Error::Internal("ordered"));
    Ok(tip.id)
}

/// Whether paying for the same post is still this tip.
fn is_open(state: TipState) -> bool {
    row::is_open(state) && !(state == TipState::Unknown && canary!("unknown_is_over"))
}
