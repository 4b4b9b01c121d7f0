//! Requests of money: asking a friend, declining, withdrawing. What pays one is a transfer; see [`crate::transfer`].

use circles_domain::money_request::MoneyRequestStanding;
use circles_domain::{Money, MoneyRequestId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::person::Byline;

/// `GET`: what waits, and the latest of what is over.
pub const MONEY_REQUESTS: &str = "/v1/money-requests";
/// `PUT` asks; the id is the idempotency key.
pub const MONEY_REQUEST: &str = "/v1/money-requests/{id}";
/// `POST`, by who was asked: says no.
pub const MONEY_REQUEST_DECLINE: &str = "/v1/money-requests/{id}/decline";
/// `POST`, by who asked: takes it back.
pub const MONEY_REQUEST_WITHDRAW: &str = "/v1/money-requests/{id}/withdraw";

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MoneyRequestRequest {
    /// Who is asked.
    pub person: PersonId,
    /// For how much.
    pub amount: Money,
    /// Words that go with it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A request as one of the two sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoneyRequestState {
    /// Which.
    pub id: MoneyRequestId,
    /// Whether the asker of this list is asked; else they asked.
    pub incoming: bool,
    /// The other. Across a block there is no request to be seen.
    pub other: Byline,
    /// First character of the legal name of who would get the money and `*`, for who would pay.
    pub other_masked_name: Option<String>,
    /// How much.
    pub amount: Money,
    /// The words that go with it.
    pub note: String,
    /// Where it stands.
    #[serde(flatten)]
    pub standing: MoneyRequestStanding,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Until when it can be paid.
    pub expires_at: Timestamp,
}

/// What waits, and the latest of what is over; newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoneyRequestsResponse {
    /// All that is open, and at most 30 of the others.
    pub requests: Vec<MoneyRequestState>,
}
