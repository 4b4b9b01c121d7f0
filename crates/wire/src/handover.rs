//! Handing a circle over: its owner offers it to a member, and it changes hands when they accept.

use circles_domain::circle::Role;
use circles_domain::{PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::person::Byline;

/// `PUT`, the owner: offers the circle to a member; an offer of before is replaced. `DELETE`, the owner: takes it back;
/// whom it was made to: declines.
pub const HANDOVER: &str = "/v1/circles/{id}/handover";
/// `PUT`, whom it was made to: owns the circle from now on; whoever did stays as an admin.
pub const HANDOVER_ACCEPTANCE: &str = "/v1/circles/{id}/handover/acceptance";
/// `GET`, operators of the platform: who could own the circle.
pub const HEIRS: &str = "/v1/circles/{id}/heirs";

/// To whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HandoverRequest {
    /// A member in good standing.
    pub person: PersonId,
}

/// An offer that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Handover {
    /// To whom.
    pub to: Byline,
    /// Since when.
    pub at: Timestamp,
}

/// Somebody who could own a circle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Heir {
    /// Who.
    pub person: Byline,
    /// What they are trusted with now.
    pub role: Role,
}

/// Who could own a circle: members in good standing, those who are trusted with most first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HeirsResponse {
    /// At most 200.
    pub heirs: Vec<Heir>,
}
