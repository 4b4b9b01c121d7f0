//! What somebody earned by tips that were released to them and stayed.

use circles_domain::{CircleId, Money, PersonId, PostId, Timestamp};
use circles_wire::earnings::{
    Earned, EarnedCircle, EarnedDay, EarnedPost, EarningsResponse, MOST_DAYS, MOST_EARNERS,
};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::LedgerError;
use super::statement::first_words;
use crate::store::reading::{member_circles, unreported};

const DAY_US: i64 = 86_400_000_000;
/// Beijing has kept one distance from UTC since 1991.
const BEIJING_US: i64 = 8 * 3_600_000_000;

/// The tips of `$1` that arrived from `$3` until `$2`.
macro_rules! earned {
    () => {
        " FROM tip WHERE tip.payee_id = $1 AND tip.state = 'released' AND tip.release_at_us >= $3 AND tip.release_at_us <= $2 "
    };
}

/// Amount, tips, people.
macro_rules! sums {
    () => {
        "CAST(SUM(tip.amount_minor) AS INTEGER), COUNT(*), COUNT(DISTINCT tip.payer_id)"
    };
}

/// The earnings of `person` in the last `days` days of Beijing, with today.
///
/// # Errors
/// When the database fails.
pub async fn earnings(
    tx: &mut SqliteConnection,
    person: PersonId,
    days: i64,
    now: Timestamp,
) -> Result<EarningsResponse, LedgerError> {
    let today = (now.as_micros() + BEIJING_US).div_euclid(DAY_US);
    let from = begin_of(today - days.clamp(1, MOST_DAYS) + 1);
    let total: (Option<i64>, i64, i64) = sqlx::query_as(concat!("SELECT ", sums!(), earned!()))
        .bind(person.0)
        .bind(now.as_micros())
        .bind(from.as_micros())
        .fetch_one(&mut *tx)
        .await?;
    let by_day: Vec<(i64, i64, i64, i64)> = sqlx::query_as(concat!(
        "SELECT (tip.release_at_us + 28800000000) / 86400000000 AS day, ",
        sums!(),
        earned!(),
        "GROUP BY day ORDER BY day"
    ))
    .bind(person.0)
    .bind(now.as_micros())
    .bind(from.as_micros())
    .fetch_all(&mut *tx)
    .await?;
    let most = i64::try_from(MOST_EARNERS).unwrap_or(i64::MAX);
    // Of a post comes no more than a reader of its circle may see now.
    let by_post: Vec<(Uuid, Option<String>, i64, i64, i64)> = sqlx::query_as(concat!(
        "SELECT post.id, CASE WHEN post.state = 'kept' AND post.circle_id IN ",
        member_circles!(),
        " AND ",
        unreported!("post.id"),
        " THEN substr(post.text, 1, 200) END, earned.amount, earned.tips, earned.people
         FROM (SELECT tip.post_id, CAST(SUM(tip.amount_minor) AS INTEGER) AS amount, COUNT(*) AS tips,
                      COUNT(DISTINCT tip.payer_id) AS people",
        earned!(),
        "      GROUP BY tip.post_id ORDER BY amount DESC, tip.post_id LIMIT $4 + 0) AS earned
         JOIN post ON post.id = earned.post_id ORDER BY earned.amount DESC, post.id"
    ))
    .bind(person.0)
    .bind(now.as_micros())
    .bind(from.as_micros())
    .bind(most)
    .fetch_all(&mut *tx)
    .await?;
    let by_circle: Vec<(Option<Uuid>, i64, i64, i64)> = sqlx::query_as(concat!(
        "SELECT CASE WHEN post.circle_id IN ",
        member_circles!(),
        " THEN post.circle_id END AS circle, CAST(SUM(tip.amount_minor) AS INTEGER) AS amount, COUNT(*),
                COUNT(DISTINCT tip.payer_id)
         FROM tip JOIN post ON post.id = tip.post_id
         WHERE tip.payee_id = $1 AND tip.state = 'released' AND tip.release_at_us >= $3
           AND tip.release_at_us <= $2
         GROUP BY circle ORDER BY amount DESC, circle LIMIT $4 + 0"
    ))
    .bind(person.0)
    .bind(now.as_micros())
    .bind(from.as_micros())
    .bind(most)
    .fetch_all(&mut *tx)
    .await?;
    Ok(EarningsResponse {
        from,
        total: earned(total.0.unwrap_or(0), total.1, total.2),
        days: by_day
            .into_iter()
            .map(|(day, amount, tips, people)| EarnedDay {
                from: begin_of(day),
                earned: earned(amount, tips, people),
            })
            .collect(),
        posts: by_post
            .into_iter()
            .map(|(post, text, amount, tips, people)| EarnedPost {
                post: PostId(post),
                words: text.and_then(|text| first_words(&text)),
                earned: earned(amount, tips, people),
            })
            .collect(),
        circles: by_circle
            .into_iter()
            .map(|(circle, amount, tips, people)| EarnedCircle {
                circle: circle.map(CircleId),
                earned: earned(amount, tips, people),
            })
            .collect(),
    })
}

/// Where a day of Beijing begins, counted from 1970.
const fn begin_of(day: i64) -> Timestamp {
    Timestamp::from_micros(day * DAY_US - BEIJING_US)
}

const fn earned(fen: i64, tips: i64, people: i64) -> Earned {
    Earned { amount: Money::fen(fen), tips, people }
}
