//! Deciding, and doing what was agreed on.

use circles_domain::ledger::{AdjustmentReceipt, Journal};
use circles_domain::tip::TipReturn;
use circles_domain::{ActId, Money, PersonId, ProposalId, Timestamp, TipId};
use circles_wire::proposal::{FinanceProposal, FinanceProposalKind, FinanceProposalState};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::super::finance::{NewAct, write_act};
use super::super::refund::open_receivable;
use super::super::{
    ADJUSTMENT, LedgerError, Refunded, balance, book, open_account, refund_tip, repay, return_tip,
};
use super::list::find_proposal;
use crate::identity::Keys;
use crate::store::changes::{self, Change};

/// A decision as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    /// About which proposal.
    pub id: ProposalId,
    /// Who decides.
    pub operator: PersonId,
    /// Yes, or no.
    pub approve: bool,
    /// Why.
    pub answer: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// Decided, by this decision.
    Done {
        /// The proposal.
        proposal: Box<FinanceProposal>,
        /// Whose wallets changed just now.
        moved: Vec<PersonId>,
    },
    /// Who proposed it, or whose money it is about, decides nothing.
    NotTheirs,
    /// It was decided otherwise or by somebody else, or its time is over; this is how it stands.
    Over(Box<FinanceProposal>),
    /// There is no such proposal.
    Missing,
}

/// Decides a proposal, and does what was agreed on. The same decision gets the same answer.
///
/// # Errors
/// When the database fails; then nothing happened.
pub async fn decide(
    tx: &mut SqliteConnection,
    keys: &Keys,
    asked: &Deciding,
    now: Timestamp,
) -> Result<Decided, LedgerError> {
    let Some(kept) = find_proposal(tx, asked.id, now).await? else { return Ok(Decided::Missing) };
    if [kept.proposed_by.id, kept.person.id].contains(&asked.operator) {
        return Ok(Decided::NotTheirs);
    }
    let state = if asked.approve { FinanceProposalState::Approved } else { FinanceProposalState::Refused };
    if kept.state != FinanceProposalState::Open {
        let by_this = kept.decided_by.as_ref().is_some_and(|who| who.id == asked.operator);
        let same = by_this && kept.state == state && kept.answer == asked.answer;
        let proposal = Box::new(kept);
        return Ok(if same {
            Decided::Done { proposal, moved: Vec::new() }
        } else {
            Decided::Over(proposal)
        });
    }
    let act = NewAct {
        id: ActId::mint(),
        kind: if asked.approve { "approve" } else { "refuse" },
        operator: asked.operator,
        person: kept.person.id,
        reason: asked.answer.clone(),
        proposal: Some(asked.id),
    };
    write_act(tx, &act, now).await?;
    let (booked, moved) = match (asked.approve, kept.kind) {
        (false, _) => (None, Vec::new()),
        (true, FinanceProposalKind::Adjustment) => {
            (Some(adjust(tx, keys, &kept, now).await?), vec![kept.person.id])
        }
        (true, FinanceProposalKind::Refund) => (None, refund(tx, &kept, now).await?),
        (true, FinanceProposalKind::Unknown) => return Err(LedgerError::Row("a kind of proposal")),
    };
    let (seq, receipt, signature) = match booked {
        Some(Booked { seq, receipt, signature }) => (Some(seq), Some(receipt), Some(signature)),
        None => (None, None, None),
    };
    sqlx::query(
        "UPDATE finance_proposal SET state = $2, decided_by = $3, decided_at_us = $4, answer = $5, journal_seq = $6,
                receipt = $7, signature = $8
         WHERE id = $1",
    )
    .bind(asked.id.0)
    .bind(if asked.approve { "approved" } else { "refused" })
    .bind(asked.operator.0)
    .bind(now.as_micros())
    .bind(&asked.answer)
    .bind(seq)
    .bind(receipt)
    .bind(signature)
    .execute(&mut *tx)
    .await?;
    for person in &moved {
        changes::note(tx, Change::Wallet(*person), now).await?;
    }
    let decided = find_proposal(tx, asked.id, now).await?;
    let proposal =
        Box::new(decided.ok_or(LedgerError::Row("a proposal that was just decided is not there"))?);
    Ok(Decided::Done { proposal, moved })
}

struct Booked {
    seq: i64,
    receipt: String,
    signature: Vec<u8>,
}

/// Books what two operators agreed on. What the person lacks is owed, as for a refund; what they owe is paid first.
async fn adjust(
    tx: &mut SqliteConnection,
    keys: &Keys,
    agreed: &FinanceProposal,
    now: Timestamp,
) -> Result<Booked, LedgerError> {
    let (person, amount) = (agreed.person.id, agreed.amount);
    let account = open_account(tx, person, now).await?;
    let has = balance(tx, person).await?;
    let short = Money::fen(amount.minor.saturating_neg()).checked_sub(has).filter(|short| short.minor > 0);
    if let Some(short) = short {
        let receivable = open_receivable(tx, person, now).await?;
        book(tx, now, |entry| Journal::advance(entry, agreed.id.0, receivable, account, short)).await?;
    }
    let booked =
        book(tx, now, |entry| Journal::adjustment(entry, agreed.id.0, ADJUSTMENT, account, amount)).await?;
    let receipt = AdjustmentReceipt {
        journal: booked.journal.id,
        proposal: agreed.id,
        person,
        amount,
        reference: agreed.reference.clone(),
        reason: agreed.reason.clone(),
        booked_at: now,
        key_id: keys.receipt_key_id(),
    };
    let signature = keys.sign_receipt(&receipt.signing_bytes()).to_vec();
    if amount.minor > 0 {
        repay(tx, person, &booked, now).await?;
    }
    Ok(Booked { seq: booked.journal.seq, receipt: serde_json::to_string(&receipt)?, signature })
}

/// Sends each tip back to who made it, once: out of escrow, or from its payee. One that went back before stays as it is.
async fn refund(
    tx: &mut SqliteConnection,
    agreed: &FinanceProposal,
    now: Timestamp,
) -> Result<Vec<PersonId>, LedgerError> {
    let payer = agreed.person.id;
    let tips: Vec<Uuid> =
        sqlx::query_scalar("SELECT tip_id FROM finance_proposal_tip WHERE proposal_id = $1 ORDER BY tip_id")
            .bind(agreed.id.0)
            .fetch_all(&mut *tx)
            .await?;
    let mut moved = vec![payer];
    for tip in tips {
        let outcome = if return_tip(tx, payer, TipId(tip), TipReturn::Refunded, now).await? {
            "returned"
        } else {
            match refund_tip(tx, TipId(tip), (TipReturn::Refunded, true), now).await? {
                Refunded::Done { payee, .. } => {
                    moved.push(payee);
                    "refunded"
                }
                Refunded::NotReleased | Refunded::Short => "gone",
            }
        };
        sqlx::query("UPDATE finance_proposal_tip SET outcome = $3 WHERE proposal_id = $1 AND tip_id = $2")
            .bind(agreed.id.0)
            .bind(tip)
            .bind(outcome)
            .execute(&mut *tx)
            .await?;
    }
    moved.sort_unstable();
    moved.dedup();
    Ok(moved)
}
