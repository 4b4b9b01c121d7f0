//! Being let in: asking, deciding, inviting.

use circles_domain::circle::AdmissionState;
use circles_domain::{CircleId, InvitationId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::person::Byline;

/// `GET`: people who ask to be let in, for those who administer the circle.
pub const ADMISSIONS: &str = "/v1/circles/{id}/admissions";
/// `PUT`: decides about one of them. The same decision again answers the same.
pub const ADMISSION: &str = "/v1/circles/{id}/admissions/{person_id}";
/// `GET`: the circle's invitations, for those who administer it.
pub const INVITATIONS: &str = "/v1/circles/{id}/invitations";
/// `PUT` makes one (the id is the idempotency key), `DELETE` ends it.
pub const INVITATION: &str = "/v1/circles/{id}/invitations/{invitation_id}";
/// `GET`: the circle that a code invites to.
pub const INVITED: &str = "/v1/invitations/{code}";

/// How far one's own asking has got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Admission {
    /// How far.
    pub state: AdmissionState,
    /// One's own words.
    pub note: String,
    /// Why it was refused, in the words of who refused; else empty.
    pub reason: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// From when on one may ask again, after a refusal.
    pub again_at: Option<Timestamp>,
}

/// Somebody who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Candidate {
    /// Who.
    pub person: Byline,
    /// Their words.
    pub note: String,
    /// Since when.
    pub asked_at: Timestamp,
    /// Whether the join gate was another one when they asked: they are held against that one, and what the gate of now
    /// would say of them is told to nobody.
    #[serde(default)]
    pub earlier_gate: bool,
}

/// Who asks, the longest waiting first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdmissionsResponse {
    /// At most 200.
    pub candidates: Vec<Candidate>,
}

/// A decision about somebody who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AdmitRequest {
    /// Let in, or not.
    pub admit: bool,
    /// Why not; needed for a refusal, and read by who is refused.
    pub reason: String,
}

/// A new invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct InviteRequest {
    /// How many people may come in with it, 1 to 1000.
    pub uses: i64,
    /// For how many days, 1 to 90.
    pub days: i64,
}

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationResponse {
    /// Which.
    pub id: InvitationId,
    /// To which circle.
    pub circle: CircleId,
    /// What is passed on.
    pub code: String,
    /// Who made it.
    pub made_by: Byline,
    /// When.
    pub made_at: Timestamp,
    /// Until when it lets in.
    pub expires_at: Timestamp,
    /// How many people it lets in.
    pub uses: i64,
    /// How many came in with it.
    pub used: i64,
    /// Whether somebody ended it.
    pub revoked: bool,
}

/// Invitations, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvitationsResponse {
    /// At most 100.
    pub invitations: Vec<InvitationResponse>,
}
