//! Looks at a circle from outside, and the cap on them: so many people an hour, each counted once.

use circles_domain::govern::Keeping;
use circles_domain::{CircleId, PersonId, Timestamp};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};

/// A circle whose looks are capped, as one person meets it.
#[derive(Clone, Copy, Debug)]
pub struct Cap {
    /// How many people may look in an hour.
    pub most: i64,
    /// How many did in this one.
    pub looked: i64,
    /// Whether the person is one of them.
    pub among: bool,
    /// How order is kept there.
    pub keeping: Keeping,
}

#[derive(FromRow)]
struct CapRow {
    views_per_hour: i64,
    members: i64,
    keepers: i64,
    late_reports: i64,
    looked: i64,
    among: bool,
}

const fn hour(now: Timestamp) -> i64 {
    now.as_micros() / 3_600_000_000
}

/// The cap on looks an hour, where there is one. A report is late that came before `late`.
///
/// # Errors
/// When the database fails.
pub async fn cap(
    db: impl SqliteExecutor<'_>,
    circle: CircleId,
    person: PersonId,
    late: Timestamp,
    now: Timestamp,
) -> sqlx::Result<Option<Cap>> {
    let row: Option<CapRow> = sqlx::query_as(
        "SELECT c.views_per_hour, c.member_count AS members,
                (SELECT count(*) FROM membership m WHERE m.circle_id = c.id AND m.joined = 1 AND m.moderator = 1) AS keepers,
                (SELECT count(*) FROM report r WHERE r.circle_id = c.id AND r.state = 'open' AND r.at_us < $2) AS late_reports,
                (SELECT count(*) FROM circle_look l WHERE l.circle_id = c.id AND l.hour = $3) AS looked,
                EXISTS (SELECT 1 FROM circle_look l WHERE l.circle_id = c.id AND l.hour = $3 AND l.person_id = $4) AS among
         FROM circle c WHERE c.id = $1 AND c.views_per_hour > 0",
    )
    .bind(circle.0)
    .bind(late.as_micros())
    .bind(hour(now))
    .bind(person.0)
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Cap {
        most: row.views_per_hour,
        looked: row.looked,
        among: row.among,
        keeping: Keeping { members: row.members, keepers: row.keepers, late_reports: row.late_reports },
    }))
}

/// Counts `person` among those who look in the hour that runs, if fewer than `most` did; says whether they are among
/// them.
///
/// # Errors
/// When the database fails.
pub async fn count_look(
    db: &mut SqliteConnection,
    circle: CircleId,
    person: PersonId,
    most: i64,
    now: Timestamp,
) -> sqlx::Result<bool> {
    sqlx::query(
        "INSERT INTO circle_look (circle_id, hour, person_id)
         SELECT $1, $2, $3 WHERE (SELECT count(*) FROM circle_look WHERE circle_id = $1 AND hour = $2) < $4
         ON CONFLICT (circle_id, hour, person_id) DO NOTHING",
    )
    .bind(circle.0)
    .bind(hour(now))
    .bind(person.0)
    .bind(most)
    .execute(&mut *db)
    .await?;
    let (among,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM circle_look WHERE circle_id = $1 AND hour = $2 AND person_id = $3)",
    )
    .bind(circle.0)
    .bind(hour(now))
    .bind(person.0)
    .fetch_one(db)
    .await?;
    Ok(among)
}

/// Forgets who looked in hours that are over.
///
/// # Errors
/// When the database fails.
pub async fn forget_looks(db: &mut SqliteConnection, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM circle_look WHERE hour < $1").bind(hour(now)).execute(db).await?;
    Ok(())
}
