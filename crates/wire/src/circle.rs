//! Circles and membership.

use circles_domain::circle::{Gates, Standing};
use circles_domain::gate::Verdict;
use circles_domain::{AttachmentId, CircleId, Timestamp};
use serde::{Deserialize, Serialize};

/// `GET`: every circle that may be found; one page, there are hundreds at most.
pub const CIRCLES: &str = "/v1/circles";
/// `GET`: one circle.
pub const CIRCLE: &str = "/v1/circles/{id}";
/// `PUT` joins, `DELETE` leaves; both are idempotent.
pub const MEMBERSHIP: &str = "/v1/circles/{id}/membership";
/// `GET`: a page of posts, newest first. Query: [`PostsQuery`].
pub const CIRCLE_POSTS: &str = "/v1/circles/{id}/posts";
/// `GET`: members, for members.
pub const MEMBERS: &str = "/v1/circles/{id}/members";

/// What may be done in a circle by the person who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rights {
    /// Join (whatever the standing is now).
    pub join: Verdict,
    /// Post, by the gate alone; standing decides too.
    pub post: Verdict,
    /// Comment, by the gate alone; standing decides too.
    pub comment: Verdict,
}

/// A circle as the asker sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CircleResponse {
    /// Which.
    pub id: CircleId,
    /// Counts up with each change of the circle itself.
    pub version: i64,
    /// Stable name in links.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its name in Simplified Chinese; empty when it has one name only.
    pub name_zh: String,
    /// What it is about, one or two sentences.
    pub introduction: String,
    /// The same in Simplified Chinese.
    pub introduction_zh: String,
    /// What a moderator may cite, one rule a line.
    pub rules: String,
    /// The same in Simplified Chinese.
    pub rules_zh: String,
    /// Interest that it belongs to: `life`, `study`, `work`, `family`, `culture`, `tech`, `food`, `outdoors`.
    pub category: String,
    /// Wide picture.
    pub cover: Option<AttachmentId>,
    /// Round picture.
    pub icon: Option<AttachmentId>,
    /// Who may.
    pub gates: Gates,
    /// How the asker stands.
    pub standing: Standing,
    /// Until when a mute lasts.
    pub standing_until: Option<Timestamp>,
    /// What the gates say to the asker.
    pub rights: Rights,
    /// Members, at the time of the answer; not part of the version.
    pub member_count: i64,
    /// Views, likewise.
    pub view_count: i64,
    /// Posts, likewise.
    pub post_count: i64,
}

/// Circles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CirclesResponse {
    /// In no promised order.
    pub circles: Vec<CircleResponse>,
}

/// Which page of posts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct PostsQuery {
    /// Posts older than this position, given by its time ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_at: Option<Timestamp>,
    /// ... and its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_id: Option<circles_domain::PostId>,
    /// 1 to 100, default 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of posts, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostsResponse {
    /// The posts.
    pub posts: Vec<crate::post::PostResponse>,
    /// Whether older ones exist.
    pub more: bool,
}

/// Members of a circle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MembersResponse {
    /// The first 200 by time of joining, moderators first.
    pub members: Vec<Member>,
}

/// One member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// Who.
    pub person: crate::person::Byline,
    /// As what.
    pub standing: Standing,
}
