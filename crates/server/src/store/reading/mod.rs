//! Who may read what: the one predicate.
//!
//! A post is read by members of its circle who are not banned, and, where the circle previews its newest or its pinned
//! posts, by everyone who is not banned there. Never once it is gone, and never across a block. What it does not let through
//! answers like what does not exist.

mod post;
mod stands;

use circles_domain::{CircleId, PersonId, Timestamp};
use sqlx::SqliteExecutor;
use uuid::Uuid;

pub use post::{ReadablePost, post};
pub(in crate::store) use stands::preview;
pub use stands::{Sanction, Standings, Stands, stands, stands_lately};

/// Neither `$1` nor the author in column `$author` blocks the other. The list is read once a statement and nearly always
/// empty, so a page of posts pays nothing for it.
macro_rules! unblocked {
    ($author:literal) => {
        concat!(
            $author,
            " NOT IN (SELECT blocked_id FROM block WHERE blocker_id = $1
                      UNION ALL SELECT blocker_id FROM block WHERE blocked_id = $1)"
        )
    };
}
pub(crate) use unblocked;

/// `$1` has not reported what is in column `$id`, or it was found to be no breach. Nearly always an empty list, as above.
macro_rules! unreported {
    ($id:literal) => {
        concat!(
            $id,
            " NOT IN (SELECT subject_id FROM report WHERE reporter_id = $1 AND state <> 'dismissed')"
        )
    };
}
pub(crate) use unreported;

/// The circles that `$1` is a member of and not banned from at `$2`.
macro_rules! member_circles {
    () => {
        "(SELECT circle_id FROM membership
          WHERE person_id = $1 AND joined = 1 AND NOT (sanction = 'banned' AND sanction_until_us > $2))"
    };
}
pub(crate) use member_circles;

/// The circles whose posts `person` may read as a member.
///
/// # Errors
/// When the database fails.
pub async fn circles_of(
    db: impl SqliteExecutor<'_>,
    person: PersonId,
    now: Timestamp,
) -> sqlx::Result<Vec<CircleId>> {
    let rows: Vec<(Uuid,)> = sqlx::query_as(concat!("SELECT id FROM circle WHERE id IN ", member_circles!()))
        .bind(person.0)
        .bind(now.as_micros())
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(|(id,)| CircleId(id)).collect())
}

/// The circles that `person` is banned from.
///
/// # Errors
/// When the database fails.
pub async fn banned_from(
    db: impl SqliteExecutor<'_>,
    person: PersonId,
    now: Timestamp,
) -> sqlx::Result<Vec<CircleId>> {
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT circle_id FROM membership WHERE person_id = $1 AND sanction = 'banned' AND sanction_until_us > $2",
    )
    .bind(person.0)
    .bind(now.as_micros())
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(id,)| CircleId(id)).collect())
}
