//! The tips that a person made and that could still go back to them.

use circles_domain::{Money, PersonId, PostId, Timestamp, TipId};
use circles_wire::proposal::MadeTip;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::LedgerError;
use crate::store::people::{BylineRow, byline_columns};

/// How long after a tip it can be refunded.
const DAYS_S: i64 = 400 * 86_400;

#[derive(sqlx::FromRow)]
struct MadeRow {
    #[sqlx(flatten)]
    byline: BylineRow,
    id: Uuid,
    post_id: Uuid,
    amount_minor: i64,
    answered_at_us: i64,
    state: String,
}

/// Tips of `person` of the last 400 days that are held or with their payees, newest first, at most 500.
///
/// # Errors
/// When the database fails.
pub async fn made_tips(
    tx: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<MadeTip>, LedgerError> {
    let rows: Vec<MadeRow> = sqlx::query_as(concat!(
        "SELECT ",
        byline_columns!(),
        ", tip.id, tip.post_id, tip.amount_minor, tip.answered_at_us, tip.state
         FROM tip JOIN person p ON p.id = tip.payee_id
         WHERE tip.payer_id = $1 AND tip.state IN ('held', 'released') AND tip.answered_at_us > $2
         ORDER BY tip.hold_seq DESC LIMIT 500"
    ))
    .bind(person.0)
    .bind(now.plus_seconds(-DAYS_S).as_micros())
    .fetch_all(tx)
    .await?;
    let told = |row: MadeRow| MadeTip {
        tip: TipId(row.id),
        post: PostId(row.post_id),
        payee: row.byline.byline(now),
        amount: Money::fen(row.amount_minor),
        at: Timestamp::from_micros(row.answered_at_us),
        held: row.state == "held",
    };
    Ok(rows.into_iter().map(told).collect())
}

/// How much `tip` of `person` was and when it was made, while it can be refunded; `None` when it cannot.
///
/// # Errors
/// When the database fails.
pub async fn refundable(
    tx: &mut SqliteConnection,
    person: PersonId,
    tip: TipId,
    now: Timestamp,
) -> Result<Option<(Money, Timestamp)>, LedgerError> {
    let row: Option<(i64, i64)> = sqlx::query_as(
        "SELECT amount_minor, answered_at_us FROM tip
         WHERE payer_id = $1 AND id = $2 AND state IN ('held', 'released') AND answered_at_us > $3",
    )
    .bind(person.0)
    .bind(tip.0)
    .bind(now.plus_seconds(-DAYS_S).as_micros())
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(minor, at)| (Money::fen(minor), Timestamp::from_micros(at))))
}
