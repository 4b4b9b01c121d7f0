//! What waits in the outbox, laid over what the server gave.

use std::collections::HashMap;

use circles_domain::{CommentId, OutboxItemId, PostId};
use circles_wire::ErrorCode;
use circles_wire::post::PublishRequest;

use super::post::Post;
use crate::table::outbox_item::{Body, Item, State};

/// How far something that was written here has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// On the server.
    Sent,
    /// Waiting.
    Queued(OutboxItemId),
    /// On its way.
    Sending(OutboxItemId),
    /// Refused.
    Failed(OutboxItemId, ErrorCode),
}

impl Delivery {
    /// How far an item has got.
    #[must_use]
    pub const fn of(item: &Item) -> Self {
        match item.state {
            State::Queued => Self::Queued(item.id),
            State::Sending => Self::Sending(item.id),
            State::Failed(code) => Self::Failed(item.id, code),
        }
    }
}

/// What waits for something that is on the server already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PendingKind {
    /// New words.
    Edit,
    /// Removal.
    Delete,
}

/// A change that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// What.
    pub kind: PendingKind,
    /// How far.
    pub delivery: Delivery,
}

/// The items of the outbox, by what they are about.
#[derive(Default)]
pub(super) struct Overlay<'a> {
    pub(super) published: Vec<(&'a Item, &'a PublishRequest)>,
    pub(super) commented: Vec<(&'a Item, CommentId, &'a str)>,
    edits: HashMap<PostId, (&'a Item, &'a str)>,
    deletes: HashMap<PostId, &'a Item>,
    praise: HashMap<PostId, bool>,
    comment_edits: HashMap<CommentId, (&'a Item, &'a str)>,
    comment_deletes: HashMap<CommentId, &'a Item>,
}

impl<'a> Overlay<'a> {
    pub(super) fn of(items: &'a [Item]) -> Self {
        let mut overlay = Self::default();
        for item in items {
            match &item.body {
                Body::Publish(request) => overlay.published.push((item, request)),
                Body::EditPost { text, .. } => {
                    overlay.edits.insert(item.post, (item, text));
                }
                Body::DeletePost => {
                    overlay.deletes.insert(item.post, item);
                }
                Body::Comment { comment, text } => overlay.commented.push((item, *comment, text)),
                Body::EditComment { comment, text, .. } => {
                    overlay.comment_edits.insert(*comment, (item, text));
                }
                Body::DeleteComment { comment } => {
                    overlay.comment_deletes.insert(*comment, item);
                }
                Body::Praise { on } => {
                    overlay.praise.insert(item.post, *on);
                }
            }
        }
        overlay
    }

    /// Lays what waits over a post of the cache.
    pub(super) fn lay_over(&self, post: &mut Post) {
        if let Some((item, text)) = self.edits.get(&post.id) {
            (*text).clone_into(&mut post.text);
            post.pending = Some(Pending { kind: PendingKind::Edit, delivery: Delivery::of(item) });
        }
        if let Some(item) = self.deletes.get(&post.id) {
            post.pending = Some(Pending { kind: PendingKind::Delete, delivery: Delivery::of(item) });
        }
        if let Some(on) = self.praise.get(&post.id) {
            post.counts.praise =
                (post.counts.praise + i64::from(*on) - i64::from(post.counts.praised)).max(0);
            post.counts.praised = *on;
        }
    }

    /// What waits for a comment of the cache: the words to show instead, and the change.
    pub(super) fn of_comment(&self, comment: CommentId) -> (Option<&'a str>, Option<Pending>) {
        let edit = self.comment_edits.get(&comment);
        let pending = match (self.comment_deletes.get(&comment), edit) {
            (Some(item), _) => Some(Pending { kind: PendingKind::Delete, delivery: Delivery::of(item) }),
            (None, Some((item, _))) => {
                Some(Pending { kind: PendingKind::Edit, delivery: Delivery::of(item) })
            }
            (None, None) => None,
        };
        (edit.map(|(_, text)| *text), pending)
    }
}
