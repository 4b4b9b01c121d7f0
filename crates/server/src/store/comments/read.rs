//! Reading comments.

use circles_domain::{AttachmentId, CommentId, PersonId, PostId, Timestamp};
use circles_wire::comment::CommentResponse;
use circles_wire::person::Byline;
use sqlx::{FromRow, SqliteExecutor};
use uuid::Uuid;

use crate::store::dialect::{ids, ids_in};
use crate::store::reading::{member_circles, unblocked_in, unreported};

#[derive(FromRow)]
struct CommentRow {
    id: Uuid,
    version: i64,
    post_id: Uuid,
    text: String,
    accepted_at_us: i64,
    edited_at_us: Option<i64>,
    author_id: Uuid,
    display_name: String,
    verified_until_us: i64,
    avatar_id: Option<Uuid>,
}

macro_rules! select {
    ($where:expr) => {
        concat!(
            "SELECT k.id, k.version, k.post_id, k.text, k.accepted_at_us, k.edited_at_us,
                    a.id AS author_id, a.display_name, a.verified_until_us, a.avatar_id
             FROM comment k JOIN person a ON a.id = k.author_id
             WHERE k.state = 'kept' AND ",
            unblocked_in!("k.author_id", "(SELECT circle_id FROM post WHERE id = k.post_id)"),
            " AND ",
            unreported!("k.id"),
            " AND ",
            $where
        )
    };
}

impl CommentRow {
    fn response(self, now: Timestamp) -> CommentResponse {
        CommentResponse {
            id: CommentId(self.id),
            version: self.version,
            post: PostId(self.post_id),
            author: Byline {
                id: PersonId(self.author_id),
                display_name: self.display_name,
                verified: now.as_micros() < self.verified_until_us,
                avatar: self.avatar_id.map(AttachmentId),
            },
            text: self.text,
            accepted_at: Timestamp::from_micros(self.accepted_at_us),
            edited_at: self.edited_at_us.map(Timestamp::from_micros),
        }
    }
}

/// Comments of a post, oldest first, behind `after`.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    post: PostId,
    after: (Timestamp, CommentId),
    limit: i64,
    now: Timestamp,
) -> sqlx::Result<Vec<CommentResponse>> {
    let rows: Vec<CommentRow> = sqlx::query_as(select!(
        "k.post_id = $2 AND (k.accepted_at_us, k.id) > ($3, $4) ORDER BY k.accepted_at_us, k.id LIMIT $5 + 0"
    ))
    .bind(asker.0)
    .bind(post.0)
    .bind(after.0.as_micros())
    .bind(after.1.0)
    .bind(limit)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| row.response(now)).collect())
}

/// A comment that is kept and not behind a block.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    id: CommentId,
    now: Timestamp,
) -> sqlx::Result<Option<CommentResponse>> {
    let row: Option<CommentRow> =
        sqlx::query_as(select!("k.id = $2")).bind(asker.0).bind(id.0).fetch_optional(db).await?;
    Ok(row.map(|row| row.response(now)))
}

/// Those of `comments` that the asker may read as a member, under posts that are there.
///
/// # Errors
/// When the database fails.
pub async fn find_readable(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    comments: &[CommentId],
    now: Timestamp,
) -> sqlx::Result<Vec<CommentResponse>> {
    let rows: Vec<CommentRow> = sqlx::query_as(select!(concat!(
        "k.id IN ",
        ids_in!("$3"),
        " AND EXISTS (SELECT 1 FROM post p WHERE p.id = k.post_id AND p.state = 'kept' AND p.circle_id IN ",
        member_circles!(),
        " AND ",
        unblocked_in!("p.author_id", "p.circle_id"),
        " AND ",
        unreported!("p.id"),
        ")"
    )))
    .bind(asker.0)
    .bind(now.as_micros())
    .bind(ids(comments.iter().map(|id| &id.0)))
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| row.response(now)).collect())
}
