//! Who may read what: the one predicate.
//!
//! A post is read by members of its circle who are not banned, and, where the circle previews its newest or its pinned
//! posts, by everyone who is not banned there. Never once it is gone, never what the reader reported, and never across a
//! block: only who keeps order in a circle sees all that is written in it. What it does not let through answers like what
//! does not exist. A block hides people, what they wrote, and what they did from the numbers.

mod person;
mod post;
mod stands;

use circles_domain::{CircleId, PersonId, Timestamp};
use sqlx::SqliteExecutor;
use uuid::Uuid;

pub use person::{hidden_from, is_hidden, is_hidden_in, kept_circles_of, person};
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

/// The circles that `$1` keeps order in. Whoever is muted or banned there does not, until a job has seen that it ended.
macro_rules! kept_circles {
    () => {
        "(SELECT circle_id FROM membership WHERE person_id = $1 AND joined = 1 AND moderator = 1 AND sanction = 'none')"
    };
}
pub(crate) use kept_circles;

/// The same of what is written in the circle in column `$circle`, where `$1` may keep order: nothing there can be kept
/// from them by a block. Asked only of the few whom [`unblocked`] hides.
macro_rules! unblocked_in {
    ($author:literal, $circle:literal) => {
        concat!(
            "(",
            $crate::store::reading::unblocked!($author),
            " OR ",
            $circle,
            " IN ",
            $crate::store::reading::kept_circles!(),
            ")"
        )
    };
}
pub(crate) use unblocked_in;

/// A number of the post `p`, without those whom a block hides from `$1`: a number that speaks of more than the list
/// under it would tell of a block. Nearly always there is no block, which is asked once a statement, and then nothing is
/// looked up. Who keeps order in its circle sees all.
macro_rules! seen_count {
    ($column:literal, $table:literal, $who:literal, $kept:literal) => {
        concat!(
            "CASE WHEN NOT EXISTS (SELECT 1 FROM block WHERE blocker_id = $1
                                   UNION ALL SELECT 1 FROM block WHERE blocked_id = $1)
                  THEN ",
            $column,
            " ELSE ",
            $column,
            " - (SELECT count(*) FROM ",
            $table,
            " x WHERE x.post_id = p.id",
            $kept,
            " AND x.",
            $who,
            " IN (SELECT blocked_id FROM block WHERE blocker_id = $1
                  UNION ALL SELECT blocker_id FROM block WHERE blocked_id = $1)
              AND p.circle_id NOT IN ",
            $crate::store::reading::kept_circles!(),
            ") END"
        )
    };
}
pub(crate) use seen_count;

/// How many people tipped the post `p`, without those whose public tips a block hides from `$1`. Whoever tipped without
/// their name counts for everybody: a number that fell when somebody is blocked would name them.
macro_rules! seen_tippers {
    () => {
        $crate::store::reading::seen_count!(
            "p.tipper_count",
            "tipper",
            "person_id",
            " AND EXISTS (SELECT 1 FROM tip t WHERE t.post_id = x.post_id AND t.payer_id = x.person_id
                          AND t.privacy = 'public' AND t.state IN ('held', 'released'))"
        )
    };
}
pub(crate) use seen_tippers;

/// The numbers of the post `p` as `$1` sees them: praise, comments, tippers, views. A view is nobody's in particular.
macro_rules! seen_counts {
    () => {
        concat!(
            $crate::store::reading::seen_count!("p.praise_count", "praise", "person_id", ""),
            " AS praise_count, ",
            $crate::store::reading::seen_count!(
                "p.comment_count",
                "comment",
                "author_id",
                " AND x.state = 'kept'"
            ),
            " AS comment_count, ",
            $crate::store::reading::seen_tippers!(),
            " AS tipper_count, p.view_count"
        )
    };
}
pub(crate) use seen_counts;

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

/// The circles that `$1` is a member of and not banned from at `$2`, when their end has not come.
macro_rules! member_circles {
    () => {
        "(SELECT circle_id FROM membership
          WHERE person_id = $1 AND joined = 1 AND NOT (sanction = 'banned' AND sanction_until_us > $2)
            AND circle_id NOT IN (SELECT id FROM circle WHERE state = 'dissolving' AND export_until_us <= $2))"
    };
}
pub(crate) use member_circles;

/// `$1` knows the circle `c`, to which `m` is their membership: they are or were in it, asked to be let in, or operate
/// the platform. Whoever does not finds it by its share of people.
macro_rules! known_circle {
    () => {
        "(m.person_id IS NOT NULL
          OR EXISTS (SELECT 1 FROM admission k WHERE k.circle_id = c.id AND k.person_id = $1)
          OR EXISTS (SELECT 1 FROM person k WHERE k.id = $1 AND k.role = 'operator'))"
    };
}
pub(crate) use known_circle;

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

/// The circles that `person` keeps order in, and sees all of.
///
/// # Errors
/// When the database fails.
pub async fn kept_by(db: impl SqliteExecutor<'_>, person: PersonId) -> sqlx::Result<Vec<CircleId>> {
    let rows: Vec<(Uuid,)> = sqlx::query_as(concat!("SELECT id FROM circle WHERE id IN ", kept_circles!()))
        .bind(person.0)
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
