//! The intent of a transfer: reading it, keeping it, showing it.

use circles_domain::transfer::TransferOutcome;
use circles_domain::{Money, TransferId};
use circles_store::table::transfer_intent::{self, TransferIntent};

use super::super::row::SHOWN_AT_LEAST_US;
use crate::account::Account;
use crate::error::{Error, Result};
use crate::view::TransferView;

pub(super) async fn load(account: &Account, id: TransferId) -> Result<TransferIntent> {
    let mut tx = account.store.read().await?;
    transfer_intent::find(&mut tx, id).await?.ok_or(Error::NotFound)
}

/// Makes the row durable as it is; the person's screens hear of it.
pub(super) async fn save(account: &Account, row: &mut TransferIntent) -> Result<()> {
    row.updated_at = account.clock.now();
    let mut tx = account.store.write_outbox().await?;
    transfer_intent::save(&mut tx, row).await?;
    tx.commit().await?;
    Ok(())
}

/// What is known now.
pub(super) async fn show(account: &Account, id: TransferId) -> Result<TransferView> {
    let row = load(account, id).await?;
    Ok(view(account, row))
}

/// As its payer's screens show it.
pub(in crate::money) fn view(account: &Account, row: TransferIntent) -> TransferView {
    let seen = account.transfers.live(row.id).seen();
    let shown_us = row.shown_at.map(|at| account.clock.now().as_micros().saturating_sub(at.as_micros()));
    let wait_us = shown_us.map_or(0, |shown_us| SHOWN_AT_LEAST_US.saturating_sub(shown_us));
    let (refusal, returned) = match row.outcome.as_ref().map(|outcome| outcome.outcome) {
        Some(TransferOutcome::Refused { reason }) => (Some(reason), None),
        Some(TransferOutcome::Returned { reason }) => (None, Some(reason)),
        Some(TransferOutcome::Held | TransferOutcome::Accepted) | None => (None, None),
    };
    let outcome = row.outcome;
    TransferView {
        id: row.id,
        payee: row.payee,
        state: row.state,
        amount: Money::fen(row.amount_minor),
        note: row.note,
        quote: row.quote.filter(|_| !seen.void),
        confirm_after_ms: wait_us.clamp(0, SHOWN_AT_LEAST_US).saturating_add(999) / 1_000,
        refusal,
        returned,
        offered_at: outcome.as_ref().and_then(|outcome| outcome.offered_at),
        expires_at: outcome.as_ref().and_then(|outcome| outcome.expires_at),
        receipt: outcome.and_then(|outcome| outcome.receipt),
        next_check_at: row.next_check_at,
        problem: seen.problem,
    }
}
