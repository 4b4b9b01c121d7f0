//! What was decided about somebody, and appeals against it.

use circles_domain::circle::Standing;
use circles_domain::govern::{ActKind, CitedRule, Subject};
use circles_domain::{ActId, AppealId, AttachmentId, CircleId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use super::LogLine;
use crate::person::Byline;

/// An appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AppealRequest {
    /// Against which act.
    pub act: ActId,
    /// What the person says.
    pub text: String,
}

/// Where an appeal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AppealState {
    /// Waits for somebody who did not act.
    Open,
    /// Undone.
    Accepted,
    /// It stays.
    Refused,
}

/// An appeal, as its author sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppealResponse {
    /// Which.
    pub id: AppealId,
    /// Against which act.
    pub act: ActId,
    /// What was said.
    pub text: String,
    /// Where it stands.
    pub state: AppealState,
    /// What whoever decided answered; empty while it waits.
    pub answer: String,
    /// When it was made.
    pub at: Timestamp,
}

/// An appeal, as whoever decides it sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingAppeal {
    /// The appeal.
    pub appeal: AppealResponse,
    /// Whose it is.
    pub person: Byline,
    /// What it is against.
    pub against: LogLine,
    /// The words that were removed; empty for a sanction.
    pub words: String,
    /// What a post showed that was removed.
    #[serde(default)]
    pub pictures: Vec<AttachmentId>,
    /// Whether oneself took part in the act: then somebody else decides.
    pub own: bool,
}

/// Appeals that wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppealsResponse {
    /// Oldest first.
    pub appeals: Vec<WaitingAppeal>,
}

/// A decision about an appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecisionRequest {
    /// Whether the act is undone.
    pub accept: bool,
    /// As the person will read it.
    pub answer: String,
}

/// What was decided about oneself, with its reasons and the way to change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Statement {
    /// The act; an appeal names it.
    pub act: ActId,
    /// In which circle.
    pub circle: CircleId,
    /// The circle's name.
    pub circle_name: String,
    /// Its name in Simplified Chinese.
    pub circle_name_zh: String,
    /// Something removed, a mute or a ban.
    pub kind: ActKind,
    /// What was removed.
    pub subject: Option<Subject>,
    /// Its words, which only oneself still sees.
    pub words: String,
    /// The rule.
    pub rule: CitedRule,
    /// The reason, as the moderator wrote it.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Until when; none for what has no end or has none to have.
    pub until: Option<Timestamp>,
    /// Whether it still holds.
    pub holds: bool,
    /// Whether the circle was dissolved since: nothing of it holds, and nobody is left to decide an appeal.
    #[serde(default)]
    pub circle_gone: bool,
    /// Until when it can be appealed; somebody else than who acted decides.
    pub appeal_until: Timestamp,
    /// The appeal, once there is one.
    pub appeal: Option<AppealResponse>,
    /// Whether it, and what became of the appeal, was shown on one of one's devices.
    #[serde(default)]
    pub heard: bool,
}

/// Somebody whom a circle's sanction concerns, for moderators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sanctioned {
    /// Who.
    pub person: PersonId,
    /// Muted or banned.
    pub standing: Standing,
    /// Until when; none for one without end.
    pub until: Option<Timestamp>,
}
