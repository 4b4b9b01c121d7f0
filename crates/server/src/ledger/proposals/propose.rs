//! Proposing.

use circles_domain::{ActId, Money, PersonId, ProposalId, Timestamp, TipId};
use circles_wire::proposal::{FinanceProposal, Ground};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::super::finance::{NewAct, write_act};
use super::super::{LedgerError, refundable};
use super::list::find_proposal;
use crate::store::people;

/// What an operator proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposing {
    /// Its id.
    pub id: ProposalId,
    /// Who.
    pub operator: PersonId,
    /// About whose money.
    pub person: PersonId,
    /// How much, of an adjustment.
    pub amount: Option<Money>,
    /// Which tips, of a refund; each once, in order.
    pub tips: Vec<TipId>,
    /// Why, of a refund.
    pub ground: Option<Ground>,
    /// What it rests on.
    pub reference: String,
    /// Why.
    pub reason: String,
    /// Until when somebody may decide it.
    pub expires_at: Timestamp,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposed {
    /// It waits for another operator, or was decided meanwhile.
    Done(Box<FinanceProposal>),
    /// The id holds another proposal.
    Conflict(Box<FinanceProposal>),
    /// One of the tips is not one of this person that could go back.
    NotRefundable,
    /// The birth date of the account does not say that they were under 18 when they made one of the tips.
    NotMinor,
}

/// Keeps a proposal. The same one gets the same answer.
///
/// # Errors
/// When the database fails.
pub async fn propose(
    tx: &mut SqliteConnection,
    asked: &Proposing,
    now: Timestamp,
) -> Result<Proposed, LedgerError> {
    if let Some(kept) = find_proposal(tx, asked.id, now).await? {
        let same = is_same(tx, asked, &kept).await?;
        return Ok(if same { Proposed::Done(Box::new(kept)) } else { Proposed::Conflict(Box::new(kept)) });
    }
    let mut amount = asked.amount.unwrap_or(Money::fen(0));
    for tip in &asked.tips {
        let Some((of, made_at)) = refundable(tx, asked.person, *tip, now).await? else {
            return Ok(Proposed::NotRefundable);
        };
        if asked.ground == Some(Ground::Proven) && !was_minor(tx, asked.person, made_at, now).await? {
            return Ok(Proposed::NotMinor);
        }
        amount = amount.checked_add(of).ok_or(LedgerError::Row("tips past 64 bits"))?;
    }
    let kind = if asked.amount.is_some() { "adjustment" } else { "refund" };
    sqlx::query(
        "INSERT INTO finance_proposal (id, kind, person_id, amount_minor, ground, reference, reason, proposed_by,
                                       proposed_at_us, expires_at_us, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open')",
    )
    .bind(asked.id.0)
    .bind(kind)
    .bind(asked.person.0)
    .bind(amount.minor)
    .bind(ground(asked.ground))
    .bind(&asked.reference)
    .bind(&asked.reason)
    .bind(asked.operator.0)
    .bind(now.as_micros())
    .bind(asked.expires_at.as_micros())
    .execute(&mut *tx)
    .await?;
    for tip in &asked.tips {
        sqlx::query("INSERT INTO finance_proposal_tip (proposal_id, tip_id) VALUES ($1, $2)")
            .bind(asked.id.0)
            .bind(tip.0)
            .execute(&mut *tx)
            .await?;
    }
    let act = NewAct {
        id: ActId(asked.id.0),
        kind: if asked.amount.is_some() { "propose_adjustment" } else { "propose_refund" },
        operator: asked.operator,
        person: asked.person,
        reason: asked.reason.clone(),
        proposal: Some(asked.id),
    };
    write_act(tx, &act, now).await?;
    let kept = find_proposal(tx, asked.id, now).await?;
    Ok(Proposed::Done(Box::new(kept.ok_or(LedgerError::Row("a proposal that was just kept is not there"))?)))
}

const fn ground(ground: Option<Ground>) -> &'static str {
    match ground {
        None => "",
        Some(Ground::Proven) => "proven",
        Some(Ground::Attested) => "attested",
    }
}

async fn is_same(
    tx: &mut SqliteConnection,
    asked: &Proposing,
    kept: &FinanceProposal,
) -> Result<bool, LedgerError> {
    let tips: Vec<Uuid> =
        sqlx::query_scalar("SELECT tip_id FROM finance_proposal_tip WHERE proposal_id = $1 ORDER BY tip_id")
            .bind(asked.id.0)
            .fetch_all(tx)
            .await?;
    let same_sum = asked.amount.is_none_or(|amount| amount == kept.amount);
    Ok(kept.proposed_by.id == asked.operator
        && kept.person.id == asked.person
        && same_sum
        && asked.amount.is_some() == kept.ground.is_none()
        && kept.ground == asked.ground
        && (&kept.reference, &kept.reason) == (&asked.reference, &asked.reason)
        && tips == asked.tips.iter().map(|tip| tip.0).collect::<Vec<_>>())
}

/// Whether the proven birth date says that `person` was under 18 at `at`.
async fn was_minor(
    tx: &mut SqliteConnection,
    person: PersonId,
    at: Timestamp,
    now: Timestamp,
) -> Result<bool, LedgerError> {
    let human = people::find(&mut *tx, person).await?.ok_or(LedgerError::Row("a person who is not there"))?;
    let claims = human.claims(now);
    Ok(claims.birth_date.is_some() && !claims.is_at_least(18, at))
}
