//! Changes as they were asked for. What carries a risk waits here until somebody else approves it.

use circles_domain::circle::Gates;
use circles_domain::{CircleId, PersonId, ProposalId, Timestamp};
use circles_wire::gates::Proposal;
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use crate::store::administering;
use crate::store::people::{BylineRow, byline_columns};

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalState {
    /// Nobody decided yet.
    Waiting,
    /// It is, or was, in effect.
    Effective,
    /// Refused, or taken back.
    Refused,
    /// Another change came in between.
    Replaced,
}

impl ProposalState {
    const ALL: [Self; 4] = [Self::Waiting, Self::Effective, Self::Refused, Self::Replaced];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Effective => "effective",
            Self::Refused => "refused",
            Self::Replaced => "replaced",
        }
    }
}

/// What an id holds, whoever asks.
#[derive(Clone, Debug)]
pub struct HeldProposal {
    /// Of which circle.
    pub circle: CircleId,
    /// Whose.
    pub by: PersonId,
    /// Of the request that made it.
    pub request_hash: [u8; 32],
    /// What became of it.
    pub state: ProposalState,
    /// The gates that it asks for.
    pub gates: Gates,
}

#[derive(FromRow)]
struct HeldRow {
    circle_id: Uuid,
    proposed_by: Uuid,
    request_hash: Vec<u8>,
    state: String,
    gates: String,
}

/// What `id` holds.
///
/// # Errors
/// When the database fails.
pub async fn find_proposal(
    db: impl SqliteExecutor<'_>,
    id: ProposalId,
) -> sqlx::Result<Option<HeldProposal>> {
    let row: Option<HeldRow> = sqlx::query_as(
        "SELECT circle_id, proposed_by, request_hash, state, gates FROM gate_proposal WHERE id = $1",
    )
    .bind(id.0)
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(HeldProposal {
            circle: CircleId(row.circle_id),
            by: PersonId(row.proposed_by),
            request_hash: row.request_hash.try_into().unwrap_or_default(),
            state: ProposalState::ALL
                .into_iter()
                .find(|state| state.as_str() == row.state)
                .unwrap_or(ProposalState::Replaced),
            gates: super::read(&row.gates)?,
        })
    })
    .transpose()
}

/// Remembers a proposal: one that waits, or one that took effect at once.
///
/// # Errors
/// When the database fails.
pub async fn insert_proposal(
    db: &mut SqliteConnection,
    id: ProposalId,
    proposal: &HeldProposal,
    now: Timestamp,
) -> sqlx::Result<()> {
    let gates =
        serde_json::to_string(&proposal.gates).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    sqlx::query(
        "INSERT INTO gate_proposal (id, circle_id, request_hash, gates, state, proposed_by, proposed_at_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id.0)
    .bind(proposal.circle.0)
    .bind(proposal.request_hash.as_slice())
    .bind(gates)
    .bind(proposal.state.as_str())
    .bind(proposal.by.0)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// Decides about a proposal that waits; `false` when it does not wait any more.
///
/// # Errors
/// When the database fails.
pub async fn close(
    db: &mut SqliteConnection,
    id: ProposalId,
    state: ProposalState,
    by: PersonId,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE gate_proposal SET state = $2, decided_by = $3, decided_at_us = $4 WHERE id = $1 AND state = 'waiting'",
    )
    .bind(id.0)
    .bind(state.as_str())
    .bind(by.0)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// What waits in `circle` was made for gates that will not be any more.
///
/// # Errors
/// When the database fails.
pub async fn replace_waiting(
    db: &mut SqliteConnection,
    circle: CircleId,
    by: PersonId,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE gate_proposal SET state = 'replaced', decided_by = $2, decided_at_us = $3 WHERE circle_id = $1 AND state = 'waiting'",
    )
    .bind(circle.0)
    .bind(by.0)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

#[derive(FromRow)]
struct WaitingRow {
    id: Uuid,
    gates: String,
    proposed_by: Uuid,
    proposed_at_us: i64,
    #[sqlx(flatten)]
    byline: BylineRow,
}

/// What waits in `circle`, as `asker` sees it.
///
/// # Errors
/// When the database fails.
pub async fn waiting(
    db: &mut SqliteConnection,
    asker: PersonId,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Option<Proposal>> {
    let row: Option<WaitingRow> = sqlx::query_as(concat!(
        "SELECT g.id, g.gates, g.proposed_by, g.proposed_at_us, ",
        byline_columns!(),
        " FROM gate_proposal g JOIN person p ON p.id = g.proposed_by WHERE g.circle_id = $1 AND g.state = 'waiting'"
    ))
    .bind(circle.0)
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let gates = super::read(&row.gates)?;
    Ok(Some(Proposal {
        id: ProposalId(row.id),
        risks: super::risks_in(db, circle, &gates).await?,
        gates,
        by: row.byline.byline(now),
        at: Timestamp::from_micros(row.proposed_at_us),
        may_approve: row.proposed_by != asker.0
            && (administering::decides(db, asker, circle, now).await?
                || administering::decides(db, PersonId(row.proposed_by), circle, now).await?),
    }))
}
