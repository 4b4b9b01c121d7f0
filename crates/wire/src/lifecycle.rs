//! The life of a circle: applied for, launched in steps, frozen, dissolved; its page.

use circles_domain::attachment::AttachmentDraft;
use circles_domain::circle::Gates;
use circles_domain::gate::risk::Risk;
use circles_domain::govern::{CircleState, Modules};
use circles_domain::{ActId, ApplicationId, AttachmentId, CircleId, PostId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::person::Byline;

/// `GET`: one's own applications; for operators of the platform also those that wait.
pub const APPLICATIONS: &str = "/v1/applications";
/// `PUT`: applies for a circle; the id is the idempotency key.
pub const APPLICATION: &str = "/v1/applications/{id}";
/// `PUT`: decides an application, once.
pub const APPLICATION_DECISION: &str = "/v1/applications/{id}/decision";
/// `GET`: every circle, for operators of the platform.
pub const CONSOLE: &str = "/v1/console";
/// `PUT`: a step in the life of a circle, by an operator; the id is the idempotency key.
pub const STEP: &str = "/v1/circles/{id}/steps/{act_id}";
/// `GET`: one's own posts in a circle, to take along.
pub const EXPORT: &str = "/v1/circles/{id}/export";

/// What a circle is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ApplicationRequest {
    /// Its name.
    pub name: String,
    /// Its name in Simplified Chinese; may be empty.
    pub name_zh: String,
    /// The interest that it belongs to.
    pub category: String,
    /// What it is about.
    pub introduction: String,
    /// The same in Simplified Chinese; may be empty.
    pub introduction_zh: String,
    /// What its moderators will cite, one rule a line.
    pub rules: String,
    /// The same in Simplified Chinese; may be empty.
    pub rules_zh: String,
    /// Why there should be such a circle, and who keeps it in order.
    pub why: String,
    /// Who may.
    pub gates: Gates,
}

/// Where an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ApplicationState {
    /// Waits for an operator of the platform.
    Open,
    /// There is a circle of the same id, and the applicant owns it.
    Approved,
    /// No, with an answer.
    Refused,
}

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplicationResponse {
    /// Which; also the circle's id, once it is approved.
    pub id: ApplicationId,
    /// Who applies.
    pub applicant: Byline,
    /// Whether that is oneself.
    pub own: bool,
    /// What is applied for; `null` once the applicant deleted their account, and their words with it.
    pub asks: Option<ApplicationRequest>,
    /// What is dangerous in the gates that are asked for; whoever approves is the second who says so.
    #[serde(default)]
    pub risks: Vec<Risk>,
    /// Where it stands.
    pub state: ApplicationState,
    /// What the operator answered; empty while it waits.
    pub answer: String,
    /// When it was made.
    pub at: Timestamp,
}

/// Applications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplicationsResponse {
    /// Oldest first.
    pub applications: Vec<ApplicationResponse>,
}

/// A decision about an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ApplicationDecisionRequest {
    /// Whether there will be such a circle.
    pub approve: bool,
    /// As the applicant will read it.
    pub answer: String,
}

/// A step in the life of a circle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// How many people outside find it, and how often it is looked at from outside.
    Launch {
        /// Share of people, 0 to 100.
        find_percent: i64,
        /// Looks an hour while moderators do not keep up; 0 for no cap.
        views_per_hour: i64,
    },
    /// Read-only, until it is opened again.
    Freeze {
        /// As members will read it.
        reason: String,
    },
    /// Opens it again.
    Thaw {
        /// Why.
        reason: String,
    },
    /// Read-only, and gone when the time to take one's posts along is over.
    Dissolve {
        /// As members will read it.
        reason: String,
    },
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StepRequest {
    /// Which.
    pub step: Step,
}

/// A circle as operators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsoleLine {
    /// Which.
    pub circle: CircleId,
    /// Its name.
    pub name: String,
    /// Its name in Simplified Chinese.
    pub name_zh: String,
    /// Where in its life it is.
    pub state: CircleState,
    /// Why it is frozen or dissolved.
    pub reason: String,
    /// Until when posts can be taken along.
    pub export_until: Option<Timestamp>,
    /// Share of people who find it.
    pub find_percent: i64,
    /// Looks an hour from outside; 0 for no cap.
    pub views_per_hour: i64,
    /// Members.
    pub members: i64,
    /// Those among them who keep order.
    pub keepers: i64,
    /// Who answers for it; absent where nobody does.
    #[serde(default)]
    pub owner: Option<Byline>,
    /// Appeals that none of its admins may decide: they wait for an operator.
    #[serde(default)]
    pub appeals: i64,
    /// Reports that wait.
    pub open_reports: i64,
    /// Those among them that have waited for too long.
    pub late_reports: i64,
    /// Whether they keep up; while they do not, the cap on looks holds.
    pub keeps_up: bool,
}

/// Every circle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsoleResponse {
    /// By name.
    pub circles: Vec<ConsoleLine>,
    /// Members that one of those who keep order keeps up with.
    pub members_per_keeper: i64,
    /// How long members take their posts along before a dissolved circle is gone, in seconds.
    #[serde(default)]
    pub export_s: i64,
}

/// A change of a circle's page; absent = untouched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditCircleRequest {
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub introduction: Option<String>,
    /// The same in Simplified Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub introduction_zh: Option<String>,
    /// A photograph that the admin uploaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<AttachmentId>,
    /// The standing modules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modules: Option<Modules>,
}

/// One's own post, to take along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedPost {
    /// Which.
    pub id: PostId,
    /// The words.
    pub text: String,
    /// The pictures and videos; their bytes are at `/v1/media/{id}/{rendition}` while the window is open.
    pub attachments: Vec<AttachmentDraft>,
    /// When it was posted.
    pub accepted_at: Timestamp,
}

/// What somebody takes along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportResponse {
    /// From which circle.
    pub circle: CircleId,
    /// Its name.
    pub circle_name: String,
    /// Oldest first.
    pub posts: Vec<ExportedPost>,
}

/// What a step led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepResponse {
    /// The line of the log.
    pub id: ActId,
    /// Where in its life the circle is now.
    pub state: CircleState,
}
