//! The transfers of a person, either way.

use circles_domain::{Money, PersonId, Timestamp, TransferId};
use circles_wire::transfer::TransferState;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::outcome::read_outcome;
use crate::ledger::LedgerError;
use crate::store::people::{BylineRow, byline_columns};
use crate::store::reading::unblocked;

/// As many that are over are told.
const MOST: i64 = 30;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    payer_id: Uuid,
    amount_minor: i64,
    note: String,
    state: String,
    reason: String,
    offered_at_us: i64,
    expires_at_us: i64,
    answered_at_us: i64,
    #[sqlx(flatten)]
    byline: BylineRow,
    masked_name: String,
    is_seen: bool,
    is_named: bool,
}

/// All that waits, and the latest of what is over; newest first. What waits to be offered is told to its payer alone.
/// Whoever is blocked reads what they would of an account that is gone: the sum, the time and their own words; but what is
/// on its way keeps its names until it arrived or went back, as nobody leaves before that. Whoever blocks keeps the masked
/// name of whom they paid, and is offered nothing more.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<TransferState>, LedgerError> {
    let rows: Vec<Row> = sqlx::query_as(concat!(
        "WITH mine AS (
           SELECT id, payer_id, payee_id, amount_minor, note, state, reason, offered_at_us, expires_at_us, answered_at_us,
                  hold_seq
           FROM transfer WHERE payer_id = $1 AND state <> 'refused'
           UNION ALL
           SELECT id, payer_id, payee_id, amount_minor, note, state, reason, offered_at_us, expires_at_us, answered_at_us,
                  hold_seq
           FROM transfer WHERE payee_id = $1 AND state <> 'refused' AND reason <> 'taken_back'
             AND (offered_at_us <= $2 OR state = 'accepted')
             AND (state <> 'held' OR payer_id NOT IN (SELECT blocked_id FROM block WHERE blocker_id = $1))
         )
         SELECT mine.id, mine.payer_id, mine.amount_minor, mine.note, mine.state, mine.reason, mine.offered_at_us,
                mine.expires_at_us, mine.answered_at_us, p.masked_name, ",
        byline_columns!(),
        ", ",
        "p.deleted_at_us IS NULL AND (",
        unblocked!("p.id"),
        " OR (mine.state = 'held' AND p.id NOT IN (SELECT blocked_id FROM block WHERE blocker_id = $1))) AS is_seen,
         p.deleted_at_us IS NULL AND (",
        unblocked!("p.id"),
        " OR mine.state = 'held' OR p.id IN (SELECT blocked_id FROM block WHERE blocker_id = $1)) AS is_named
         FROM mine JOIN person p ON p.id = CASE WHEN mine.payer_id = $1 THEN mine.payee_id ELSE mine.payer_id END
         WHERE mine.state = 'held'
            OR mine.hold_seq IN (SELECT hold_seq FROM mine WHERE state <> 'held' ORDER BY hold_seq DESC LIMIT $3 + 0)
         ORDER BY mine.hold_seq DESC"
    ))
    .bind(person.0)
    .bind(now.as_micros())
    .bind(MOST)
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(|row| told(row, person, now)).collect()
}

fn told(row: Row, person: PersonId, now: Timestamp) -> Result<TransferState, LedgerError> {
    let incoming = row.payer_id != person.0;
    Ok(TransferState {
        id: TransferId(row.id),
        incoming,
        other: row.is_seen.then(|| row.byline.byline(now)),
        // A payer sees to whom the money goes; a payee has no need to know the legal name of who gave it.
        other_masked_name: (!incoming && row.is_named).then_some(row.masked_name),
        amount: Money::fen(row.amount_minor),
        // Words of whoever is gone went with them.
        note: if incoming && !row.is_seen { String::new() } else { row.note },
        outcome: read_outcome(&row.state, &row.reason)?,
        sent_at: Timestamp::from_micros(row.answered_at_us),
        offered_at: Timestamp::from_micros(row.offered_at_us),
        expires_at: Timestamp::from_micros(row.expires_at_us),
    })
}
