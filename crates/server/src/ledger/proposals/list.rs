//! Proposals as operators see them.

use circles_domain::{AttachmentId, Money, PersonId, ProposalId, Timestamp};
use circles_wire::person::Byline;
use circles_wire::proposal::{FinanceProposal, FinanceProposalState};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::super::LedgerError;

#[derive(sqlx::FromRow)]
struct ProposalRow {
    id: Uuid,
    kind: String,
    person_id: Uuid,
    amount_minor: i64,
    ground: String,
    reference: String,
    reason: String,
    proposed_by: Uuid,
    proposed_at_us: i64,
    expires_at_us: i64,
    state: String,
    decided_by: Option<Uuid>,
    decided_at_us: Option<i64>,
    answer: String,
    tips: i64,
    refunded: i64,
}

/// The newest proposals, at most 50.
///
/// # Errors
/// When the database fails or a row makes no sense.
pub async fn list_proposals(
    tx: &mut SqliteConnection,
    now: Timestamp,
) -> Result<Vec<FinanceProposal>, LedgerError> {
    let rows: Vec<ProposalRow> = sqlx::query_as(
        "SELECT id, kind, person_id, amount_minor, ground, reference, reason, proposed_by, proposed_at_us, expires_at_us,
                state, decided_by, decided_at_us, answer,
                (SELECT COUNT(*) FROM finance_proposal_tip WHERE proposal_id = one.id) AS tips,
                (SELECT COUNT(*) FROM finance_proposal_tip
                 WHERE proposal_id = one.id AND outcome IN ('returned', 'refunded')) AS refunded
         FROM finance_proposal AS one ORDER BY proposed_at_us DESC, id DESC LIMIT 50",
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut told = Vec::with_capacity(rows.len());
    for row in rows {
        told.push(told_of(tx, row, now).await?);
    }
    Ok(told)
}

/// The proposal of that id; `None` when there is none.
pub(super) async fn find_proposal(
    tx: &mut SqliteConnection,
    id: ProposalId,
    now: Timestamp,
) -> Result<Option<FinanceProposal>, LedgerError> {
    let row: Option<ProposalRow> = sqlx::query_as(
        "SELECT id, kind, person_id, amount_minor, ground, reference, reason, proposed_by, proposed_at_us, expires_at_us,
                state, decided_by, decided_at_us, answer,
                (SELECT COUNT(*) FROM finance_proposal_tip WHERE proposal_id = one.id) AS tips,
                (SELECT COUNT(*) FROM finance_proposal_tip
                 WHERE proposal_id = one.id AND outcome IN ('returned', 'refunded')) AS refunded
         FROM finance_proposal AS one WHERE id = $1",
    )
    .bind(id.0)
    .fetch_optional(&mut *tx)
    .await?;
    match row {
        Some(row) => told_of(tx, row, now).await.map(Some),
        None => Ok(None),
    }
}

async fn told_of(
    tx: &mut SqliteConnection,
    row: ProposalRow,
    now: Timestamp,
) -> Result<FinanceProposal, LedgerError> {
    let state = match row.state.as_str() {
        "open" if row.expires_at_us <= now.as_micros() => FinanceProposalState::Expired,
        name => serde_json::from_value(name.into())?,
    };
    let decided_by = match row.decided_by {
        Some(who) => Some(byline(tx, who, now).await?),
        None => None,
    };
    Ok(FinanceProposal {
        id: ProposalId(row.id),
        kind: serde_json::from_value(row.kind.into())?,
        person: byline(tx, row.person_id, now).await?,
        amount: Money::fen(row.amount_minor),
        tips: row.tips,
        refunded: row.refunded,
        ground: if row.ground.is_empty() { None } else { Some(serde_json::from_value(row.ground.into())?) },
        reference: row.reference,
        reason: row.reason,
        proposed_by: byline(tx, row.proposed_by, now).await?,
        proposed_at: Timestamp::from_micros(row.proposed_at_us),
        expires_at: Timestamp::from_micros(row.expires_at_us),
        state,
        decided_by,
        decided_at: row.decided_at_us.map(Timestamp::from_micros),
        answer: row.answer,
    })
}

async fn byline(tx: &mut SqliteConnection, who: Uuid, now: Timestamp) -> Result<Byline, LedgerError> {
    let (display_name, until_us, avatar): (String, i64, Option<Uuid>) =
        sqlx::query_as("SELECT display_name, verified_until_us, avatar_id FROM person WHERE id = $1")
            .bind(who)
            .fetch_one(tx)
            .await?;
    Ok(Byline {
        id: PersonId(who),
        display_name,
        verified: now.as_micros() < until_us,
        avatar: avatar.map(AttachmentId),
    })
}
