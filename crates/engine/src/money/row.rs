//! The intent of a tip: reading it, keeping it, showing it.

use circles_domain::tip::TipOutcome;
use circles_domain::{Money, TipId};
use circles_store::table::tip_intent::{self, TipIntent};

use super::live::Seen;
use crate::account::Account;
use crate::error::{Error, Result};
use crate::view::TipView;

/// Half a second lies between showing a quote and taking its confirmation: nobody reads faster.
pub(super) const SHOWN_AT_LEAST_US: i64 = 500_000;

pub(super) async fn load(account: &Account, tip: TipId) -> Result<TipIntent> {
    let mut tx = account.store.read().await?;
    tip_intent::find(&mut tx, tip).await?.ok_or(Error::NotFound)
}

/// Makes the row durable as it is; the person's screens hear of it.
pub(super) async fn save(account: &Account, row: &mut TipIntent) -> Result<()> {
    row.updated_at = account.clock.now();
    let mut tx = account.store.write_outbox().await?;
    tip_intent::save(&mut tx, row).await?;
    tx.commit().await?;
    Ok(())
}

/// What is known now.
pub(super) async fn show(account: &Account, tip: TipId) -> Result<TipView> {
    let row = load(account, tip).await?;
    Ok(view(account, row, account.tips.live(tip).seen()))
}

pub(super) fn view(account: &Account, row: TipIntent, seen: Seen) -> TipView {
    let shown_us = row.shown_at.map(|at| account.clock.now().as_micros().saturating_sub(at.as_micros()));
    let wait_us = shown_us.map_or(0, |shown_us| SHOWN_AT_LEAST_US.saturating_sub(shown_us));
    let quote = row.quote.filter(|_| !seen.void);
    let outcome = row.outcome;
    let (refusal, returned) = match outcome.as_ref().map(|outcome| outcome.outcome) {
        Some(TipOutcome::Refused { reason }) => (Some(reason), None),
        Some(TipOutcome::Returned { reason }) => (None, Some(reason)),
        Some(TipOutcome::Held | TipOutcome::Released) | None => (None, None),
    };
    TipView {
        id: row.id,
        post: row.post,
        state: row.state,
        amount: Money::fen(row.amount_minor),
        quote,
        confirm_after_ms: wait_us.clamp(0, SHOWN_AT_LEAST_US).saturating_add(999) / 1_000,
        refusal,
        returned,
        cancellable_until: outcome.as_ref().and_then(|outcome| outcome.cancellable_until),
        release_at: outcome.as_ref().and_then(|outcome| outcome.release_at),
        receipt: outcome.and_then(|outcome| outcome.receipt),
        next_check_at: row.next_check_at,
        problem: seen.problem,
    }
}
