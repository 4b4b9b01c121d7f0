//! The comments of a post, oldest first, with those that wait below them.

use circles_domain::{CommentId, PersonId, PostId, Timestamp};
use circles_wire::person::Byline;
use sqlx::{Row, SqliteConnection};

use super::overlay::{Delivery, Overlay, Pending};
use crate::Result;
use crate::table::{id, outbox_item, person};

/// A comment as a screen needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Which.
    pub id: CommentId,
    /// Under which post.
    pub post: PostId,
    /// Who.
    pub author: Byline,
    /// The words, with an edit that waits.
    pub text: String,
    /// When the server took it; for an echo, when it was queued.
    pub accepted_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// The comment itself.
    pub delivery: Delivery,
    /// An edit or a removal that waits.
    pub pending: Option<Pending>,
}

/// The cached comments of a post and the echoes of those that wait. `me` is who the echoes are by.
///
/// # Errors
/// What SQLite says.
pub async fn list_comments(
    connection: &mut SqliteConnection,
    post: PostId,
    me: &Byline,
) -> Result<Vec<Comment>> {
    let items = outbox_item::list_of_post(connection, post).await?;
    let overlay = Overlay::of(&items);
    let rows = sqlx::query(
        "SELECT c.comment_id, c.author_id, c.text, c.accepted_at_us, c.edited_at_us,
                a.display_name, a.verified, a.avatar
         FROM cache.comment c LEFT JOIN cache.person a ON a.person_id = c.author_id
         WHERE c.post_id = ? AND c.gone = 0
         ORDER BY c.accepted_at_us, c.comment_id",
    )
    .bind(post.as_bytes().as_slice())
    .fetch_all(&mut *connection)
    .await?;
    let mut comments = Vec::with_capacity(rows.len());
    for row in &rows {
        let author = id!(PersonId, row, "author_id");
        let id = id!(CommentId, row, "comment_id");
        let (text, pending) = overlay.of_comment(id);
        comments.push(Comment {
            id,
            post,
            author: person::byline(row, author)?,
            text: text.map_or_else(|| row.try_get("text"), |text| Ok(text.to_owned()))?,
            accepted_at: Timestamp::from_micros(row.try_get("accepted_at_us")?),
            edited_at: row.try_get::<Option<i64>, _>("edited_at_us")?.map(Timestamp::from_micros),
            delivery: Delivery::Sent,
            pending,
        });
    }
    for (item, id, text) in &overlay.commented {
        if !is_cached(connection, *id).await? {
            comments.push(Comment {
                id: *id,
                post,
                author: me.clone(),
                text: (*text).to_owned(),
                accepted_at: item.created_at,
                edited_at: None,
                delivery: Delivery::of(item),
                pending: None,
            });
        }
    }
    Ok(comments)
}

/// Gone ones count: the server knows them, so they are no echo.
async fn is_cached(connection: &mut SqliteConnection, comment: CommentId) -> Result<bool> {
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM cache.comment WHERE comment_id = ?)")
        .bind(comment.as_bytes().as_slice())
        .fetch_one(connection)
        .await?)
}
