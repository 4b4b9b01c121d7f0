//! Looks at a circle from outside, and the cap on them.

use circles_domain::govern::Keeping;
use circles_domain::{CircleId, Timestamp};
use sqlx::{SqliteConnection, SqliteExecutor};

/// The cap on looks an hour, where there is one, and how order is kept there. A report is late that came before `late`.
///
/// # Errors
/// When the database fails.
pub async fn cap(
    db: impl SqliteExecutor<'_>,
    circle: CircleId,
    late: Timestamp,
) -> sqlx::Result<Option<(i64, Keeping)>> {
    let row: Option<(i64, i64, i64, i64)> = sqlx::query_as(
        "SELECT c.views_per_hour, c.member_count,
                (SELECT count(*) FROM membership m WHERE m.circle_id = c.id AND m.joined = 1 AND m.moderator = 1),
                (SELECT count(*) FROM report r WHERE r.circle_id = c.id AND r.state = 'open' AND r.at_us < $2)
         FROM circle c WHERE c.id = $1 AND c.views_per_hour > 0",
    )
    .bind(circle.0)
    .bind(late.as_micros())
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(cap, members, keepers, late_reports)| (cap, Keeping { members, keepers, late_reports })))
}

/// Counts a look in the hour that runs, and says how many there were in it. What is over the cap is counted, too: it
/// only ever grows until the hour is over.
///
/// # Errors
/// When the database fails.
pub async fn count_look(db: &mut SqliteConnection, circle: CircleId, now: Timestamp) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as(
        "INSERT INTO circle_hour (circle_id, hour, view_count) VALUES ($1, $2, 1)
         ON CONFLICT (circle_id) DO UPDATE
         SET view_count = CASE WHEN circle_hour.hour = excluded.hour THEN circle_hour.view_count + 1 ELSE 1 END,
             hour = excluded.hour
         RETURNING view_count",
    )
    .bind(circle.0)
    .bind(now.as_micros() / 3_600_000_000)
    .fetch_one(db)
    .await?;
    Ok(count)
}
