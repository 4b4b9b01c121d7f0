//! What Circles knows of oneself: claims, score, who opened the real name, how others see one, and the way out.

use circles_domain::claim::{AgeBand, ClaimKind, Gender};
use circles_domain::gate::simulation::Right;
use circles_domain::score::Part;
use circles_domain::{CircleId, Money, Timestamp};
use serde::{Deserialize, Serialize};

use crate::person::Byline;

/// `GET`: one's own claims.
pub const CLAIMS: &str = "/v1/me/claims";
/// `DELETE`: withdraws a claim. `PUT`: lets the next sign-in prove it again.
pub const CLAIM: &str = "/v1/me/claims/{kind}";
/// `GET`: one's own score with its parts.
pub const SCORE: &str = "/v1/me/score";
/// `GET`: who opened one's real name.
pub const NAME_ACCESS: &str = "/v1/me/name-access";
/// `GET`: oneself as others see one.
pub const SEEN_AS: &str = "/v1/me/seen-as/{level}";
/// `PUT`: whether friends see one's real name.
pub const SHOW_NAME: &str = "/v1/me/show-name";
/// `PUT`: asks for the account to be deleted; signing in before the day offers to keep it.
pub const DELETION: &str = "/v1/me/deletion";
/// `POST`, operators: opens a real name, on the record.
pub const LEGAL_NAME: &str = "/v1/operator/people/{id}/legal-name";

/// `PUT`, operators: shuts a human out, under whatever account. `DELETE`: lets them in again.
pub const BAN: &str = "/v1/operator/people/{id}/ban";
/// `PUT`: lets a human in again, for operators of the platform.
pub const BAN_LIFT: &str = "/v1/operator/people/{id}/ban/lift";

/// Whether a claim proves anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClaimState {
    /// It does.
    Valid,
    /// It did.
    Expired,
    /// The person took it back.
    Withdrawn,
}

/// A gate that asks for a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimUse {
    /// Of which circle.
    pub circle: CircleId,
    /// Its name.
    pub circle_name: String,
    /// Its Chinese name, or empty.
    pub circle_name_zh: String,
    /// What it lets through.
    pub right: Right,
    /// Whether the person has that right now and would not have it without the claim.
    pub closes: bool,
}

/// What is known of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimResponse {
    /// What it speaks of.
    pub kind: ClaimKind,
    /// Whether it proves anything.
    pub state: ClaimState,
    /// Of a birth date: the band. The date itself stays on the server.
    pub age_band: Option<AgeBand>,
    /// Of a gender.
    pub gender: Option<Gender>,
    /// Who said so.
    pub issuer: String,
    /// When.
    pub issued_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// When the person took it back.
    pub withdrawn_at: Option<Timestamp>,
    /// Whether what the issuer signed is there and holds.
    pub signed: bool,
    /// The gates that ask for it.
    pub used_by: Vec<ClaimUse>,
    /// Whether sending and getting tips rests on it.
    pub money: bool,
}

/// All of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClaimsResponse {
    /// One a kind that was ever proven.
    pub claims: Vec<ClaimResponse>,
}

/// A part of a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScorePart {
    /// Which.
    pub part: Part,
    /// Points; below zero for what takes.
    pub points: i64,
    /// The farthest that it can go; below zero for what takes.
    pub bound: i64,
    /// Before its last change.
    pub before: i64,
    /// When that was.
    pub changed_at: Timestamp,
}

/// One's own score, explained. Money is no part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScoreResponse {
    /// The sum.
    pub score: i64,
    /// Where everybody begins.
    pub least: i64,
    /// Where it ends.
    pub most: i64,
    /// What it is made of.
    pub parts: Vec<ScorePart>,
}

/// Somebody opened one's real name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NameAccess {
    /// In which role; never who.
    pub role: String,
    /// Why, as they wrote it.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// All of them, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NameAccessResponse {
    /// Newest first.
    pub entries: Vec<NameAccess>,
}

/// `PUT` of [`SHOW_NAME`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowNameRequest {
    /// Whether friends see it.
    pub shown: bool,
}

/// `PUT` of [`DELETION`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeletionRequest {
    /// What the person saw on their account and gives up with it; exactly that, or the request is refused.
    pub give_up: Money,
}

/// Why an operator opens a real name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LegalNameRequest {
    /// At least 10 characters; the person reads it.
    pub reason: String,
}

/// Why and until when a human is shut out; they read both when they try to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BanRequest {
    /// At least 10 characters.
    pub reason: String,
    /// Until when; absent for good.
    pub until: Option<Timestamp>,
}

/// `PUT` of [`BAN_LIFT`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiftRequest {
    /// At least 10 characters; kept on the record.
    pub reason: String,
}

/// `GET` of [`BAN`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BanResponse {
    /// Why and until when they are shut out now, under whatever account; `null` when they are not.
    pub ban: Option<Ban>,
    /// What operators did about it, newest first.
    pub acts: Vec<OperatorAct>,
}

/// That a human is shut out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ban {
    /// As they read it.
    pub reason: String,
    /// Until when; `null` for good.
    pub until: Option<Timestamp>,
}

/// What an operator did about a human's access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OperatorActKind {
    /// Shut out.
    ShutOut,
    /// Let in again.
    LetIn,
}

/// A line of the operators' record, for operators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OperatorAct {
    /// What.
    pub kind: OperatorActKind,
    /// Who did it.
    pub operator: Byline,
    /// Why, as they wrote it.
    pub reason: String,
    /// Until when somebody was shut out; `null` for good, and for who was let in.
    pub until: Option<Timestamp>,
    /// When.
    pub at: Timestamp,
}

/// A real name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LegalNameResponse {
    /// As on the document.
    pub legal_name: String,
}

impl std::fmt::Debug for LegalNameResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LegalNameResponse(..)")
    }
}
