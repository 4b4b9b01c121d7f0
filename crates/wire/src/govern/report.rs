//! What is reported, and what waits for those who keep order.

use circles_domain::circle::{Role, Standing};
use circles_domain::govern::{CitedRule, ReportReason, Subject};
use circles_domain::{ActId, AttachmentId, CircleId, PostId, ReportId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::person::Byline;

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
