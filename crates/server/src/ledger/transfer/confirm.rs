//! Confirming a transfer. Final answers are kept: a hold, or a refusal. What the device mends and asks again is not, as
//! for tips.

use circles_domain::ledger::{Journal, TransferReceipt};
use circles_domain::transfer::{TransferRefusal, decide_transfer};
use circles_domain::{PersonId, Timestamp, TransferId};
use circles_faults::crash_point;
use circles_wire::canonical::request_hash;
use circles_wire::tip::ConfirmRequest;
use circles_wire::transfer::TransferResponse;
use sqlx::SqliteConnection;

use super::facts::{self, Facts};
use super::outcome::{Refusal, find, refuse};
use super::quote::{Kept, find_quote};
use crate::identity::Keys;
use crate::ledger::confirmation::{Confirm, Confirmation, may_leave, was_read};
use crate::ledger::money_request::{Payable, mark_paid, payable};
use crate::ledger::{ESCROW, LedgerError, Terms, book, has_moved};

/// Answers a confirmation, moving the money if nothing speaks against it.
///
/// # Errors
/// When the database fails; then nothing happened, and the transfer is unknown to the device.
pub async fn confirm(
    tx: &mut SqliteConnection,
    terms: &Terms,
    keys: &Keys,
    asked: Confirm<'_, TransferId>,
    now: Timestamp,
) -> Result<Confirmation<TransferResponse>, LedgerError> {
    let Confirm { payer, id, quote, .. } = asked;
    let hash = request_hash(&ConfirmRequest { quote_id: quote })?;
    if let Some(kept) = find(tx, payer, id).await? {
        return Ok(if kept.answers(&hash) {
            Confirmation::answered(kept.answer)
        } else {
            Confirmation::Conflict(Box::new(kept.answer))
        });
    }
    if has_moved(tx, id.0).await? {
        return Ok(Confirmation::Taken);
    }
    let refusal = |kept: Option<&Kept>, reason| Refusal {
        payer,
        id,
        request_hash: Some(hash),
        payee: kept.map(|kept| kept.asked.payee),
        amount: kept.map(|kept| kept.asked.amount),
        note: kept.map(|kept| kept.asked.note.clone()).unwrap_or_default(),
        reason,
    };
    let kept = find_quote(tx, (payer, id), Some(quote), now).await?;
    let Some(kept) = kept.as_ref().filter(|kept| kept.open) else {
        let refusal = refusal(kept.as_ref(), TransferRefusal::QuoteExpired);
        return refuse(tx, refusal, now).await.map(Confirmation::answered);
    };
    if let Err(not_now) = was_read(terms, kept.created_at, now) {
        return Ok(Confirmation::NotNow(not_now));
    }
    let facts = facts::read(tx, terms, (payer, kept.asked.payee), kept.asked.amount, now).await?;
    crash_point!("server.transfer.intent.read", sqlx::Error::WorkerCrashed.into());
    let with_pin =
        match may_leave(tx, terms, &asked, (&facts.paying, facts.lately, kept.asked.amount), now).await? {
            Ok(with_pin) => with_pin,
            Err(not_now) => return Ok(Confirmation::NotNow(not_now)),
        };
    match decide_transfer(&facts.transfer) {
        Err(reason) => refuse(tx, refusal(Some(kept), reason), now).await.map(Confirmation::answered),
        // It was shown with a shorter wait: what is paid is what was shown.
        Ok(()) if facts.wait_s > kept.wait_s => {
            refuse(tx, refusal(Some(kept), TransferRefusal::QuoteExpired), now)
                .await
                .map(Confirmation::answered)
        }
        Ok(()) if !pays_what_was_asked(tx, payer, kept, now).await? => {
            refuse(tx, refusal(Some(kept), TransferRefusal::RequestOver), now)
                .await
                .map(Confirmation::answered)
        }
        Ok(()) => {
            let held = Held { payer, id, kept, facts: &facts, hash, with_pin };
            let answer = hold(tx, terms, keys, &held, now).await?;
            // The payee hears of it when it is offered.
            Ok(Confirmation::Answer { answer: Box::new(answer), moved: vec![payer] })
        }
    }
}

async fn pays_what_was_asked(
    tx: &mut SqliteConnection,
    payer: PersonId,
    kept: &Kept,
    now: Timestamp,
) -> Result<bool, LedgerError> {
    let Some(request) = kept.asked.request else { return Ok(true) };
    let open = Payable::Open(kept.asked.payee, kept.asked.amount);
    Ok(payable(tx, payer, request, now).await? == open)
}

struct Held<'a> {
    payer: PersonId,
    id: TransferId,
    kept: &'a Kept,
    facts: &'a Facts,
    hash: [u8; 32],
    with_pin: bool,
}

async fn hold(
    tx: &mut SqliteConnection,
    terms: &Terms,
    keys: &Keys,
    held: &Held<'_>,
    now: Timestamp,
) -> Result<TransferResponse, LedgerError> {
    let (payer, id, asked) = (held.payer, held.id, &held.kept.asked);
    let from = held.facts.paying.open(tx, payer, now).await?;
    // Opened here, so that an acceptance never finds nobody to pay.
    held.facts.receiving.open(tx, asked.payee, now).await?;
    crash_point!("server.transfer.posting.begun", sqlx::Error::WorkerCrashed.into());
    let booked = book(tx, now, |entry| Journal::transfer_hold(entry, id, from, ESCROW, asked.amount)).await?;
    crash_point!("server.transfer.posting.booked", sqlx::Error::WorkerCrashed.into());
    let receipt = TransferReceipt {
        journal: booked.journal.id,
        payer,
        payee: asked.payee,
        amount: asked.amount,
        transfer: id,
        held_at: now,
        key_id: keys.receipt_key_id(),
    };
    let signature = keys.sign_receipt(&receipt.signing_bytes());
    crash_point!("server.transfer.receipt.signed", sqlx::Error::WorkerCrashed.into());
    let offered_at = now.plus_seconds(held.kept.wait_s.max(terms.grace_s));
    sqlx::query(
        "INSERT INTO transfer (payer_id, id, request_hash, payee_id, amount_minor, note, state, spent_day, with_pin,
                               offered_at_us, expires_at_us, receipt, signature, hold_seq, answered_at_us)
         VALUES ($1, $2, $3, $4, $5, $6, 'held', $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(payer.0)
    .bind(id.0)
    .bind(held.hash.as_slice())
    .bind(asked.payee.0)
    .bind(asked.amount.minor)
    .bind(&asked.note)
    .bind(now.shanghai_day())
    .bind(held.with_pin)
    .bind(offered_at.as_micros())
    .bind(offered_at.plus_seconds(terms.transfer_accept_s).as_micros())
    .bind(serde_json::to_string(&receipt)?)
    .bind(signature.as_slice())
    .bind(booked.journal.seq)
    .bind(now.as_micros())
    .execute(&mut *tx)
    .await?;
    crash_point!("server.transfer.receipt.written", sqlx::Error::WorkerCrashed.into());
    if let Some(request) = asked.request {
        mark_paid(tx, request, id).await?;
    }
    let kept = find(tx, payer, id).await?;
    Ok(kept.ok_or(LedgerError::Row("a transfer that was just held is not there"))?.answer)
}
