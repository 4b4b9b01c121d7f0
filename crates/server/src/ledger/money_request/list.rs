//! The requests of a person, either way.

use circles_domain::money_request::MoneyRequestStanding;
use circles_domain::{Money, MoneyRequestId, PersonId, Timestamp, TransferId};
use circles_wire::money_request::MoneyRequestState;
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::ledger::LedgerError;
use crate::store::people::{BylineRow, byline_columns};
use crate::store::reading::unblocked;

/// As many that are over are told.
const MOST: i64 = 30;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    asker_id: Uuid,
    amount_minor: i64,
    note: String,
    state: String,
    transfer_id: Option<Uuid>,
    asked_at_us: i64,
    expires_at_us: i64,
    #[sqlx(flatten)]
    byline: BylineRow,
    masked_name: String,
}

/// All that is open, and the latest of what is over; newest first. Nothing of whoever a block stands between.
///
/// # Errors
/// When the database fails.
pub async fn list(
    tx: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<MoneyRequestState>, LedgerError> {
    let rows: Vec<Row> = sqlx::query_as(concat!(
        "WITH mine AS (
           SELECT id, asker_id, asked_id, amount_minor, note, state, transfer_id, asked_at_us, expires_at_us
           FROM money_request WHERE asker_id = $1
           UNION ALL
           SELECT id, asker_id, asked_id, amount_minor, note, state, transfer_id, asked_at_us, expires_at_us
           FROM money_request WHERE asked_id = $1
         ), seen AS (
           SELECT mine.id, mine.asker_id, mine.amount_minor, mine.note, mine.state, mine.transfer_id, mine.asked_at_us,
                  mine.expires_at_us, CASE WHEN mine.asker_id = $1 THEN mine.asked_id ELSE mine.asker_id END AS other_id
           FROM mine
         )
         SELECT seen.id, seen.asker_id, seen.amount_minor, seen.note, seen.state, seen.transfer_id, seen.asked_at_us,
                seen.expires_at_us, p.masked_name, ",
        byline_columns!(),
        " FROM seen JOIN person p ON p.id = seen.other_id
         WHERE ",
        unblocked!("p.id"),
        " AND ((seen.state = 'open' AND seen.expires_at_us > $2)
               OR seen.id IN (SELECT id FROM seen WHERE state <> 'open' OR expires_at_us <= $2
                              ORDER BY asked_at_us DESC, id DESC LIMIT $3 + 0))
         ORDER BY seen.asked_at_us DESC, seen.id DESC"
    ))
    .bind(person.0)
    .bind(now.as_micros())
    .bind(MOST)
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(|row| told(row, person, now)).collect()
}

fn told(row: Row, person: PersonId, now: Timestamp) -> Result<MoneyRequestState, LedgerError> {
    let incoming = row.asker_id != person.0;
    let standing = match (row.state.as_str(), row.transfer_id) {
        ("open", _) if row.expires_at_us <= now.as_micros() => MoneyRequestStanding::Expired,
        ("open", _) => MoneyRequestStanding::Open,
        ("paid", Some(transfer)) => MoneyRequestStanding::Paid { transfer: TransferId(transfer) },
        ("declined", _) => MoneyRequestStanding::Declined,
        ("withdrawn", _) => MoneyRequestStanding::Withdrawn,
        (_, _) => return Err(LedgerError::Row("the state of a request of money")),
    };
    Ok(MoneyRequestState {
        id: MoneyRequestId(row.id),
        incoming,
        other: row.byline.byline(now),
        other_masked_name: incoming.then_some(row.masked_name),
        amount: Money::fen(row.amount_minor),
        note: row.note,
        standing,
        asked_at: Timestamp::from_micros(row.asked_at_us),
        expires_at: Timestamp::from_micros(row.expires_at_us),
    })
}
