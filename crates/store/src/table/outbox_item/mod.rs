//! `outbox_item`: what waits to be sent, and how far it has got.
//!
//! Promises: an item's body and revision change together, so that an answer to older words is known as such.
//! Does not: decide what is sent when; that is the engine's plan.

mod find;
mod step;

pub use find::{find, find_for, find_revision, list, list_of_post};
pub use step::{begin_attempt, fail, insert, recover, remove, requeue, retry, revise, settle};

use circles_domain::gate::Verdict;
use circles_domain::{CircleId, CommentId, EditId, OutboxItemId, PostId, Timestamp};
use circles_wire::ErrorCode;
use circles_wire::post::PublishRequest;
use serde::{Deserialize, Serialize};

/// What an item does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// A new post.
    Publish(PublishRequest),
    /// New words of a post.
    EditPost {
        /// The edit's own id.
        edit: EditId,
        /// The words from now on.
        text: String,
    },
    /// Removal of a post.
    DeletePost,
    /// A new comment.
    Comment {
        /// Its id.
        comment: CommentId,
        /// The words.
        text: String,
    },
    /// New words of a comment.
    EditComment {
        /// Which.
        comment: CommentId,
        /// The edit's own id.
        edit: EditId,
        /// The words from now on.
        text: String,
    },
    /// Removal of a comment.
    DeleteComment {
        /// Which.
        comment: CommentId,
    },
    /// Praise, or its end.
    Praise {
        /// Set or unset.
        on: bool,
    },
}

impl Body {
    /// The name of the kind, as the column has it.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Publish(_) => "publish",
            Self::EditPost { .. } => "edit_post",
            Self::DeletePost => "delete_post",
            Self::Comment { .. } => "comment",
            Self::EditComment { .. } => "edit_comment",
            Self::DeleteComment { .. } => "delete_comment",
            Self::Praise { .. } => "praise",
        }
    }

    /// The comment that it makes, changes or removes.
    #[must_use]
    pub const fn comment(&self) -> Option<CommentId> {
        match self {
            Self::Comment { comment, .. }
            | Self::EditComment { comment, .. }
            | Self::DeleteComment { comment } => Some(*comment),
            Self::Publish(_) | Self::EditPost { .. } | Self::DeletePost | Self::Praise { .. } => None,
        }
    }

    /// What it makes, changes or removes: the comment, or else the post.
    fn subject(&self, post: PostId) -> [u8; 16] {
        self.comment().map_or(*post.as_bytes(), |comment| *comment.as_bytes())
    }
}

/// Things that keep their order among themselves: posts of one circle; all that is said about one post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lane(pub [u8; 16]);

impl Lane {
    /// The lane of a body about `post`.
    #[must_use]
    pub const fn of(body: &Body, post: PostId) -> Self {
        match body {
            Body::Publish(request) => Self(*request.circle.0.as_bytes()),
            Body::EditPost { .. }
            | Body::DeletePost
            | Body::Comment { .. }
            | Body::EditComment { .. }
            | Body::DeleteComment { .. }
            | Body::Praise { .. } => Self(*post.0.as_bytes()),
        }
    }
}

/// How far an item has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waiting for the network, or for its turn.
    Queued,
    /// On its way.
    Sending,
    /// Refused; nothing happens until the person decides.
    Failed(ErrorCode),
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Which.
    pub id: OutboxItemId,
    /// Order within its lane.
    pub position: i64,
    /// What keeps its order with it.
    pub lane: Lane,
    /// How far.
    pub state: State,
    /// Tries that were begun.
    pub attempts: i64,
    /// Changes by the person.
    pub revision: i64,
    /// The post that it is, or is about.
    pub post: PostId,
    /// Where, when known.
    pub circle: Option<CircleId>,
    /// What it does.
    pub body: Body,
    /// When it was queued.
    pub created_at: Timestamp,
    /// Not tried before this.
    pub next_attempt_at: Timestamp,
    /// Why a gate was closed for it, when it failed of one.
    pub gate: Option<Verdict>,
}
