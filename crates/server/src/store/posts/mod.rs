//! Posts. A page is one query: bylines are joined, attachments stand in the row, counts too.

mod edits;
mod read;
mod write;

use circles_domain::attachment::AttachmentDraft;
use circles_domain::{CircleId, PersonId, PostId, Timestamp};
use sqlx::SqliteExecutor;
use uuid::Uuid;

pub use edits::{TakenEdit, find_edit, put_edit};
pub use read::{count_of_person, find, find_readable, list_of_circle, list_of_person, list_pinned};
pub use write::{bury, edit, insert, set_removed};

/// A post to be added.
#[derive(Clone, Debug)]
pub struct NewPost {
    /// Which.
    pub id: PostId,
    /// Where.
    pub circle: CircleId,
    /// Who.
    pub author: PersonId,
    /// The words, checked.
    pub text: String,
    /// In order, checked.
    pub attachments: Vec<AttachmentDraft>,
    /// Its place in every timeline.
    pub accepted_at: Timestamp,
    /// By which a repeated request is known.
    pub request_hash: [u8; 32],
}

/// The end of a page: posts behind it are older.
#[derive(Clone, Copy, Debug)]
pub struct Before {
    /// Time of the last post seen.
    pub at: Timestamp,
    /// Its id.
    pub id: PostId,
}

impl Before {
    /// In front of everything.
    #[must_use]
    pub const fn newest() -> Self {
        Self { at: Timestamp::from_micros(i64::MAX), id: PostId(Uuid::max()) }
    }
}

/// What an id holds, whoever asks.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// Whose it is.
    pub author: PersonId,
    /// Of the request that made it.
    pub request_hash: [u8; 32],
    /// In which circle.
    pub circle: CircleId,
    /// Whether it is there, deleted or removed.
    pub state: State,
    /// Counts up with each change.
    pub version: i64,
}

/// Whether a post or comment is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is.
    Kept,
    /// Its author deleted it.
    Deleted,
    /// A moderator removed it.
    Removed,
}

impl State {
    pub(in crate::store) fn from_name(name: &str) -> Self {
        match name {
            "kept" => Self::Kept,
            "removed" => Self::Removed,
            _ => Self::Deleted,
        }
    }
}

/// What `id` holds.
///
/// # Errors
/// When the database fails.
pub async fn find_held(db: impl SqliteExecutor<'_>, id: PostId) -> sqlx::Result<Option<Held>> {
    let row: Option<(Uuid, Vec<u8>, Uuid, String, i64)> =
        sqlx::query_as("SELECT author_id, request_hash, circle_id, state, version FROM post WHERE id = $1")
            .bind(id.0)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(author, hash, circle, state, version)| Held {
        author: PersonId(author),
        request_hash: hash.try_into().unwrap_or_default(),
        circle: CircleId(circle),
        state: State::from_name(&state),
        version,
    }))
}
