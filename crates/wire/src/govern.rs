//! Keeping order in a circle: acts, reports, appeals, the log, roles.

mod act;
mod appeal;
mod report;

pub use act::*;
pub use appeal::*;
pub use report::*;

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
