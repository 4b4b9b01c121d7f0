//! A circle's rules: changing and accepting them.

use serde::{Deserialize, Serialize};

/// `PUT`: changes them, for those who administer the circle. 409 `stale` when `version` is not the one of now.
pub const RULES: &str = "/v1/circles/{id}/rules";
/// `PUT`: accepts a version; accepting again changes nothing.
pub const RULES_ACCEPTANCE: &str = "/v1/circles/{id}/rules/acceptance";

/// New rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EditRulesRequest {
    /// The version that they change.
    pub version: i64,
    /// What moderators may cite, one rule a line.
    pub rules: String,
    /// The same in Simplified Chinese.
    pub rules_zh: String,
    /// Whether they change what members agreed to: then everyone is asked again before they write.
    pub material: bool,
}

/// Accepting the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AcceptRulesRequest {
    /// The version that was shown. 409 `stale` when it is not the one of now.
    pub version: i64,
}
