//! Comments.

use circles_domain::{CommentId, PostId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::person::Byline;

/// `GET`: comments of a post, oldest first. Query: [`CommentsQuery`].
pub const POST_COMMENTS: &str = "/v1/posts/{id}/comments";
/// `PUT` (the id is the idempotency key), `DELETE`.
pub const COMMENT: &str = "/v1/comments/{id}";
/// `PUT`: one edit, with an id of its own.
pub const COMMENT_EDIT: &str = "/v1/comments/{id}/edits/{edit_id}";

/// Which page of comments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct CommentsQuery {
    /// Comments younger than this one, given by its time ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_at: Option<Timestamp>,
    /// ... and its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_id: Option<CommentId>,
}

/// A new comment. An edit is a [`crate::post::EditRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CommentRequest {
    /// Under which post.
    pub post: PostId,
    /// The words.
    pub text: String,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommentResponse {
    /// Which.
    pub id: CommentId,
    /// Counts up with each edit.
    pub version: i64,
    /// Under which post.
    pub post: PostId,
    /// Who.
    pub author: Byline,
    /// The words.
    pub text: String,
    /// When the server took it.
    pub accepted_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
}

/// A page of comments, oldest first, at most 100.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CommentsResponse {
    /// The comments.
    pub comments: Vec<CommentResponse>,
    /// Whether younger ones exist.
    pub more: bool,
}
