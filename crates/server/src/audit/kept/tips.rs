//! What is kept of tips, held against the journals.

use std::collections::{BTreeMap, HashMap, HashSet};

use circles_domain::ledger::{AccountKind, BookedJournal, JournalKind, Legs, Offence, Receipt};
use circles_domain::tip::TipReturn;
use circles_domain::{LedgerAccountId, Money, PersonId, PostId, TipId};
use circles_wire::tip::SignedReceipt;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::super::AuditError;
use super::nowhere;
use crate::ledger::{Books, TrustedKeys, encode};

#[derive(sqlx::FromRow)]
pub(super) struct TipRow {
    payer_id: Uuid,
    id: Uuid,
    post_id: Option<Uuid>,
    payee_id: Option<Uuid>,
    amount_minor: Option<i64>,
    /// Bytes, as the receipt is: what was tampered with must still be read.
    state: Vec<u8>,
    reason: Vec<u8>,
    spent_day: i64,
    release_at_us: Option<i64>,
    receipt: Option<Vec<u8>>,
    signature: Option<Vec<u8>>,
    hold_seq: Option<i64>,
    settled_seq: Option<i64>,
    refund_seq: Option<i64>,
    answered_at_us: i64,
}

pub(super) async fn tips(tx: &mut SqliteConnection) -> Result<Vec<TipRow>, AuditError> {
    let rows = sqlx::query_as(
        "SELECT payer_id, id, post_id, payee_id, amount_minor, state, reason, spent_day, release_at_us, receipt,
                signature, hold_seq, settled_seq, refund_seq, answered_at_us
         FROM tip WHERE state <> 'refused' ORDER BY hold_seq",
    )
    .fetch_all(tx)
    .await?;
    Ok(rows)
}

/// I4: each answer that says "paid" is exactly one hold and its settlement, and the reverse.
pub(super) fn answers(books: &Books, tips: &[TipRow], keys: &TrustedKeys) -> Result<(), Offence> {
    let journals: HashMap<i64, &BookedJournal> = books.journals.iter().map(|b| (b.journal.seq, b)).collect();
    let accounts: HashMap<PersonId, LedgerAccountId> = books
        .accounts
        .iter()
        .filter(|(_, account)| account.kind == AccountKind::Person)
        .filter_map(|(id, account)| account.person.map(|person| (person, *id)))
        .collect();
    let mut answered = HashSet::new();
    for tip in tips {
        let hold = tip.hold_seq.and_then(|seq| journals.get(&seq));
        let hold =
            hold.ok_or_else(|| nowhere(format!("the tip {} is answered and was never held", tip.id)))?;
        fits(tip, hold, &accounts).map_err(|why| Offence::by(&hold.journal, why))?;
        receipt(tip, hold, keys).map_err(|why| Offence::by(&hold.journal, why))?;
        answered.insert(hold.journal.seq);
        let at = |seq: Option<i64>| seq.and_then(|seq| journals.get(&seq));
        match (tip.state.as_slice(), at(tip.settled_seq), at(tip.refund_seq)) {
            (b"held", None, None) => {}
            (b"released" | b"returned", Some(settled), refund) => {
                settles(tip, settled, &accounts).map_err(|why| Offence::by(&settled.journal, why))?;
                answered.insert(settled.journal.seq);
                if let Some(refund) = refund {
                    refunds(tip, refund, &accounts).map_err(|why| Offence::by(&refund.journal, why))?;
                    answered.insert(refund.journal.seq);
                }
            }
            (_, _, _) => return Err(Offence::by(&hold.journal, "its tip's state is not that of the ledger")),
        }
    }
    let about_tips = |booked: &&BookedJournal| match booked.journal.kind {
        // Debts are told by their accounts (see `debts`), adjustments by their proposals.
        JournalKind::TopUp
        | JournalKind::Advance
        | JournalKind::Repayment
        | JournalKind::CashOutHold
        | JournalKind::CashOut
        | JournalKind::CashOutReturn
        // See `transfers`.
        | JournalKind::TransferHold
        | JournalKind::TransferRelease
        | JournalKind::TransferReturn
        | JournalKind::AdjustmentCredit
        | JournalKind::AdjustmentDebit => false,
        JournalKind::TipHold | JournalKind::TipRelease | JournalKind::TipReturn | JournalKind::TipRefund => {
            true
        }
    };
    match books.journals.iter().filter(about_tips).find(|booked| !answered.contains(&booked.journal.seq)) {
        None => Ok(()),
        Some(booked) => Err(Offence::by(&booked.journal, "no answer is kept of it")),
    }
}

type Accounts = HashMap<PersonId, LedgerAccountId>;

fn moved(booked: &BookedJournal, tip: &TipRow) -> Result<Legs, &'static str> {
    let legs = booked.journal.legs().ok_or("not one sum between two accounts")?;
    if booked.journal.subject != tip.id {
        Err("the tip that refers to it is another")
    } else if Some(legs.amount.minor) != tip.amount_minor {
        Err("its tip is of another amount")
    } else {
        Ok(legs)
    }
}

fn fits(tip: &TipRow, hold: &BookedJournal, accounts: &Accounts) -> Result<(), &'static str> {
    let legs = moved(hold, tip)?;
    if hold.journal.kind != JournalKind::TipHold {
        Err("its tip takes it for a hold")
    } else if accounts.get(&PersonId(tip.payer_id)) != Some(&legs.from) {
        Err("its tip has another payer")
    } else if hold.journal.booked_at.shanghai_day() != tip.spent_day {
        Err("its tip counts on another day")
    } else if hold.journal.booked_at.as_micros() != tip.answered_at_us {
        Err("its tip was answered at another time")
    } else if !is_reason(tip) {
        Err("its tip went back for no reason that there is")
    } else {
        Ok(())
    }
}

/// Whether the kept reason is one that a tip in its state can have.
fn is_reason(tip: &TipRow) -> bool {
    let reason = String::from_utf8_lossy(&tip.reason);
    let known = serde_json::from_value::<TipReturn>(reason.as_ref().into());
    if tip.state == b"returned" {
        known.is_ok_and(|known| known != TipReturn::Unknown)
    } else {
        reason.is_empty()
    }
}

fn settles(tip: &TipRow, settled: &BookedJournal, accounts: &Accounts) -> Result<(), &'static str> {
    let legs = moved(settled, tip)?;
    let (kind, person) = if tip.state == b"released" || tip.refund_seq.is_some() {
        (JournalKind::TipRelease, tip.payee_id)
    } else {
        (JournalKind::TipReturn, Some(tip.payer_id))
    };
    if settled.journal.kind != kind {
        Err("its tip's state is not that of the ledger")
    } else if person.and_then(|person| accounts.get(&PersonId(person))) != Some(&legs.to) {
        Err("it paid somebody else than its tip says")
    } else if kind == JournalKind::TipRelease
        && tip.release_at_us != Some(settled.journal.booked_at.as_micros())
    {
        Err("its tip was released at another time")
    } else {
        Ok(())
    }
}

fn refunds(tip: &TipRow, refund: &BookedJournal, accounts: &Accounts) -> Result<(), &'static str> {
    let legs = moved(refund, tip)?;
    if refund.journal.kind != JournalKind::TipRefund || tip.state != b"returned" {
        Err("its tip's state is not that of the ledger")
    } else if tip.payee_id.and_then(|payee| accounts.get(&PersonId(payee))) != Some(&legs.from)
        || accounts.get(&PersonId(tip.payer_id)) != Some(&legs.to)
    {
        Err("it went between others than its tip says")
    } else {
        Ok(())
    }
}

/// The receipt says what the ledger says, and one of our keys signed it.
fn receipt(tip: &TipRow, hold: &BookedJournal, keys: &TrustedKeys) -> Result<(), &'static str> {
    let (Some(text), Some(signature)) = (&tip.receipt, &tip.signature) else {
        return Err("it has no receipt");
    };
    let receipt: Receipt = serde_json::from_slice(text).map_err(|_| "its receipt cannot be read")?;
    let told = (receipt.journal, receipt.payer, receipt.tip, receipt.held_at, receipt.amount);
    let booked = &hold.journal;
    let amount = Money::fen(tip.amount_minor.unwrap_or_default());
    if told != (booked.id, PersonId(tip.payer_id), TipId(tip.id), booked.booked_at, amount)
        || Some(receipt.payee) != tip.payee_id.map(PersonId)
        || Some(receipt.post) != tip.post_id.map(PostId)
    {
        return Err("its receipt says something else");
    }
    if serde_json::to_vec(&receipt).ok().as_ref() != Some(text) {
        return Err("its receipt is not written as we write them");
    }
    let signed = SignedReceipt { receipt, signature: encode(signature) };
    if keys.signed(&signed) { Ok(()) } else { Err("its receipt is not signed by a key of ours") }
}

/// I8: who tipped a post, how often, and how many people that are.
pub(super) async fn counts(
    tx: &mut SqliteConnection,
    tips: &[TipRow],
) -> Result<Result<(), Offence>, AuditError> {
    let mut due = BTreeMap::<(Uuid, Uuid), i64>::new();
    for tip in tips.iter().filter(|tip| matches!(tip.state.as_slice(), b"held" | b"released")) {
        if let Some(post) = tip.post_id {
            *due.entry((post, tip.payer_id)).or_default() += 1;
        }
    }
    let rows: Vec<(Uuid, Uuid, i64)> =
        sqlx::query_as("SELECT post_id, person_id, tip_count FROM tipper").fetch_all(&mut *tx).await?;
    let kept: BTreeMap<(Uuid, Uuid), i64> =
        rows.into_iter().map(|(post, person, n)| ((post, person), n)).collect();
    if let Some((post, _)) = due.keys().chain(kept.keys()).find(|of| due.get(of) != kept.get(of)) {
        return Ok(Err(nowhere(format!("the tippers kept of the post {post} are not those of the ledger"))));
    }
    let wrong: Option<Uuid> = sqlx::query_scalar(
        "SELECT id FROM post
         WHERE tipper_count <> (SELECT COUNT(*) FROM tipper WHERE tipper.post_id = post.id) ORDER BY id LIMIT 1",
    )
    .fetch_optional(tx)
    .await?;
    Ok(wrong.map_or(Ok(()), |post| Err(nowhere(format!("the post {post} shows another number of tippers")))))
}
