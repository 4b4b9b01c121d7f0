//! What decides whether one person may ask another.

use circles_domain::relation::{AskFacts, MayAsk};
use circles_domain::{PersonId, Timestamp};
use sqlx::{FromRow, SqliteConnection};

use super::Terms;
use crate::store::people::Person;

/// Who asks whom.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// Who.
    pub asker: &'a Person,
    /// Whom.
    pub asked: &'a Person,
}

/// What two people have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Meeting {
    /// Both are members of one circle, and neither is banned there.
    pub share_a_circle: bool,
    /// Both have one friend.
    pub share_a_friend: bool,
}

/// What two people have in common.
///
/// # Errors
/// When the database fails.
pub async fn meeting(
    db: &mut SqliteConnection,
    a: PersonId,
    b: PersonId,
    now: Timestamp,
) -> sqlx::Result<Meeting> {
    sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM membership mine JOIN membership theirs ON theirs.circle_id = mine.circle_id
                        WHERE mine.person_id = $1 AND theirs.person_id = $2 AND mine.joined = 1 AND theirs.joined = 1
                          AND NOT (mine.sanction = 'banned' AND mine.sanction_until_us > $3)
                          AND NOT (theirs.sanction = 'banned' AND theirs.sanction_until_us > $3)) AS share_a_circle,
                EXISTS (SELECT 1 FROM friendship mine JOIN friendship theirs ON theirs.person_id = mine.friend_id
                        WHERE mine.person_id = $1 AND theirs.friend_id = $2) AS share_a_friend",
    )
    .bind(a.0)
    .bind(b.0)
    .bind(now.as_micros())
    .fetch_one(db)
    .await
}

#[derive(FromRow)]
struct AskedRow {
    asked_today: i64,
    refused_at_us: Option<i64>,
}

/// Whether `asker` may ask `asked`; whether they see each other was decided before.
///
/// # Errors
/// When the database fails.
pub async fn may_ask(
    db: &mut SqliteConnection,
    Asking { asker, asked }: Asking<'_>,
    terms: Terms,
    now: Timestamp,
) -> sqlx::Result<MayAsk> {
    let claims = asker.claims(now);
    let common = meeting(db, asker.id, asked.id, now).await?;
    let before: AskedRow = sqlx::query_as(
        "SELECT (SELECT count(*) FROM friend_request WHERE asker_id = $1 AND asked_day = $3) AS asked_today,
                (SELECT max(answered_at_us) FROM friend_request
                 WHERE asker_id = $1 AND asked_id = $2 AND state = 'refused') AS refused_at_us",
    )
    .bind(asker.id.0)
    .bind(asked.id.0)
    .bind(now.shanghai_day())
    .fetch_one(db)
    .await?;
    let refused_until =
        before.refused_at_us.map(|at_us| Timestamp::from_micros(at_us).plus_seconds(terms.refusal_s));
    Ok(circles_domain::relation::may_ask(&AskFacts {
        who_may_ask: asked.who_may_ask,
        asker_is_minor: claims.birth_date.is_some() && !claims.is_at_least(18, now),
        asked_is_adult: asked.claims(now).is_at_least(18, now),
        share_a_circle: common.share_a_circle,
        share_a_friend: common.share_a_friend,
        refused_until,
        asked_today: before.asked_today,
        day_limit: terms.per_day,
        now,
    }))
}
