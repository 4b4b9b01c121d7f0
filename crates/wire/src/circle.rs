//! Circles and membership.

use circles_domain::circle::{Acceptance, Gates, Place, Role, Standing};
use circles_domain::gate::{Asker, Verdict};
use circles_domain::govern::{CircleState, Modules};
use circles_domain::{AttachmentId, CircleId, PostId, Timestamp};
use serde::{Deserialize, Serialize};

/// `GET`: every circle that may be found; one page, there are hundreds at most.
pub const CIRCLES: &str = "/v1/circles";
/// `GET`: one circle. `PATCH`: its page, by its admins ([`crate::lifecycle::EditCircleRequest`]).
pub const CIRCLE: &str = "/v1/circles/{id}";
/// `PUT` joins or asks to be let in, `DELETE` leaves or takes the asking back; both are idempotent.
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

impl Rights {
    /// What `gates` say to `asker`. The server decides and a device predicts by this.
    #[must_use]
    pub fn of(gates: &Gates, asker: Asker) -> Self {
        Self {
            join: gates.join.check(asker),
            post: gates.post.check(asker),
            comment: gates.comment.check(asker),
        }
    }
}

const fn all_percent() -> i64 {
    100
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
    /// Counts up with each change of the gates.
    #[serde(default)]
    pub gate_version: i64,
    /// Hours that a tip stays in escrow here, at least.
    #[serde(default)]
    pub escrow_hours: i64,
    /// The asker's place, as far as gates ask for it.
    #[serde(default)]
    pub place: Place,
    /// Which version of the rules the asker accepted, and which they have to.
    #[serde(default)]
    pub acceptance: Acceptance,
    /// How far the asker's asking to be let in has got.
    #[serde(default)]
    pub admission: Option<crate::admission::Admission>,
    /// Whether the asker may administer this circle.
    #[serde(default)]
    pub administers: bool,
    /// What waits for somebody who administers: people who ask to be let in, changes that need a second approver.
    /// 0 for everyone else.
    #[serde(default)]
    pub waiting: i64,
    /// What waits for somebody who keeps order: reported things, sanctions that need a second person, and, for who decides
    /// them, appeals. What oneself took part in waits for others. 0 for everyone else.
    #[serde(default)]
    pub order_waiting: i64,
    /// The circle is offered to somebody; told to its owner and to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<crate::handover::Handover>,
    /// How the asker stands.
    pub standing: Standing,
    /// Until when a mute lasts.
    pub standing_until: Option<Timestamp>,
    /// Posts that are kept in front, at most three, the newest pin first.
    #[serde(default)]
    pub pins: Vec<PostId>,
    /// Where in its life it is.
    #[serde(default)]
    pub state: CircleState,
    /// Why it is read-only; empty when it is not.
    #[serde(default)]
    pub state_reason: String,
    /// Until when one's posts can be taken along, while it is being dissolved; for who is or was in it.
    #[serde(default)]
    pub export_until: Option<Timestamp>,
    /// Share of people who find it, in percent; who is inside or holds a code is not asked.
    #[serde(default = "all_percent")]
    pub find_percent: i64,
    /// Looks an hour from outside, while order is not kept up with; 0 for no cap.
    #[serde(default)]
    pub views_per_hour: i64,
    /// What stands on its page for good.
    #[serde(default)]
    pub modules: Modules,
    /// What the gates say to the asker.
    pub rights: Rights,
    /// Members, at the time of the answer; not part of the version.
    pub member_count: i64,
    /// Views, likewise.
    pub view_count: i64,
    /// Posts, likewise.
    pub post_count: i64,
}

/// Joining, or asking to be let in; every part may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct JoinRequest {
    /// The version of the rules that was shown; joining accepts it. Left out: the one of now. 409 `stale` when it is
    /// not the one of now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules_version: Option<i64>,
    /// Words for who decides, where joining is by asking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The code of an invitation, where one is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<String>,
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
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MembersResponse {
    /// The first 200 by time of joining, moderators first; for moderators also who is banned.
    pub members: Vec<Member>,
}

/// One member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// Who.
    pub person: crate::person::Byline,
    /// As what; sanctions of others are told to moderators only.
    pub standing: Standing,
    /// What they are trusted with.
    #[serde(default)]
    pub role: Role,
    /// Until when a sanction lasts, for moderators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}
