use circles_domain::gate::Verdict;
use circles_domain::{CircleId, OutboxItemId, PostId, Timestamp};
use serde::Serialize;
use ts_rs::TS;

use super::Delivery;

/// What waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OutboxView {
    /// Oldest first.
    pub items: Vec<OutboxItemView>,
}

/// What an item does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OutboxKind {
    /// A post.
    Publish,
    /// New words of a post.
    EditPost,
    /// Removal of a post.
    DeletePost,
    /// A comment.
    Comment,
    /// New words of a comment.
    EditComment,
    /// Removal of a comment.
    DeleteComment,
    /// Praise, or its end.
    Praise,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct OutboxItemView {
    /// Which.
    pub id: OutboxItemId,
    /// What.
    pub kind: OutboxKind,
    /// The post that it is, or is about.
    pub post: PostId,
    /// Where, when known.
    pub circle: Option<CircleId>,
    /// The words, shortened to 200 characters.
    pub excerpt: String,
    /// Files that go with it.
    pub attachment_count: i64,
    /// How far.
    pub delivery: Delivery,
    /// Why a gate was closed for it, when it failed of one.
    pub gate: Option<Verdict>,
    /// Tries so far.
    pub attempts: i64,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When the next try is due, if one is planned.
    pub retry_at: Option<Timestamp>,
}
