//! Errors as `application/problem+json` (RFC 9457) with a code that both sides share.

use circles_domain::Invalid;
use serde::{Deserialize, Serialize};

/// What went wrong. Nobody decides by text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request breaks rules; `fields` says which.
    Invalid,
    /// No or no valid access token.
    Unauthenticated,
    /// The session was ended; sign in again.
    SessionRevoked,
    /// A proof of possession is missing or not for this request (RFC 9449 section 7.1).
    InvalidDpopProof,
    /// The proof of possession needs the nonce that comes with this answer (RFC 9449 section 9).
    UseDpopNonce,
    /// Known person, but not allowed; `gate` in the body says why where a gate decided.
    Forbidden,
    /// A gate is closed for this person.
    GateClosed,
    /// Muted in this circle.
    Muted,
    /// The circle's rules changed; they have to be accepted before writing.
    RulesDue,
    /// The circle is read-only for now.
    Frozen,
    /// Not there, or not for this person: both answer alike.
    NotFound,
    /// The id is taken by another request; `stored` is what it holds.
    IdConflict,
    /// The same request is being worked on.
    InProgress,
    /// The thing changed since it was read.
    Stale,
    /// The sync cursor is too old or unknown: pull everything again.
    CursorExpired,
    /// Too many requests; see `retry_after`.
    RateLimited,
    /// Enough people outside looked at this circle in this hour, while it starts; see `retry_after`.
    Crowded,
    /// Over a quota of storage.
    QuotaExceeded,
    /// An upload does not continue where the server stands.
    OffsetMismatch,
    /// The bytes are not what was announced.
    HashMismatch,
    /// A wrong payment password; `retry_after` when paused.
    PinWrong,
    /// No payment password is set.
    PinNotSet,
    /// Too many wrong tries; wait `retry_after`.
    PinPaused,
    /// A payment password is needed for this.
    StepUpRequired,
    /// This person locked their payments; the payment password opens them.
    PaymentsLocked,
    /// An operator froze this person's wallet: nothing leaves it.
    WalletFrozen,
    /// Another device signed in lately, or the payment password changed: nothing is taken out for `retry_after`.
    CashOutRests,
    /// The author takes no tips.
    TipsOff,
    /// The balance does not cover it.
    BalanceShort,
    /// They take transfers from friends only.
    FriendsOnly,
    /// The sign-in of this device is too long ago for this: sign in again, then ask again.
    SignInAgain,
    /// The quote is not known, expired or not the newest.
    QuoteExpired,
    /// Confirmed sooner than a person can have read it.
    TooFast,
    /// The person is under 18.
    Minor,
    /// They choose who may ask to be their friend, and this person is not among those.
    NotAmongThose,
    /// A friend request was not accepted; see `retry_after` for when one may ask again.
    NotAccepted,
    /// More than that holds against this person: it is lifted before something milder is imposed.
    StrongerHolds,
    /// Who owns a circle leaves it when somebody can take over: an admin.
    OwnerLeaves,
    /// Money is left, or on its way: settle it first. `stored` is the balance.
    BalanceLeft,
    /// Money is owed: what comes in pays it first. `stored` is what is owed.
    DebtLeft,
    /// Whoever gave it is leaving, or gone: what came back now would be nobody's.
    AccountLeaving,
    /// The proof of the real name has expired: the account only reads until its person signs in again.
    NameExpired,
    /// The server is at fault; its log says more.
    Internal,
    /// The server is too busy or stopping.
    Unavailable,
    /// A code that this version does not know.
    #[serde(other)]
    Unknown,
}

/// The body of every answer that is not a success.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// The code.
    pub code: ErrorCode,
    /// A short English title, for people who read logs; never decided upon.
    pub title: String,
    /// The HTTP status, repeated as RFC 9457 asks.
    pub status: u16,
    /// The id that the request spoke of, so that a reply that went astray is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The inputs that broke rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Invalid>,
    /// Seconds to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// With `pin_wrong`: how many tries are left before a pause; 0 when it has begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tries_left: Option<u64>,
    /// Why a gate is closed, clause by clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<circles_domain::gate::Verdict>,
    /// With `id_conflict`: what is stored under the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub stored: Option<serde_json::Value>,
}
