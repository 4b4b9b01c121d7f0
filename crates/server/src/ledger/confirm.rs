//! Confirming a tip: the one place where a person's money leaves them.
//!
//! Final answers are kept: a hold, or a refusal. Five answers are not final, keep nothing and leave the tip as it was,
//! because the device mends them and asks again under the same id: a confirmation sooner than a person can have read
//! the quote, one without the payment password where it is needed, one while payments are locked, one above the rate,
//! and one of an id that moved somebody else's money. None of them gets as far as the posting.

use circles_domain::ledger::{Journal, Receipt, decide_tip};
use circles_domain::tip::TipRefusal;
use circles_domain::{PersonId, Timestamp, TipAmount, TipId};
use circles_faults::{canary, crash_point};
use circles_wire::canonical::request_hash;
use circles_wire::tip::{ConfirmRequest, TipResponse};
use sqlx::SqliteConnection;

use super::confirmation::{Confirm, Confirmation, may_leave, was_read};
use super::facts::{self, Facts};
use super::outcome::{Refusal, StoredTip, find_tip, read_tip, refuse};
use super::quote::{QuoteRow, find_quote};
use super::{ESCROW, LedgerError, Terms, book, has_moved, settle};
use crate::identity::Keys;

/// Answers a confirmation, moving the money if nothing speaks against it.
///
/// # Errors
/// When the database fails; then nothing happened, and the tip is unknown to the device.
pub async fn confirm(
    tx: &mut SqliteConnection,
    terms: &Terms,
    keys: &Keys,
    asked: Confirm<'_, TipId>,
    now: Timestamp,
) -> Result<Confirmation<TipResponse>, LedgerError> {
    let Confirm { payer, id: tip, quote, .. } = asked;
    let hash = request_hash(&ConfirmRequest { quote_id: quote })?;
    if let Some(kept) = find_tip(tx, payer, tip).await? {
        return Ok(if kept.answers(&hash) {
            Confirmation::answered(kept.answer)
        } else {
            Confirmation::Conflict(Box::new(kept.answer))
        });
    }
    if has_moved(tx, tip.0).await? {
        return Ok(Confirmation::Taken);
    }
    let refusal = |row: Option<&QuoteRow>, reason| Refusal {
        payer,
        id: tip,
        request_hash: Some(hash),
        post: row.map(|row| row.post),
        payee: row.map(|row| row.payee),
        amount: row.map(|row| row.amount),
        reason,
    };
    let Some(row) = find_quote(tx, payer, tip, quote, now).await? else {
        return refuse(tx, refusal(None, TipRefusal::QuoteExpired), now).await.map(Confirmation::answered);
    };
    if !row.open {
        return refuse(tx, refusal(Some(&row), TipRefusal::QuoteExpired), now)
            .await
            .map(Confirmation::answered);
    }
    if let Err(not_now) = was_read(terms, row.created_at, now) {
        return Ok(Confirmation::NotNow(not_now));
    }
    let amount =
        TipAmount::from_fen(row.amount.minor).map_err(|_| LedgerError::Row("a quote out of bounds"))?;
    let Some(facts) = facts::read(tx, terms, payer, row.post, amount, now).await? else {
        return refuse(tx, refusal(Some(&row), TipRefusal::PostGone), now).await.map(Confirmation::answered);
    };
    crash_point!("server.intent.read", sqlx::Error::WorkerCrashed.into());
    // What was bound is what is paid: an author does not change, but if one ever did, the quote is void.
    if facts.tip.payee != row.payee {
        return refuse(tx, refusal(Some(&row), TipRefusal::QuoteExpired), now)
            .await
            .map(Confirmation::answered);
    }
    let with_pin =
        match may_leave(tx, terms, &asked, (&facts.paying, facts.lately(), amount.money()), now).await? {
            Ok(with_pin) => with_pin,
            Err(not_now) => return Ok(Confirmation::NotNow(not_now)),
        };
    match decide_tip(&facts.tip) {
        Err(reason) => refuse(tx, refusal(Some(&row), reason), now).await.map(Confirmation::answered),
        Ok(()) => {
            let payee = row.payee;
            let held = Held { payer, tip, row, facts, amount, hash, with_pin };
            let answer = hold(tx, keys, held, now).await?;
            Ok(Confirmation::Answer { answer: Box::new(answer), moved: vec![payer, payee] })
        }
    }
}

struct Held {
    payer: PersonId,
    tip: TipId,
    row: QuoteRow,
    facts: Facts,
    amount: TipAmount,
    hash: [u8; 32],
    with_pin: bool,
}

async fn hold(
    tx: &mut SqliteConnection,
    keys: &Keys,
    held: Held,
    now: Timestamp,
) -> Result<TipResponse, LedgerError> {
    let (payer, tip, amount) = (held.payer, held.tip, held.amount);
    let (payee, post) = (held.row.payee, held.row.post);
    let terms = &held.facts.terms;
    let from = held.facts.paying.open(tx, payer, now).await?;
    // Opened here, so that a release never finds nobody to pay.
    held.facts.receiving.open(tx, payee, now).await?;
    crash_point!("server.posting.begun", sqlx::Error::WorkerCrashed.into());
    let booked = book(tx, now, |entry| Journal::tip_hold(entry, tip, from, ESCROW, amount)).await?;
    crash_point!("server.posting.booked", sqlx::Error::WorkerCrashed.into());
    let receipt = Receipt {
        journal: booked.journal.id,
        payer,
        payee,
        post,
        amount: amount.money(),
        tip,
        held_at: now,
        key_id: keys.receipt_key_id(),
    };
    let signature = keys.sign_receipt(&receipt.signing_bytes());
    crash_point!("server.receipt.signed", sqlx::Error::WorkerCrashed.into());
    let kept = keep(tx, &held, (booked.journal.seq, &receipt, &signature), now).await?;
    crash_point!("server.receipt.written", sqlx::Error::WorkerCrashed.into());
    settle::count_tipper(tx, post, payer).await?;
    crash_point!("server.posting.counted", sqlx::Error::WorkerCrashed.into());
    if terms.release_at(now) <= now || canary!("escrow_skipped") {
        settle::release_tip(tx, payer, tip, now).await?;
        let kept = find_tip(tx, payer, tip).await?;
        return Ok(kept.ok_or(LedgerError::Row("a tip that was just held is not there"))?.answer);
    }
    Ok(kept.answer)
}

/// Keeps the tip, and gives it back as it is kept: what is answered now is what every later question is answered.
async fn keep(
    tx: &mut SqliteConnection,
    held: &Held,
    (seq, receipt, signature): (i64, &Receipt, &[u8; 64]),
    now: Timestamp,
) -> Result<StoredTip, LedgerError> {
    let terms = &held.facts.terms;
    let row = sqlx::query_as(
        "INSERT INTO tip (payer_id, id, request_hash, post_id, payee_id, amount_minor, state, spent_day, with_pin,
                          cancellable_until_us, release_at_us, receipt, signature, hold_seq, answered_at_us, privacy,
                          message)
         VALUES ($1, $2, $3, $4, $5, $6, 'held', $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         RETURNING request_hash, post_id, amount_minor, state, reason, cancellable_until_us, release_at_us, receipt,
                   signature",
    )
    .bind(held.payer.0)
    .bind(held.tip.0)
    .bind(held.hash.as_slice())
    .bind(held.row.post.0)
    .bind(held.row.payee.0)
    .bind(held.amount.as_fen())
    .bind(now.shanghai_day())
    .bind(held.with_pin)
    .bind(terms.cancellable_until(now).as_micros())
    .bind(terms.release_at(now).as_micros())
    .bind(serde_json::to_string(receipt)?)
    .bind(signature.as_slice())
    .bind(seq)
    .bind(now.as_micros())
    .bind(held.row.privacy.as_str())
    .bind(&held.row.message)
    .fetch_one(tx)
    .await?;
    read_tip(held.tip, row)
}
