//! Comments, flat under a post. Whether the post may be read is decided before.

mod read;
mod write;

use circles_domain::{CircleId, CommentId, PersonId, PostId, Timestamp};
use sqlx::SqliteExecutor;
use uuid::Uuid;

use super::posts::State;

pub use read::{find, find_readable, list};
pub use write::{bury, edit, insert, set_removed};

/// A comment to be added.
#[derive(Clone, Debug)]
pub struct NewComment {
    /// Which.
    pub id: CommentId,
    /// Under which post.
    pub post: PostId,
    /// In which circle that is.
    pub circle: CircleId,
    /// Who.
    pub author: PersonId,
    /// The words, checked.
    pub text: String,
    /// When the server took it.
    pub accepted_at: Timestamp,
    /// By which a repeated request is known.
    pub request_hash: [u8; 32],
}

/// What an id holds, whoever asks.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// Whose it is.
    pub author: PersonId,
    /// Under which post.
    pub post: PostId,
    /// In which circle.
    pub circle: CircleId,
    /// Of the request that made it.
    pub request_hash: [u8; 32],
    /// Whether it is there.
    pub state: State,
    /// Counts up with each change.
    pub version: i64,
}

/// What `id` holds.
///
/// # Errors
/// When the database fails.
pub async fn find_held(db: impl SqliteExecutor<'_>, id: CommentId) -> sqlx::Result<Option<Held>> {
    let row: Option<(Uuid, Uuid, Uuid, Vec<u8>, String, i64)> = sqlx::query_as(
        "SELECT c.author_id, c.post_id, p.circle_id, c.request_hash, c.state, c.version
         FROM comment c JOIN post p ON p.id = c.post_id WHERE c.id = $1",
    )
    .bind(id.0)
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(author, post, circle, hash, state, version)| Held {
        author: PersonId(author),
        post: PostId(post),
        circle: CircleId(circle),
        request_hash: hash.try_into().unwrap_or_default(),
        state: State::from_name(&state),
        version,
    }))
}
