//! Friends, friend requests and blocks.

use circles_domain::{FriendRequestId, PersonId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::person::Byline;

/// `PUT` asks (the id is the idempotency key), `DELETE` withdraws.
pub const FRIEND_REQUEST: &str = "/v1/friend-requests/{id}";
/// `PUT`: accepts, refuses or ignores.
pub const FRIEND_REQUEST_ANSWER: &str = "/v1/friend-requests/{id}/answer";
/// `DELETE`: ends a friendship.
pub const FRIENDSHIP: &str = "/v1/people/{id}/friendship";
/// `PUT` blocks, `DELETE` lifts one's own block; both are idempotent.
pub const BLOCK: &str = "/v1/people/{id}/block";

/// Asks somebody to be one's friend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FriendRequest {
    /// Whom.
    pub person: PersonId,
    /// Words that go with it; may be empty.
    pub note: String,
}

/// What the asked person says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Yes.
    Accept,
    /// No; the asker learns "not accepted", and cannot ask again for a time.
    Refuse,
    /// Nothing; the asker learns nothing, and the request runs out.
    Ignore,
}

/// The answer to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    /// Which.
    pub answer: Answer,
}

/// A request that is not answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Waiting {
    /// Which.
    pub request: FriendRequestId,
    /// The words that go with it; may be empty.
    pub note: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When it runs out.
    pub expires_at: Timestamp,
}

/// How another person stands to oneself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Relation {
    /// In no way.
    None,
    /// Oneself asked.
    Asked(Waiting),
    /// They ask.
    Asks(Waiting),
    /// Oneself asked, and it was not accepted.
    NotAccepted {
        /// When one may ask again.
        again_at: Timestamp,
    },
    /// A friend.
    Friend {
        /// Since when.
        since: Timestamp,
        /// First character of their legal name and `*`: friends see it.
        masked_name: String,
    },
    /// Oneself blocked them. (Being blocked by them shows nowhere.)
    Blocked {
        /// Since when.
        since: Timestamp,
    },
    /// A relation that this version does not know.
    #[serde(other)]
    Unknown,
}

/// Another person and how they stand to oneself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RelationResponse {
    /// Who.
    pub person: Byline,
    /// How.
    pub relation: Relation,
}
