//! What operators did: written with the deed, and listed.

use circles_domain::{ActId, PersonId, ProposalId, Timestamp};
use circles_wire::finance::{FinanceAct, FinanceActKind};
use circles_wire::person::Byline;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::super::LedgerError;
use crate::store::people::{BylineRow, byline_columns};

#[derive(sqlx::FromRow)]
struct ActRow {
    #[sqlx(flatten)]
    byline: BylineRow,
    id: Uuid,
    kind: String,
    reason: String,
    at_us: i64,
    operator_id: Uuid,
    operator_name: String,
    operator_until_us: i64,
    operator_avatar: Option<Uuid>,
}

impl ActRow {
    fn act(self, now: Timestamp) -> Result<FinanceAct, LedgerError> {
        let kind: FinanceActKind = serde_json::from_value(self.kind.into())?;
        Ok(FinanceAct {
            id: ActId(self.id),
            kind,
            operator: Byline {
                id: PersonId(self.operator_id),
                display_name: self.operator_name,
                verified: now.as_micros() < self.operator_until_us,
                avatar: self.operator_avatar.map(circles_domain::AttachmentId),
            },
            person: self.byline.byline(now),
            reason: self.reason,
            at: Timestamp::from_micros(self.at_us),
        })
    }
}

/// What operators did about the money of `person`, or of everybody, newest first, at most 100.
///
/// # Errors
/// When the database fails or a row makes no sense.
pub async fn list_acts(
    tx: &mut SqliteConnection,
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<Vec<FinanceAct>, LedgerError> {
    let rows: Vec<ActRow> = sqlx::query_as(concat!(
        "SELECT ",
        byline_columns!(),
        ", act.id, act.kind, act.reason, act.at_us, operator.id AS operator_id,
           operator.display_name AS operator_name, operator.verified_until_us AS operator_until_us,
           operator.avatar_id AS operator_avatar
         FROM finance_act AS act JOIN person p ON p.id = act.person_id
         JOIN person AS operator ON operator.id = act.operator_id
         WHERE $1 IS NULL OR act.person_id = $1
         ORDER BY act.seq DESC LIMIT 100"
    ))
    .bind(person.map(|person| person.0))
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(|row| row.act(now)).collect()
}

/// A line of the record as it is written.
pub(in crate::ledger) struct NewAct {
    pub(in crate::ledger) id: ActId,
    pub(in crate::ledger) kind: &'static str,
    pub(in crate::ledger) operator: PersonId,
    pub(in crate::ledger) person: PersonId,
    pub(in crate::ledger) reason: String,
    pub(in crate::ledger) proposal: Option<ProposalId>,
}

/// Writes a line of the record, and gives its number.
pub(in crate::ledger) async fn write_act(
    tx: &mut SqliteConnection,
    act: &NewAct,
    now: Timestamp,
) -> Result<i64, LedgerError> {
    let seq = sqlx::query_scalar(
        "INSERT INTO finance_act (seq, id, kind, operator_id, person_id, reason, at_us, journal_seq, proposal_id)
         VALUES ((SELECT COALESCE(MAX(seq), 0) + 1 FROM finance_act), $1, $2, $3, $4, $5, $6,
                 (SELECT COALESCE(MAX(seq), 0) FROM journal), $7)
         RETURNING seq",
    )
    .bind(act.id.0)
    .bind(act.kind)
    .bind(act.operator.0)
    .bind(act.person.0)
    .bind(&act.reason)
    .bind(now.as_micros())
    .bind(act.proposal.map(|proposal| proposal.0))
    .fetch_one(tx)
    .await?;
    Ok(seq)
}

/// Notes that an operator looks at the tips of `person`; `false` when the id holds another act. Twice is once.
///
/// # Errors
/// When the database fails.
pub async fn note_look(
    tx: &mut SqliteConnection,
    id: ActId,
    (operator, person): (PersonId, PersonId),
    reason: String,
    now: Timestamp,
) -> Result<bool, LedgerError> {
    let kept: Option<(String, Uuid, Uuid, String)> =
        sqlx::query_as("SELECT kind, operator_id, person_id, reason FROM finance_act WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *tx)
            .await?;
    if let Some(kept) = kept {
        return Ok(kept == ("look".to_owned(), operator.0, person.0, reason));
    }
    write_act(tx, &NewAct { id, kind: "look", operator, person, reason, proposal: None }, now).await?;
    Ok(true)
}

/// The line of the record under that id, which must be there.
pub(in crate::ledger) async fn find_act(
    tx: &mut SqliteConnection,
    id: ActId,
    now: Timestamp,
) -> Result<FinanceAct, LedgerError> {
    let row: ActRow = sqlx::query_as(concat!(
        "SELECT ",
        byline_columns!(),
        ", act.id, act.kind, act.reason, act.at_us, operator.id AS operator_id,
           operator.display_name AS operator_name, operator.verified_until_us AS operator_until_us,
           operator.avatar_id AS operator_avatar
         FROM finance_act AS act JOIN person p ON p.id = act.person_id
         JOIN person AS operator ON operator.id = act.operator_id
         WHERE act.id = $1"
    ))
    .bind(id.0)
    .fetch_one(tx)
    .await?;
    row.act(now)
}
