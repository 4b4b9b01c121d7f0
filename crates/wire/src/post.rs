//! Posts, praise, views and counts.

use circles_domain::attachment::AttachmentDraft;
use circles_domain::{CircleId, PostId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::person::Byline;

/// `GET`, `PUT` (publish: the id is the idempotency key), `DELETE`.
pub const POST: &str = "/v1/posts/{id}";
/// `PUT`: one edit, with an id of its own.
pub const POST_EDIT: &str = "/v1/posts/{id}/edits/{edit_id}";
/// `PUT` sets, `DELETE` unsets.
pub const PRAISE: &str = "/v1/posts/{id}/praise";
/// `POST`: counts of up to 100 posts.
pub const COUNTS: &str = "/v1/counts";
/// `POST`: posts that were on screen.
pub const VIEWS: &str = "/v1/views";
/// `GET`: posts of a person in circles that the asker may read. Query: [`crate::circle::PostsQuery`].
pub const PERSON_POSTS: &str = "/v1/people/{id}/posts";

/// A new post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PublishRequest {
    /// Where.
    pub circle: CircleId,
    /// The words; may be empty when there are attachments.
    pub text: String,
    /// In order; all of them uploaded before.
    pub attachments: Vec<AttachmentDraft>,
}

/// A change of one's own post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditRequest {
    /// The words from now on.
    pub text: String,
}

/// Numbers that change without the post changing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Counts {
    /// Praise.
    pub praise: i64,
    /// Comments.
    pub comments: i64,
    /// People who tipped; held and released.
    pub tippers: i64,
    /// Views.
    pub views: i64,
    /// Whether the asker praised it.
    pub praised: bool,
    /// Whether the asker tipped it.
    pub tipped: bool,
    /// Whether its author takes no tips.
    #[serde(default)]
    pub tips_off: bool,
}

/// A post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostResponse {
    /// Which.
    pub id: PostId,
    /// Counts up with each edit.
    pub version: i64,
    /// Where.
    pub circle: CircleId,
    /// Who.
    pub author: Byline,
    /// The words.
    pub text: String,
    /// In order.
    pub attachments: Vec<AttachmentDraft>,
    /// When the server took it: its place in every timeline.
    pub accepted_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// At the time of the answer; not part of the version.
    pub counts: Counts,
}

/// Posts by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PostIdsRequest {
    /// At most 100.
    pub posts: Vec<PostId>,
}

/// Counts of one post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostCounts {
    /// Which.
    pub id: PostId,
    /// The numbers.
    pub counts: Counts,
}

/// Counts of those posts that the asker may read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CountsResponse {
    /// In no promised order.
    pub posts: Vec<PostCounts>,
}
