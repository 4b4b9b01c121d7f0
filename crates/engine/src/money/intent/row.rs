//! The intent's row: reading it, keeping it, showing it.

use circles_domain::Timestamp;
use circles_domain::tip::TipState;
use circles_store::table::intent::Intent;

use super::Sent;
use crate::account::Account;
use crate::error::{Error, Result};

/// Half a second lies between showing a quote and taking its confirmation: nobody reads faster.
pub(super) const SHOWN_AT_LEAST_US: i64 = 500_000;

pub(in crate::money) async fn load<S: Sent>(account: &Account, id: S::Id) -> Result<Intent<S>> {
    let mut tx = account.store.read().await?;
    S::find(&mut tx, id).await?.ok_or(Error::NotFound)
}

/// Makes the row durable as it is; the person's screens hear of it.
pub(super) async fn save<S: Sent>(account: &Account, intent: &mut Intent<S>) -> Result<()> {
    intent.updated_at = account.clock.now();
    let mut tx = account.store.write_outbox().await?;
    S::save(&mut tx, intent).await?;
    tx.commit().await?;
    Ok(())
}

/// What is known now.
pub(in crate::money) async fn show<S: Sent>(account: &Account, id: S::Id) -> Result<S::View> {
    Ok(view(account, load::<S>(account, id).await?))
}

pub(in crate::money) fn view<S: Sent>(account: &Account, intent: Intent<S>) -> S::View {
    let seen = S::book(account).live(intent.id).seen();
    S::view(account, intent, seen)
}

/// How many milliseconds a quote that was shown at `shown_at` has to be looked at yet.
pub(in crate::money) fn confirm_after_ms(account: &Account, shown_at: Option<Timestamp>) -> i64 {
    let shown_us = shown_at.map(|at| account.clock.now().as_micros().saturating_sub(at.as_micros()));
    let wait_us = shown_us.map_or(0, |shown_us| SHOWN_AT_LEAST_US.saturating_sub(shown_us));
    wait_us.clamp(0, SHOWN_AT_LEAST_US).saturating_add(999) / 1_000
}

/// Whether sending for the same cause is still this intent.
pub(in crate::money) fn is_open(state: TipState) -> bool {
    match state {
        TipState::Draft | TipState::Quoted | TipState::Confirming | TipState::Unknown => true,
        TipState::Held | TipState::Released | TipState::Returned | TipState::Refused => false,
    }
}
