use circles_domain::attachment::AttachmentKind;
use circles_domain::govern::CitedRule;
use circles_domain::page::Position;
use circles_domain::{AttachmentId, CircleId, CommentId, OutboxItemId, PostId, Timestamp};
use circles_wire::ErrorCode;
use circles_wire::person::Byline;
use circles_wire::post::Counts;
use serde::Serialize;
use ts_rs::TS;

/// How far something that was written here has got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Delivery {
    /// On the server.
    Sent,
    /// Waiting for the network, or for its turn.
    Queued {
        /// Its row of the outbox.
        item: OutboxItemId,
    },
    /// On its way.
    Sending {
        /// Its row of the outbox.
        item: OutboxItemId,
        /// Bytes sent of its files.
        sent_bytes: i64,
        /// Bytes of its files in all; 0 when there are none.
        total_bytes: i64,
    },
    /// Refused; nothing happens until the person decides.
    Failed {
        /// Its row of the outbox.
        item: OutboxItemId,
        /// Why.
        code: ErrorCode,
    },
}

/// A photograph or video of a post. Its pictures are at `media_url(id, rendition)` of the shell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct AttachmentView {
    /// Which.
    pub id: AttachmentId,
    /// Photo or video.
    pub kind: AttachmentKind,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// ThumbHash, base64; empty when unknown.
    pub thumbhash: String,
    /// In words; may be empty.
    pub alt: String,
    /// Length of a video.
    pub duration_ms: u32,
    /// Whether a video has a poster.
    pub has_poster: bool,
}

/// A post as a card shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PostView {
    /// Which.
    pub id: PostId,
    /// Where.
    pub circle: CircleId,
    /// The circle's name.
    pub circle_name: String,
    /// Its name in Simplified Chinese; may be empty.
    pub circle_name_zh: String,
    /// Who.
    pub author: Byline,
    /// Whether oneself wrote it.
    pub own: bool,
    /// The words, with any edit that still waits laid over them.
    pub text: String,
    /// In order.
    pub attachments: Vec<AttachmentView>,
    /// When the server took it; for a queued post, when it was written.
    pub accepted_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// Numbers, with praise that still waits laid over them.
    pub counts: Counts,
    /// The post itself.
    pub delivery: Delivery,
    /// An edit or deletion of it that still waits or failed.
    pub pending: Option<PendingChange>,
    /// Whether oneself may praise it now (a prediction: member, circle not read-only).
    pub may_praise: bool,
    /// Whether its circle is read-only for now.
    pub read_only: bool,
    /// Whether oneself may comment here now (a prediction).
    pub may_comment: bool,
    /// Whether oneself may tip it now (a prediction: adult, member, not own).
    pub may_tip: bool,
    /// Whether oneself may report it.
    pub may_report: bool,
    /// Whether oneself keeps order in its circle.
    pub may_remove: bool,
    /// The rule under which the circle removed it; then there are no words.
    pub removed: Option<CitedRule>,
}

/// A change of something that is on the server already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PendingChange {
    /// What.
    pub kind: PendingKind,
    /// How far.
    pub delivery: Delivery,
}

/// What waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PendingKind {
    /// New words.
    Edit,
    /// Removal.
    Delete,
}

/// One row of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TimelineItem {
    /// A post.
    Post {
        /// The post.
        post: Box<PostView>,
    },
    /// Posts of this circle are missing here; they are read when it comes on screen.
    Gap {
        /// Whose.
        circle: CircleId,
        /// Stable for as long as the gap exists.
        id: String,
        /// Whether it is being filled now.
        filling: bool,
    },
}

/// A window of a timeline, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TimelineView {
    /// What to show, with what waits in the outbox at its top.
    pub items: Vec<TimelineItem>,
    /// Whether older rows are cached beyond the window.
    pub older: bool,
    /// Position of the newest post in the window, to ask for younger ones.
    pub top: Option<Position>,
    /// Position of the oldest, to go on.
    pub bottom: Option<Position>,
    /// Posts younger than the window's top (when it does not begin at the newest).
    pub newer_count: i64,
    /// Whether this timeline was ever pulled.
    pub loaded: bool,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CommentView {
    /// Which.
    pub id: CommentId,
    /// Under which post.
    pub post: PostId,
    /// Who.
    pub author: Byline,
    /// Whether oneself wrote it.
    pub own: bool,
    /// The words.
    pub text: String,
    /// When.
    pub accepted_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// The comment itself.
    pub delivery: Delivery,
    /// An edit or deletion that still waits.
    pub pending: Option<PendingChange>,
}

/// A post with its comments.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct PostDetailView {
    /// The post; absent when it is gone.
    pub post: Option<PostView>,
    /// Its circle, for its gates and reasons.
    pub circle: Option<super::CircleView>,
    /// Oldest first.
    pub comments: Vec<CommentView>,
    /// Whether the server has comments that are not here yet.
    pub more_comments: bool,
    /// The unfinished comment of oneself, with its id.
    pub draft: CommentDraftView,
}

/// An unfinished comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CommentDraftView {
    /// Minted when the field first opened.
    pub id: CommentId,
    /// The words so far.
    pub text: String,
}
