//! Changing who may, for those who administer a circle.

use circles_domain::circle::Gates;
use circles_domain::gate::risk::Risk;
use circles_domain::gate::simulation::Outcome;
use circles_domain::{CircleId, ProposalId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::person::Byline;

/// `GET`: the gates with their history and what waits.
pub const GATES: &str = "/v1/circles/{id}/gates";
/// `POST`: what a change would do. Saves nothing.
pub const GATES_SIMULATION: &str = "/v1/circles/{id}/gates/simulate";
/// `PUT` proposes a change (the id is the idempotency key): it takes effect at once, or waits for a second approver
/// (a risk, or who proposes it is no admin).
/// `DELETE` refuses it, or takes it back. 409 `stale` when the gates changed since.
pub const GATES_PROPOSAL: &str = "/v1/circles/{id}/gates/proposals/{proposal_id}";
/// `PUT`: approves what somebody else proposed.
pub const GATES_APPROVAL: &str = "/v1/circles/{id}/gates/proposals/{proposal_id}/approval";
/// `PUT` names a person on one of the circle's lists (`allow`, `deny`), `DELETE` takes them off.
pub const GATES_LISTED: &str = "/v1/circles/{id}/gates/lists/{list}/{person_id}";

/// What somebody wants to try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SimulateRequest {
    /// All four.
    pub gates: Gates,
}

/// What a change would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SimulationResponse {
    /// Who gains and who loses.
    pub outcome: Outcome,
    /// What is dangerous about it; not empty: a second approver is needed.
    pub risks: Vec<Risk>,
    /// Hours that a tip would stay in escrow here, at least.
    pub escrow_hours: i64,
}

/// A change that somebody wants to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProposeRequest {
    /// The version that it changes.
    pub version: i64,
    /// All four, as they shall be.
    pub gates: Gates,
}

/// A change that waits for a second approver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Proposal {
    /// Which.
    pub id: ProposalId,
    /// The gates as they would be.
    pub gates: Gates,
    /// Why it waits.
    pub risks: Vec<Risk>,
    /// Who proposed it.
    pub by: Byline,
    /// When.
    pub at: Timestamp,
    /// Whether the asker may approve it: not their own, and one of the two is an admin.
    pub may_approve: bool,
}

/// A version of the gates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GateVersion {
    /// Which.
    pub version: i64,
    /// The gates as they were.
    pub gates: Gates,
    /// Who made it; `None` for the first.
    pub by: Option<Byline>,
    /// The second approver, where one was needed.
    pub approved_by: Option<Byline>,
    /// Since when it held.
    pub at: Timestamp,
}

/// The gates of a circle, for those who administer it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GatesResponse {
    /// Whose.
    pub circle: CircleId,
    /// The version of now.
    pub version: i64,
    /// All four.
    pub gates: Gates,
    /// What is dangerous about them.
    pub risks: Vec<Risk>,
    /// Hours that a tip stays in escrow here, at least.
    pub escrow_hours: i64,
    /// Whether what the asker changes holds by their word alone; else it is proposed, and rules and lists are read only.
    #[serde(default)]
    pub decides: bool,
    /// What waits for a second approver.
    pub proposal: Option<Proposal>,
    /// People who are let in by name.
    pub allow: Vec<Byline>,
    /// People who are kept out by name.
    pub deny: Vec<Byline>,
    /// The last 20 versions, newest first.
    pub history: Vec<GateVersion>,
}
