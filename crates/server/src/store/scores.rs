//! Scores: the facts they are counted from, their parts, and the sum that gates ask.

use circles_domain::score::{self, Facts, Part, Points};
use circles_domain::{PersonId, Timestamp};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::changes;

/// A part as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// Which.
    pub part: Part,
    /// Now.
    pub points: i64,
    /// Before its last change.
    pub before: i64,
    /// When that was.
    pub changed_at: Timestamp,
}

#[derive(FromRow)]
struct FactsRow {
    verified_until_us: i64,
    created_at_us: i64,
    posts_kept: i64,
    praised_by: i64,
    removed: i64,
    muted: i64,
    banned: i64,
    score: Option<i64>,
    score_fixed: bool,
}

/// Counts the score of a person anew, and keeps what changed. People with an invented history keep theirs. `true` when
/// gates may answer otherwise from now on; the changes for the person's devices are noted then.
///
/// # Errors
/// When the database fails.
pub async fn recount(
    db: &mut SqliteConnection,
    person: PersonId,
    post_age_s: i64,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let row: Option<FactsRow> = sqlx::query_as(
        "SELECT p.verified_until_us, p.created_at_us, p.score, p.score_fixed,
                (SELECT COUNT(*) FROM post WHERE author_id = $1 AND state = 'kept' AND accepted_at_us <= $2) AS posts_kept,
                (SELECT COUNT(DISTINCT praise.person_id) FROM post JOIN praise ON praise.post_id = post.id
                 WHERE post.author_id = $1 AND post.state = 'kept' AND praise.person_id <> $1) AS praised_by,
                (SELECT COUNT(*) FROM post WHERE author_id = $1 AND state = 'removed') AS removed,
                (SELECT COUNT(*) FROM membership WHERE person_id = $1 AND sanction = 'muted' AND sanction_until_us > $3) AS muted,
                (SELECT COUNT(*) FROM membership WHERE person_id = $1 AND sanction = 'banned' AND sanction_until_us > $3) AS banned
         FROM person p WHERE p.id = $1 AND p.deleted_at_us IS NULL",
    )
    .bind(person.0)
    .bind(now.plus_seconds(-post_age_s).as_micros())
    .bind(now.as_micros())
    .fetch_optional(&mut *db)
    .await?;
    let Some(row) = row else { return Ok(false) };
    let (parts, sum) = match row.score {
        Some(fixed) if row.score_fixed => (score::parts_reaching(fixed), fixed),
        Some(_) | None => {
            let parts = score::parts(&row.facts(now));
            (parts, score::score(&parts))
        }
    };
    for part in parts {
        put(db, person, part, now).await?;
    }
    sqlx::query("UPDATE person SET score = $2, score_counted_at_us = $3 WHERE id = $1")
        .bind(person.0)
        .bind(sum)
        .bind(now.as_micros())
        .execute(&mut *db)
        .await?;
    let changed = row.score != Some(sum);
    if changed {
        changes::note_gates(db, person, now).await?;
    }
    Ok(changed)
}

impl FactsRow {
    fn facts(&self, now: Timestamp) -> Facts {
        Facts {
            verified: now.as_micros() < self.verified_until_us,
            age_days: now.seconds_since(Timestamp::from_micros(self.created_at_us)) / 86_400,
            posts_kept: self.posts_kept,
            praised_by: self.praised_by,
            removed: self.removed,
            muted: self.muted,
            banned: self.banned,
        }
    }
}

async fn put(
    db: &mut SqliteConnection,
    person: PersonId,
    Points { part, points }: Points,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO score_part (person_id, part, points, points_before, changed_at_us) VALUES ($1, $2, $3, 0, $4)
         ON CONFLICT (person_id, part) DO UPDATE
         SET points = excluded.points, points_before = score_part.points, changed_at_us = excluded.changed_at_us
         WHERE score_part.points <> excluded.points",
    )
    .bind(person.0)
    .bind(part.as_str())
    .bind(points)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// The score of a person with its parts; `None` before it was counted.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &mut SqliteConnection, person: PersonId) -> sqlx::Result<Option<(i64, Vec<Counted>)>> {
    let row: Option<(Option<i64>,)> = sqlx::query_as("SELECT score FROM person WHERE id = $1")
        .bind(person.0)
        .fetch_optional(&mut *db)
        .await?;
    let Some((Some(score),)) = row else { return Ok(None) };
    let rows: Vec<(String, i64, i64, i64)> = sqlx::query_as(
        "SELECT part, points, points_before, changed_at_us FROM score_part WHERE person_id = $1",
    )
    .bind(person.0)
    .fetch_all(db)
    .await?;
    let counted = |(part, points, before, at): (String, i64, i64, i64)| {
        Some(Counted {
            part: Part::from_name(&part)?,
            points,
            before,
            changed_at: Timestamp::from_micros(at),
        })
    };
    let mut parts: Vec<Counted> = rows.into_iter().filter_map(counted).collect();
    parts.sort_by_key(|counted| counted.part);
    Ok(Some((score, parts)))
}

/// Some of the people whose score was last counted before `before`, the longest ago first.
///
/// # Errors
/// When the database fails.
pub async fn due(db: impl SqliteExecutor<'_>, before: Timestamp) -> sqlx::Result<Vec<PersonId>> {
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT id FROM person WHERE score_fixed = 0 AND deleted_at_us IS NULL AND score_counted_at_us < $1
         ORDER BY score_counted_at_us LIMIT 500",
    )
    .bind(before.as_micros())
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(id,)| PersonId(id)).collect())
}
