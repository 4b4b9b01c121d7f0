//! Keeping order in a circle: acts, reports, appeals, the log, roles.

use circles_domain::circle::{Role, Standing};
use circles_domain::govern::{ActKind, CitedRule, Deed, ReportReason, Subject};
use circles_domain::{ActId, AppealId, AttachmentId, CircleId, PersonId, PostId, ReportId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::person::Byline;

/// `PUT`: one act; its id is the idempotency key.
pub const ACT: &str = "/v1/circles/{id}/acts/{act_id}";
/// `PUT`: the second person's word about a proposed sanction.
pub const SECOND: &str = "/v1/circles/{id}/acts/{act_id}/second";
/// `GET`: what was done, newest first. Query: [`LogQuery`].
pub const LOG: &str = "/v1/circles/{id}/log";
/// `GET`: open reports by what they are about, and proposals that wait.
pub const QUEUE: &str = "/v1/circles/{id}/queue";
/// `PUT`: a report; its id is the idempotency key.
pub const REPORT: &str = "/v1/reports/{id}";
/// `PUT`: the outcome of a report was shown.
pub const REPORT_HEARD: &str = "/v1/reports/{id}/heard";
/// `PUT`: a decision about oneself was shown.
pub const STATEMENT_HEARD: &str = "/v1/statements/{id}/heard";
/// `PUT`: an appeal against an act; its id is the idempotency key.
pub const APPEAL: &str = "/v1/appeals/{id}";
/// `GET`: appeals of a circle that wait, for those who may decide them.
pub const APPEALS: &str = "/v1/circles/{id}/appeals";
/// `PUT`: decides an appeal, once.
pub const APPEAL_DECISION: &str = "/v1/appeals/{id}/decision";
/// `PUT`: gives somebody a role.
pub const ROLE: &str = "/v1/circles/{id}/members/{person_id}/role";

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

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportRequest {
    /// In which circle.
    pub circle: CircleId,
    /// What.
    pub subject: Subject,
    /// Why.
    pub reason: ReportReason,
    /// More, if the person wants to say it; may be empty.
    pub note: String,
}

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// Waits.
    Open,
    /// It was a breach, and something was done.
    Upheld,
    /// It was none.
    Dismissed,
}

/// One's own report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportResponse {
    /// Which: of the report that is open already, when there is one.
    pub id: ReportId,
    /// In which circle.
    pub circle: CircleId,
    /// The circle's name.
    pub circle_name: String,
    /// What.
    pub subject: Subject,
    /// Why.
    pub reason: ReportReason,
    /// Where it stands.
    pub state: ReportState,
    /// When it was made.
    pub at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// Whether its outcome was shown.
    pub heard: bool,
}

/// What open reports are about, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Case {
    /// What.
    pub subject: Subject,
    /// Whose it is, or who it is.
    pub person: Byline,
    /// What they are trusted with in this circle; nobody finds nothing wrong with their equals.
    #[serde(default)]
    pub role: Role,
    /// When they joined Circles.
    pub joined_at: Timestamp,
    /// What this circle did about them before: lines that cite a rule.
    pub past_acts: i64,
    /// The words; empty for a person.
    pub text: String,
    /// The post that a comment stands under, or the post itself.
    pub post: Option<PostId>,
    /// The first picture of a post.
    pub picture: Option<AttachmentId>,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// Why, and how often, the most frequent first.
    pub reasons: Vec<ReasonCount>,
    /// What reporters said, without who.
    pub notes: Vec<String>,
    /// Whether one of them is trusted: such cases come first.
    pub trusted: bool,
    /// When it was first reported.
    pub first_at: Timestamp,
}

/// How often a reason was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReasonCount {
    /// Which.
    pub reason: ReportReason,
    /// How often.
    pub count: i64,
}

/// A sanction that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SanctionProposal {
    /// The act that proposed it.
    pub id: ActId,
    /// Whom.
    pub person: Byline,
    /// Muted or banned.
    pub sanction: Standing,
    /// For how long from now; none for one without end.
    pub seconds: Option<i64>,
    /// The rule.
    pub rule: CitedRule,
    /// Why.
    pub reason: String,
    /// Who proposes it.
    pub proposer: Byline,
    /// Whether that is oneself: then somebody else has to agree.
    pub own: bool,
    /// When.
    pub at: Timestamp,
}

/// What waits for a moderator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueResponse {
    /// Trusted reporters' first, then the oldest; at most 100.
    pub cases: Vec<Case>,
    /// Oldest first.
    pub proposals: Vec<SanctionProposal>,
    /// How many appeals wait, for those who may decide them.
    pub appeals: i64,
}

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
