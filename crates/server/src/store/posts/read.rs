//! Reading posts.

use circles_domain::circle::PINS_MAX;
use circles_domain::{AttachmentId, CircleId, PersonId, PostId, Timestamp};
use circles_wire::person::Byline;
use circles_wire::post::{Counts, PostResponse};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _, SqliteExecutor};
use uuid::Uuid;

use super::Before;
use crate::store::dialect::{ids, ids_in};
use crate::store::reading::{member_circles, seen_counts, unblocked_in, unreported};

struct PostRow {
    id: Uuid,
    version: i64,
    circle_id: Uuid,
    text: String,
    attachments: String,
    accepted_at_us: i64,
    edited_at_us: Option<i64>,
    praise_count: i64,
    comment_count: i64,
    tipper_count: i64,
    view_count: i64,
    author_id: Uuid,
    display_name: String,
    verified_until_us: i64,
    avatar_id: Option<Uuid>,
    praised: bool,
    tipped: bool,
    tips_off: bool,
}

/// By place, in the order of [`select`]: in the hottest read, names are not looked up 17 times a row.
impl FromRow<'_, SqliteRow> for PostRow {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get(0)?,
            version: row.try_get(1)?,
            circle_id: row.try_get(2)?,
            text: row.try_get(3)?,
            attachments: row.try_get(4)?,
            accepted_at_us: row.try_get(5)?,
            edited_at_us: row.try_get(6)?,
            praise_count: row.try_get(7)?,
            comment_count: row.try_get(8)?,
            tipper_count: row.try_get(9)?,
            view_count: row.try_get(10)?,
            author_id: row.try_get(11)?,
            display_name: row.try_get(12)?,
            verified_until_us: row.try_get(13)?,
            avatar_id: row.try_get(14)?,
            praised: row.try_get(15)?,
            tipped: row.try_get(16)?,
            tips_off: row.try_get(17)?,
        })
    }
}

/// Posts as `$1` sees them; `$1` is the asker in every query of this file, `$2` the time.
macro_rules! select {
    ($where:expr) => {
        concat!(
            "SELECT p.id, p.version, p.circle_id, p.text, p.attachments, p.accepted_at_us, p.edited_at_us, ",
            seen_counts!(),
            ", a.id, a.display_name, a.verified_until_us, a.avatar_id,
                    p.praise_count > 0 AND EXISTS (SELECT 1 FROM praise WHERE post_id = p.id AND person_id = $1),
                    p.tipper_count > 0 AND EXISTS (SELECT 1 FROM tipper WHERE post_id = p.id AND person_id = $1), a.tips_off
             FROM post p JOIN person a ON a.id = p.author_id
             WHERE p.state = 'kept' AND ",
            unblocked_in!("p.author_id", "p.circle_id"),
            " AND ",
            unreported!("p.id"),
            " AND ",
            $where
        )
    };
}

/// A page of one circle. Whether the asker may read the circle was decided before.
const PAGE: &str = select!(
    "p.circle_id = $3 AND (p.accepted_at_us, p.id) < ($4, $5) ORDER BY p.accepted_at_us DESC, p.id DESC LIMIT $6 + 0"
);
/// What a circle pinned, newest first.
const PINNED_PAGE: &str = select!(
    "p.circle_id = $3 AND p.id IN (SELECT post_id FROM pinned_post WHERE circle_id = $3)
     AND (p.accepted_at_us, p.id) < ($4, $5) ORDER BY p.accepted_at_us DESC, p.id DESC LIMIT $6 + 0"
);
/// A page of one person, in the circles that the asker is a member of.
const PERSON_PAGE: &str = select!(concat!(
    "p.author_id = $3 AND p.circle_id IN ",
    member_circles!(),
    " AND (p.accepted_at_us, p.id) < ($4, $5) ORDER BY p.accepted_at_us DESC, p.id DESC LIMIT $6 + 0"
));
const ONE: &str = select!("p.id = $3");
const SOME: &str = select!(concat!("p.id IN ", ids_in!("$3"), " AND p.circle_id IN ", member_circles!()));

impl PostRow {
    fn response(self, now: Timestamp) -> sqlx::Result<PostResponse> {
        let attachments = match self.attachments.as_str() {
            "[]" => Vec::new(),
            json => serde_json::from_str(json).map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        };
        Ok(PostResponse {
            id: PostId(self.id),
            version: self.version,
            circle: CircleId(self.circle_id),
            author: Byline {
                id: PersonId(self.author_id),
                display_name: self.display_name,
                verified: now.as_micros() < self.verified_until_us,
                avatar: self.avatar_id.map(AttachmentId),
            },
            text: self.text,
            attachments,
            accepted_at: Timestamp::from_micros(self.accepted_at_us),
            edited_at: self.edited_at_us.map(Timestamp::from_micros),
            counts: Counts {
                praise: self.praise_count,
                comments: self.comment_count,
                tippers: self.tipper_count,
                views: self.view_count,
                praised: self.praised,
                tipped: self.tipped,
                tips_off: self.tips_off,
            },
        })
    }
}

async fn page(
    db: impl SqliteExecutor<'_>,
    sql: &'static str,
    asker: PersonId,
    of: Uuid,
    before: Before,
    limit: i64,
    now: Timestamp,
) -> sqlx::Result<Vec<PostResponse>> {
    let rows: Vec<PostRow> = sqlx::query_as(sql)
        .bind(asker.0)
        .bind(now.as_micros())
        .bind(of)
        .bind(before.at.as_micros())
        .bind(before.id.0)
        .bind(limit)
        .fetch_all(db)
        .await?;
    rows.into_iter().map(|row| row.response(now)).collect()
}

/// Posts of a circle, newest first; whether the asker may read it was decided before.
///
/// # Errors
/// When the database fails.
pub async fn list_of_circle(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    circle: CircleId,
    before: Before,
    limit: i64,
    now: Timestamp,
) -> sqlx::Result<Vec<PostResponse>> {
    page(db, PAGE, asker, circle.0, before, limit, now).await
}

/// What a circle pinned, newest first; whether the asker may read it was decided before.
///
/// # Errors
/// When the database fails.
pub async fn list_pinned(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<Vec<PostResponse>> {
    page(db, PINNED_PAGE, asker, circle.0, Before::newest(), PINS_MAX, now).await
}

/// Posts of a person in circles that the asker is a member of, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_of_person(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    author: PersonId,
    before: Before,
    limit: i64,
    now: Timestamp,
) -> sqlx::Result<Vec<PostResponse>> {
    page(db, PERSON_PAGE, asker, author.0, before, limit, now).await
}

/// How many posts [`list_of_person`] would give in all.
///
/// # Errors
/// When the database fails.
pub async fn count_of_person(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    author: PersonId,
    now: Timestamp,
) -> sqlx::Result<i64> {
    let (count,): (i64,) = sqlx::query_as(concat!(
        "SELECT count(*) FROM post p WHERE p.author_id = $3 AND p.state = 'kept' AND p.circle_id IN ",
        member_circles!(),
        " AND ",
        unblocked_in!("p.author_id", "p.circle_id")
    ))
    .bind(asker.0)
    .bind(now.as_micros())
    .bind(author.0)
    .fetch_one(db)
    .await?;
    Ok(count)
}

/// A post that is kept and not behind a block; whether its circle may be read was decided before.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    id: PostId,
    now: Timestamp,
) -> sqlx::Result<Option<PostResponse>> {
    let row: Option<PostRow> =
        sqlx::query_as(ONE).bind(asker.0).bind(now.as_micros()).bind(id.0).fetch_optional(db).await?;
    row.map(|row| row.response(now)).transpose()
}

/// Those of `posts` that the asker may read as a member, in no promised order.
///
/// # Errors
/// When the database fails.
pub async fn find_readable(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    posts: &[PostId],
    now: Timestamp,
) -> sqlx::Result<Vec<PostResponse>> {
    let rows: Vec<PostRow> = sqlx::query_as(SOME)
        .bind(asker.0)
        .bind(now.as_micros())
        .bind(ids(posts.iter().map(|id| &id.0)))
        .fetch_all(db)
        .await?;
    rows.into_iter().map(|row| row.response(now)).collect()
}
