//! What posts, drafts, comments and the outbox take.

use circles_domain::page::Position;
use circles_domain::{AttachmentId, CircleId, CommentId, OutboxItemId, PersonId, PostId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

args! {
    /// `timeline`.
    TimelineArgs {
        /// Which.
        feed: Feed,
        /// The window starts at this position (that post included); `null` for the newest.
        from: Option<Position>,
        /// Most rows, at most 500.
        limit: u32,
    }
    /// `fill_gap`.
    GapArgs {
        /// As the row gave it.
        id: String,
    }
    /// `get_post`, `delete_post`, `get_draft`, `discard_draft`, `publish_post`, `open_tip`.
    PostArgs {
        /// Which.
        post: PostId,
    }
    /// `seen`: posts that were on screen.
    SeenArgs {
        /// Which.
        posts: Vec<PostId>,
    }
    /// `new_draft`.
    NewDraftArgs {
        /// Where, when known.
        circle: Option<CircleId>,
    }
    /// `save_draft`.
    SaveDraftArgs {
        /// Which.
        post: PostId,
        /// Where.
        circle: Option<CircleId>,
        /// The words so far.
        text: String,
    }
    /// `attach`: a file that this device can read.
    AttachArgs {
        /// To which draft.
        post: PostId,
        /// Where the file is.
        path: String,
        /// The name to show.
        name: String,
    }
    /// `detach`.
    DetachArgs {
        /// From which draft.
        post: PostId,
        /// What.
        attachment: AttachmentId,
    }
    /// `describe_attachment`.
    DescribeArgs {
        /// In which draft.
        post: PostId,
        /// Which.
        attachment: AttachmentId,
        /// In words.
        alt: String,
    }
    /// `reorder_attachments`.
    ReorderArgs {
        /// In which draft.
        post: PostId,
        /// All of them, in the new order.
        order: Vec<AttachmentId>,
    }
    /// `set_poster`: a still of a video, drawn by the page.
    PosterArgs {
        /// In which draft.
        post: PostId,
        /// Of which video.
        attachment: AttachmentId,
        /// A JPEG, base64.
        jpeg: String,
    }
    /// `edit_post`.
    EditPostArgs {
        /// Which.
        post: PostId,
        /// The words from now on.
        text: String,
    }
    /// `save_comment_draft`.
    SaveCommentDraftArgs {
        /// Under which post.
        post: PostId,
        /// The words so far.
        text: String,
    }
    /// `comment`.
    CommentArgs {
        /// From the draft.
        comment: CommentId,
        /// Under which post.
        post: PostId,
        /// The words.
        text: String,
    }
    /// `edit_comment`.
    EditCommentArgs {
        /// Which.
        comment: CommentId,
        /// The words from now on.
        text: String,
    }
    /// `delete_comment`.
    CommentIdArgs {
        /// Which.
        comment: CommentId,
    }
    /// `praise`.
    PraiseArgs {
        /// Which.
        post: PostId,
        /// Set or unset.
        on: bool,
    }
    /// `retry`, `discard`.
    OutboxArgs {
        /// Which.
        item: OutboxItemId,
    }
}

/// A timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Feed {
    /// All joined circles.
    Home,
    /// One circle.
    Circle {
        /// Which.
        circle: CircleId,
    },
    /// One person's posts.
    Person {
        /// Whose.
        person: PersonId,
    },
}
