//! What is done in a circle, its log, and roles.

use circles_domain::circle::Role;
use circles_domain::govern::{ActKind, CitedRule, Deed, Subject};
use circles_domain::{ActId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::person::Byline;

/// One act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ActRequest {
    /// What is done.
    pub deed: Deed,
}

/// What an act led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActResponse {
    /// Which.
    pub id: ActId,
    /// As the log says it; [`ActKind::Propose`] when a second person is needed.
    pub kind: ActKind,
    /// When.
    pub at: Timestamp,
}

/// The second person's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SecondRequest {
    /// Whether they agree.
    pub agree: bool,
}

/// Which page of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct LogQuery {
    /// Lines before this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
}

/// What kind of thing a line of the log concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// A post.
    Post,
    /// A comment.
    Comment,
    /// A person.
    Person,
}

/// A line of the log. Members read roles; names are for those who decide appeals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogLine {
    /// Its place.
    pub seq: i64,
    /// Which act.
    pub id: ActId,
    /// What.
    pub kind: ActKind,
    /// As what the actor acted: a role's name, or `operator`.
    pub actor_role: String,
    /// Who acted; absent for members.
    pub actor: Option<Byline>,
    /// Who agreed; absent for members.
    pub second: Option<Byline>,
    /// Whether a second person agreed.
    pub seconded: bool,
    /// Whom it concerns; absent for members.
    pub person: Option<Byline>,
    /// What kind of thing it concerns.
    #[serde(default)]
    pub thing: Option<Thing>,
    /// What it concerns; absent for members, who may not see it for another reason.
    pub subject: Option<Subject>,
    /// The rule that was cited.
    pub rule: Option<CitedRule>,
    /// Why. What it says of a person is for those who read names; members read the rule.
    pub reason: Option<String>,
    /// Until when.
    pub until: Option<Timestamp>,
    /// A role that was given, a sanction that was proposed, a step of the launch.
    pub detail: String,
    /// When.
    pub at: Timestamp,
}

impl LogLine {
    /// Whether it only says what somebody thought of doing.
    #[must_use]
    pub const fn is_talk(&self) -> bool {
        matches!(self.kind, ActKind::Propose | ActKind::Decline)
    }
}

/// A page of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogResponse {
    /// Newest first, at most 100.
    pub lines: Vec<LogLine>,
    /// Whether older ones exist.
    pub more: bool,
}

/// A role to be given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RoleRequest {
    /// Which.
    pub role: Role,
    /// Why; needed where an operator of the platform names the owner. It stands in the circle's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
