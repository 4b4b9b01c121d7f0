//! Confirming a tip: the one place where a person's money leaves them.
//!
//! Final answers are kept: a hold, or a refusal. Five answers are not final, keep nothing and leave the tip as it was,
//! because the device mends them and asks again under the same id: a confirmation sooner than a person can have read
//! the quote, one without the payment password where it is needed, one while payments are locked, one above the rate,
//! and one of an id that moved somebody else's money. None of them gets as far as the posting.

use circles_domain::ledger::{Journal, Receipt, decide_tip, step_up_needed};
use circles_domain::tip::TipRefusal;
use circles_domain::{PersonId, QuoteId, Timestamp, TipAmount, TipId};
use circles_faults::{canary, crash_point};
use circles_wire::canonical::request_hash;
use circles_wire::tip::{ConfirmRequest, TipResponse};
use sqlx::SqliteConnection;

use super::facts::{self, Facts};
use super::outcome::{Refusal, StoredTip, find_tip, read_tip, refuse};
use super::quote::{QuoteRow, find_quote};
use super::{ESCROW, LedgerError, Terms, book, has_moved, settle, step_up};
use crate::identity::Keys;

/// What a confirmation came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Confirmation {
    /// Kept for ever: the tip, or its refusal.
    Answer {
        /// The answer.
        answer: Box<TipResponse>,
        /// Whose wallets changed just now; empty when it was answered before.
        moved: Vec<PersonId>,
    },
    /// The id was answered for another confirmation; this is that answer.
    Conflict(Box<TipResponse>),
    /// The id moved money of somebody else.
    Taken,
    /// Too soon after the quote; wait so many milliseconds.
    TooFast(i64),
    /// Too many tips; wait so many seconds.
    TooMany(i64),
    /// The payment password is needed.
    StepUpRequired,
    /// The payer locked their payments.
    Locked,
}

/// A confirmation as it arrived.
#[derive(Clone, Copy, Debug)]
pub struct Confirm<'a> {
    /// Who.
    pub payer: PersonId,
    /// The tip.
    pub tip: TipId,
    /// What was shown.
    pub quote: QuoteId,
    /// The one-use token, if one came along.
    pub step_up: Option<&'a str>,
}

/// Answers a confirmation, moving the money if nothing speaks against it.
///
/// # Errors
/// When the database fails; then nothing happened, and the tip is unknown to the device.
pub async fn confirm(
    tx: &mut SqliteConnection,
    terms: &Terms,
    keys: &Keys,
    asked: Confirm<'_>,
    now: Timestamp,
) -> Result<Confirmation, LedgerError> {
    let Confirm { payer, tip, quote, step_up: token } = asked;
    let hash = request_hash(&ConfirmRequest { quote_id: quote })?;
    if let Some(kept) = find_tip(tx, payer, tip).await? {
        return Ok(if kept.answers(&hash) {
            answered(kept.answer)
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
        return refuse(tx, refusal(None, TipRefusal::QuoteExpired), now).await.map(answered);
    };
    if !row.open {
        return refuse(tx, refusal(Some(&row), TipRefusal::QuoteExpired), now).await.map(answered);
    }
    let shown_ms = now.as_micros().saturating_sub(row.created_at.as_micros()) / 1_000;
    if shown_ms < terms.confirm_delay_ms {
        return Ok(Confirmation::TooFast(terms.confirm_delay_ms - shown_ms));
    }
    let amount =
        TipAmount::from_fen(row.amount.minor).map_err(|_| LedgerError::Row("a quote out of bounds"))?;
    let Some(facts) = facts::read(tx, terms, payer, row.post, amount, now).await? else {
        return refuse(tx, refusal(Some(&row), TipRefusal::PostGone), now).await.map(answered);
    };
    crash_point!("server.intent.read", sqlx::Error::WorkerCrashed.into());
    // What was bound is what is paid: an author does not change, but if one ever did, the quote is void.
    if facts.tip.payee != row.payee {
        return refuse(tx, refusal(Some(&row), TipRefusal::QuoteExpired), now).await.map(answered);
    }
    if facts.paying.locked {
        return Ok(Confirmation::Locked);
    }
    if let Some(wait_s) = above_rate(terms, &facts) {
        return Ok(Confirmation::TooMany(wait_s));
    }
    let with_pin = match token {
        Some(token) => step_up::take(tx, token, quote, payer, now).await?,
        None => false,
    };
    if !with_pin && step_up_needed(amount.money(), facts.spent_without_pin, terms.step_up) {
        return Ok(Confirmation::StepUpRequired);
    }
    match decide_tip(&facts.tip) {
        Err(reason) => refuse(tx, refusal(Some(&row), reason), now).await.map(answered),
        Ok(()) => {
            let payee = row.payee;
            let held = Held { payer, tip, row, facts, amount, hash, with_pin };
            let answer = hold(tx, keys, held, now).await?;
            Ok(Confirmation::Answer { answer: Box::new(answer), moved: vec![payer, payee] })
        }
    }
}

fn answered(answer: TipResponse) -> Confirmation {
    Confirmation::Answer { answer: Box::new(answer), moved: Vec::new() }
}

fn above_rate(terms: &Terms, facts: &Facts) -> Option<i64> {
    if facts.day.tips_of_minute >= terms.per_minute {
        Some(60)
    } else if facts.day.tips >= terms.per_day {
        Some(3_600)
    } else {
        None
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
