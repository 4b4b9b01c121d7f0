//! Numbers on posts: praise, views, tippers. They are no part of a post's version, so nothing here notes a change.

use circles_domain::{PersonId, PostId, Timestamp};
use circles_wire::post::{Counts, PostCounts};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::dialect::{ids, ids_in};
use super::reading::{member_circles, seen_counts, unblocked_in};

/// Sets or unsets praise; doing it twice does it once.
///
/// # Errors
/// When the database fails.
pub async fn set_praise(
    db: &mut SqliteConnection,
    post: PostId,
    person: PersonId,
    praised: bool,
    now: Timestamp,
) -> sqlx::Result<()> {
    let query = if praised {
        sqlx::query(
            "INSERT INTO praise (post_id, person_id, created_at_us) VALUES ($1, $2, $3) ON CONFLICT (post_id, person_id) DO NOTHING",
        )
    } else {
        sqlx::query("DELETE FROM praise WHERE post_id = $1 AND person_id = $2 AND $3 = $3")
    };
    let done = query.bind(post.0).bind(person.0).bind(now.as_micros()).execute(&mut *db).await?;
    if done.rows_affected() == 1 {
        sqlx::query("UPDATE post SET praise_count = praise_count + $2 WHERE id = $1")
            .bind(post.0)
            .bind(if praised { 1 } else { -1 })
            .execute(db)
            .await?;
    }
    Ok(())
}

/// Counts a view; one a person and post.
///
/// # Errors
/// When the database fails.
pub async fn view(db: &mut SqliteConnection, post: PostId, person: PersonId) -> sqlx::Result<()> {
    let done = sqlx::query("INSERT INTO post_view (post_id, person_id) VALUES ($1, $2) ON CONFLICT (post_id, person_id) DO NOTHING")
        .bind(post.0)
        .bind(person.0)
        .execute(&mut *db)
        .await?;
    if done.rows_affected() == 1 {
        sqlx::query("UPDATE post SET view_count = view_count + 1 WHERE id = $1")
            .bind(post.0)
            .execute(&mut *db)
            .await?;
        sqlx::query("UPDATE circle SET view_count = view_count + 1 WHERE id = (SELECT circle_id FROM post WHERE id = $1)")
            .bind(post.0)
            .execute(db)
            .await?;
    }
    Ok(())
}

/// Counts a tip that is held (or released at once). People are counted, not tips.
///
/// # Errors
/// When the database fails.
pub async fn add_tip(db: &mut SqliteConnection, post: PostId, person: PersonId) -> sqlx::Result<()> {
    let (tips,): (i64,) = sqlx::query_as(
        "INSERT INTO tipper (post_id, person_id, tip_count) VALUES ($1, $2, 1)
         ON CONFLICT (post_id, person_id) DO UPDATE SET tip_count = tip_count + 1
         RETURNING tip_count",
    )
    .bind(post.0)
    .bind(person.0)
    .fetch_one(&mut *db)
    .await?;
    if tips == 1 { add_tippers(db, post, 1).await } else { Ok(()) }
}

/// Takes a tip that was returned out of the count.
///
/// # Errors
/// When the database fails.
pub async fn drop_tip(db: &mut SqliteConnection, post: PostId, person: PersonId) -> sqlx::Result<()> {
    let last = sqlx::query("DELETE FROM tipper WHERE post_id = $1 AND person_id = $2 AND tip_count = 1")
        .bind(post.0)
        .bind(person.0)
        .execute(&mut *db)
        .await?;
    if last.rows_affected() == 1 {
        return add_tippers(db, post, -1).await;
    }
    sqlx::query("UPDATE tipper SET tip_count = tip_count - 1 WHERE post_id = $1 AND person_id = $2")
        .bind(post.0)
        .bind(person.0)
        .execute(db)
        .await?;
    Ok(())
}

async fn add_tippers(db: &mut SqliteConnection, post: PostId, by: i64) -> sqlx::Result<()> {
    sqlx::query("UPDATE post SET tipper_count = tipper_count + $2 WHERE id = $1")
        .bind(post.0)
        .bind(by)
        .execute(db)
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct CountsRow {
    id: Uuid,
    praise_count: i64,
    comment_count: i64,
    tipper_count: i64,
    view_count: i64,
    praised: bool,
    tipped: bool,
    tips_off: bool,
}

/// Counts of those of `posts` that the asker may read as a member.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    posts: &[PostId],
    now: Timestamp,
) -> sqlx::Result<Vec<PostCounts>> {
    let rows: Vec<CountsRow> = sqlx::query_as(concat!(
        "SELECT p.id, ",
        seen_counts!(),
        ", EXISTS (SELECT 1 FROM praise WHERE post_id = p.id AND person_id = $1) AS praised,
                EXISTS (SELECT 1 FROM tipper WHERE post_id = p.id AND person_id = $1) AS tipped,
                (SELECT a.tips_off FROM person a WHERE a.id = p.author_id) AS tips_off
         FROM post p WHERE p.state = 'kept' AND p.id IN ",
        ids_in!("$3"),
        " AND p.circle_id IN ",
        member_circles!(),
        " AND ",
        unblocked_in!("p.author_id", "p.circle_id")
    ))
    .bind(asker.0)
    .bind(now.as_micros())
    .bind(ids(posts.iter().map(|id| &id.0)))
    .fetch_all(db)
    .await?;
    let counts = |row: CountsRow| PostCounts {
        id: PostId(row.id),
        counts: Counts {
            praise: row.praise_count,
            comments: row.comment_count,
            tippers: row.tipper_count,
            views: row.view_count,
            praised: row.praised,
            tipped: row.tipped,
            tips_off: row.tips_off,
        },
    };
    Ok(rows.into_iter().map(counts).collect())
}
