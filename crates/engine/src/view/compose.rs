use circles_domain::attachment::AttachmentKind;
use circles_domain::{AttachmentId, CircleId, PostId, Timestamp};
use serde::Serialize;
use ts_rs::TS;

/// An unfinished post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DraftView {
    /// The id that the post will have.
    pub id: PostId,
    /// Where, once chosen.
    pub circle: Option<CircleId>,
    /// The words so far.
    pub text: String,
    /// Files, in order.
    pub attachments: Vec<DraftAttachmentView>,
    /// When it was last saved on this device.
    pub saved_at: Timestamp,
}

/// A file of a draft: prepared, and kept as the app's own copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DraftAttachmentView {
    /// Which.
    pub id: AttachmentId,
    /// Photo or video.
    pub kind: AttachmentKind,
    /// The name that the file had, for the person only; never sent.
    pub name: String,
    /// Pixels across, upright.
    pub width: u32,
    /// Pixels down, upright.
    pub height: u32,
    /// ThumbHash, base64; empty for a video without poster.
    pub thumbhash: String,
    /// In words.
    pub alt: String,
    /// Length of a video.
    pub duration_ms: u32,
    /// Bytes that will be sent.
    pub size_bytes: i64,
    /// Whether place, camera data or the like were found and removed.
    pub removed_metadata: bool,
    /// Whether a video has a poster.
    pub has_poster: bool,
}

/// Drafts, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct DraftsView {
    /// The drafts.
    pub drafts: Vec<DraftView>,
}
