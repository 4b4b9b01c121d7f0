//! Posts that a circle keeps in front.

use circles_domain::{CircleId, PostId, Timestamp};
use sqlx::{SqliteConnection, SqliteExecutor};

/// How many posts a circle keeps in front, `but` this one.
///
/// # Errors
/// When the database fails.
pub async fn count_others(db: impl SqliteExecutor<'_>, circle: CircleId, but: PostId) -> sqlx::Result<i64> {
    let (count,): (i64,) =
        sqlx::query_as("SELECT count(*) FROM pinned_post WHERE circle_id = $1 AND post_id <> $2")
            .bind(circle.0)
            .bind(but.0)
            .fetch_one(db)
            .await?;
    Ok(count)
}

/// Pins; pinning twice is pinning once. `false` when it was so already.
///
/// # Errors
/// When the database fails.
pub async fn pin(
    db: &mut SqliteConnection,
    circle: CircleId,
    post: PostId,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO pinned_post (circle_id, post_id, ordinal, pinned_at_us)
         SELECT $1, $2, min(o.n), $3 FROM (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3) o
         WHERE o.n NOT IN (SELECT ordinal FROM pinned_post WHERE circle_id = $1)
         ON CONFLICT (circle_id, post_id) DO NOTHING",
    )
    .bind(circle.0)
    .bind(post.0)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Unpins; `false` when it was not pinned.
///
/// # Errors
/// When the database fails.
pub async fn unpin(db: &mut SqliteConnection, circle: CircleId, post: PostId) -> sqlx::Result<bool> {
    let done = sqlx::query("DELETE FROM pinned_post WHERE circle_id = $1 AND post_id = $2")
        .bind(circle.0)
        .bind(post.0)
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}
