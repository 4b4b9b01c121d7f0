use circles_domain::{FriendRequestId, Timestamp};
use circles_wire::person::Byline;
use circles_wire::relation::Waiting;
use serde::Serialize;
use ts_rs::TS;

/// A friend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FriendView {
    /// Who.
    pub person: Byline,
    /// First character of their legal name and `*`.
    pub masked_name: String,
    /// Since when.
    pub since: Timestamp,
}

/// A friend request, in or out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct FriendRequestView {
    /// Who asks, or who is asked.
    pub person: Byline,
    /// The request.
    pub waiting: Waiting,
}

/// Somebody whom one blocked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BlockedView {
    /// Who.
    pub person: Byline,
    /// Since when.
    pub since: Timestamp,
}

/// Everyone who stands to oneself in some way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct RelationsView {
    /// By name.
    pub friends: Vec<FriendView>,
    /// Requests to oneself, the newest first.
    pub incoming: Vec<FriendRequestView>,
    /// One's own requests that are not answered, the newest first.
    pub outgoing: Vec<FriendRequestView>,
    /// Whom one blocked, the newest first.
    pub blocked: Vec<BlockedView>,
    /// Whether a pull has ever ended well.
    pub loaded: bool,
}

/// A friend request that is being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct NewFriendRequestView {
    /// Minted now; the same for every try to send it.
    pub request: FriendRequestId,
}
