//! People: oneself, and what is seen of others.

use circles_domain::claim::Gender;
use circles_domain::relation::{MayAsk, WhoMayAsk};
use circles_domain::{AttachmentId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::relation::Relation;

/// `GET`, `PATCH`: oneself.
pub const ME: &str = "/v1/me";
/// `PUT`: one's picture, of what was uploaded before. `DELETE`: none.
pub const AVATAR: &str = "/v1/me/avatar";
/// `GET`: standings with reasons and ends.
pub const STANDINGS: &str = "/v1/me/standings";
/// `GET`: a person.
pub const PERSON: &str = "/v1/people/{id}";

/// The part of a person that stands beside each post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Byline {
    /// Who.
    pub id: PersonId,
    /// The name they chose.
    pub display_name: String,
    /// Whether a real name is proven and not expired.
    pub verified: bool,
    /// Their picture, if any: fetched as `/v1/media/{id}/small`.
    pub avatar: Option<AttachmentId>,
}

/// Oneself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeResponse {
    /// As others see it.
    pub byline: Byline,
    /// A few words about oneself.
    pub bio: String,
    /// First character of the legal name and `*`.
    pub masked_name: String,
    /// Proven gender.
    pub gender: Option<Gender>,
    /// Whether 18 is reached.
    pub adult: bool,
    /// Proven student.
    pub student: Option<bool>,
    /// Proven employed.
    pub employed: Option<bool>,
    /// Proven to live overseas.
    pub overseas: Option<bool>,
    /// Reputation.
    pub score: Option<i64>,
    /// Age in whole years (own device only; gates need it to predict).
    pub age: Option<i64>,
    /// When they joined Circles.
    pub joined_at: Timestamp,
    /// Whom they let ask to be their friend.
    #[serde(default)]
    pub who_may_ask: WhoMayAsk,
    /// Whether they run the platform.
    #[serde(default)]
    pub operator: bool,
    /// Whether friends see their real name.
    #[serde(default)]
    pub shows_name: bool,
    /// When the account goes, if that was asked for.
    #[serde(default)]
    pub delete_at: Option<Timestamp>,
    /// Whether they take no tips.
    #[serde(default)]
    pub tips_off: bool,
    /// Whether they take transfers from others than friends.
    #[serde(default)]
    pub transfers_from_others: bool,
}

/// How near two people are: what the one sees of the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// No circle in common.
    #[default]
    Stranger,
    /// A circle in common.
    Member,
    /// Both said yes.
    Friend,
}

/// Changes of one's own profile; absent = untouched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditMeRequest {
    /// A new display name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// New words about oneself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
    /// Whom one lets ask to be one's friend.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who_may_ask: Option<WhoMayAsk>,
    /// Whether one takes no tips.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tips_off: Option<bool>,
    /// Whether one takes transfers from others than friends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfers_from_others: Option<bool>,
}

/// `PUT` of [`AVATAR`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AvatarRequest {
    /// A photograph of one's own, both renditions complete, that no post carries.
    pub attachment: AttachmentId,
}

/// Another person, as far as the asker may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonResponse {
    /// As beside posts.
    pub byline: Byline,
    /// A few words about themselves; empty for strangers.
    pub bio: String,
    /// When they joined Circles; absent for strangers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<Timestamp>,
    /// Circles that both are members of.
    pub shared_circles: Vec<circles_domain::CircleId>,
    /// Their posts in circles that the asker may read; 0 for strangers.
    pub post_count: i64,
    /// How they stand to the asker.
    pub relation: Relation,
    /// Whether the asker may ask them to be friends now.
    pub may_ask: MayAsk,
    /// Whether they take money from the asker: friends, and others where they allow it.
    #[serde(default)]
    pub may_send: bool,
    /// How near the asker is.
    #[serde(default)]
    pub level: Level,
    /// First character of the legal name and `*`: for friends, as for payers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub masked_name: Option<String>,
    /// The legal name: for friends, when its owner switched that on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_name: Option<String>,
}

/// One's standing in one circle, with the reason where there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StandingResponse {
    /// Where.
    pub circle: circles_domain::CircleId,
    /// The circle's name.
    pub circle_name: String,
    /// How.
    pub standing: circles_domain::circle::Standing,
    /// Until when, for what ends by itself.
    pub until: Option<Timestamp>,
    /// Why, as the moderator wrote it.
    pub reason: Option<String>,
}

/// All standings that are not plain membership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StandingsResponse {
    /// One a circle.
    pub standings: Vec<StandingResponse>,
    /// What was decided about oneself: removals, mutes, bans, newest first.
    #[serde(default)]
    pub statements: Vec<crate::govern::Statement>,
    /// What oneself reported, newest first.
    #[serde(default)]
    pub reports: Vec<crate::govern::ReportResponse>,
}
