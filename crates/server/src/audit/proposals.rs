//! I4 as far as proposals show it: every adjustment is one that two operators agreed on, for whom and how much they did,
//! with a receipt of ours; and what they agreed on was done.

use std::collections::{BTreeSet, HashMap};

use circles_domain::ledger::{AdjustmentReceipt, BookedJournal, Finding, Invariant, JournalKind, Offence};
use circles_domain::{Money, PersonId, ProposalId};
use circles_wire::proposal::SignedAdjustment;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::AuditError;
use super::kept::nowhere;
use crate::ledger::{Books, TrustedKeys, encode, list_keys};

/// A proposal that was approved. Bytes, where what was tampered with must still be read.
#[derive(sqlx::FromRow)]
struct AgreedRow {
    id: Uuid,
    kind: Vec<u8>,
    person_id: Uuid,
    amount_minor: i64,
    reference: String,
    reason: String,
    proposed_by: Uuid,
    decided_by: Option<Uuid>,
    journal_seq: Option<i64>,
    receipt: Option<Vec<u8>>,
    signature: Option<Vec<u8>>,
}

/// Who did what about a proposal, as the record has it.
type Acts = HashMap<Uuid, BTreeSet<(Vec<u8>, Uuid)>>;

pub(super) async fn check(tx: &mut SqliteConnection, books: &Books) -> Result<Finding, AuditError> {
    let agreed: Vec<AgreedRow> = sqlx::query_as(
        "SELECT id, kind, person_id, amount_minor, reference, reason, proposed_by, decided_by, journal_seq, receipt,
                signature
         FROM finance_proposal WHERE state = 'approved' ORDER BY id",
    )
    .fetch_all(&mut *tx)
    .await?;
    let rows: Vec<(Uuid, Vec<u8>, Uuid)> = sqlx::query_as(
        "SELECT proposal_id, kind, operator_id FROM finance_act WHERE proposal_id IS NOT NULL ORDER BY seq",
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut acts = Acts::new();
    for (proposal, kind, operator) in rows {
        acts.entry(proposal).or_default().insert((kind, operator));
    }
    let not_back: Option<Uuid> = sqlx::query_scalar(
        "SELECT one.tip_id FROM finance_proposal_tip AS one JOIN finance_proposal AS of ON of.id = one.proposal_id
         WHERE (of.state = 'approved') <> (one.outcome <> '')
            OR (one.outcome IN ('returned', 'refunded')
                AND NOT EXISTS (SELECT 1 FROM tip WHERE tip.id = one.tip_id AND tip.payer_id = of.person_id
                                  AND tip.state = 'returned' AND tip.reason = 'refunded'))
         ORDER BY one.tip_id LIMIT 1",
    )
    .fetch_optional(&mut *tx)
    .await?;
    let keys = TrustedKeys::of(&list_keys(tx).await?);
    let checked = agreed_on(books, &agreed, &acts, &keys).and_then(|()| match not_back {
        None => Ok(()),
        Some(tip) => Err(nowhere(format!("the tip {tip} is not where its refund says"))),
    });
    Ok(Finding::of(Invariant::I4, checked))
}

fn agreed_on(books: &Books, agreed: &[AgreedRow], acts: &Acts, keys: &TrustedKeys) -> Result<(), Offence> {
    let is_adjustment = |booked: &&BookedJournal| {
        matches!(booked.journal.kind, JournalKind::AdjustmentCredit | JournalKind::AdjustmentDebit)
    };
    let mut booked: HashMap<Uuid, &BookedJournal> =
        books.journals.iter().filter(is_adjustment).map(|booked| (booked.journal.subject, booked)).collect();
    for row in agreed {
        two_agreed(row, acts).map_err(|why| nowhere(format!("the proposal {}: {why}", row.id)))?;
        if row.kind == b"refund" {
            continue;
        }
        let journal = booked.remove(&row.id);
        let journal = journal.ok_or_else(|| nowhere(format!("the proposal {} was never booked", row.id)))?;
        fits(books, row, journal, keys).map_err(|why| Offence::by(&journal.journal, why))?;
    }
    match booked.values().min_by_key(|booked| booked.journal.seq) {
        None => Ok(()),
        Some(booked) => Err(Offence::by(&booked.journal, "no two operators agreed on it")),
    }
}

fn two_agreed(row: &AgreedRow, acts: &Acts) -> Result<(), &'static str> {
    let decided_by = row.decided_by.ok_or("nobody approved it")?;
    if decided_by == row.proposed_by {
        return Err("who proposed it approved it");
    }
    let proposed: &[u8] = if row.kind == b"refund" { b"propose_refund" } else { b"propose_adjustment" };
    let due = BTreeSet::from([(proposed.to_vec(), row.proposed_by), (b"approve".to_vec(), decided_by)]);
    if acts.get(&row.id) == Some(&due) { Ok(()) } else { Err("the record says something else") }
}

fn fits(
    books: &Books,
    row: &AgreedRow,
    booked: &BookedJournal,
    keys: &TrustedKeys,
) -> Result<(), &'static str> {
    let journal = &booked.journal;
    let legs = journal.legs().ok_or("not one sum between two accounts")?;
    let (account, amount) = if journal.kind == JournalKind::AdjustmentCredit {
        (legs.to, legs.amount.minor)
    } else {
        (legs.from, -legs.amount.minor)
    };
    let person = books.accounts.get(&account).and_then(|account| account.person);
    if Some(journal.seq) != row.journal_seq
        || person != Some(PersonId(row.person_id))
        || amount != row.amount_minor
    {
        return Err("its proposal says something else");
    }
    let (Some(receipt), Some(signature)) = (&row.receipt, &row.signature) else {
        return Err("it has no receipt");
    };
    let receipt: AdjustmentReceipt =
        serde_json::from_slice(receipt).map_err(|_| "its receipt cannot be read")?;
    let due = AdjustmentReceipt {
        journal: journal.id,
        proposal: ProposalId(row.id),
        person: PersonId(row.person_id),
        amount: Money::fen(row.amount_minor),
        reference: row.reference.clone(),
        reason: row.reason.clone(),
        booked_at: journal.booked_at,
        key_id: receipt.key_id.clone(),
    };
    let signed = SignedAdjustment { receipt, signature: encode(signature) };
    if signed.receipt != due {
        Err("its receipt says something else")
    } else if !keys.adjusted(&signed) {
        Err("its receipt is not signed by a key of ours")
    } else {
        Ok(())
    }
}
