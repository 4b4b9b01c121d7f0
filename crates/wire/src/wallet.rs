//! The wallet: balance, entries, own limits, payment password.

use circles_domain::ledger::{LimitKind, Raise};
use circles_domain::tip::TipReturn;
use circles_domain::{CircleId, JournalId, Money, PostId, Timestamp, TipId, TransferId};
use serde::{Deserialize, Serialize};

use crate::proposal::EntryNote;

/// `GET`. Query: [`WalletQuery`].
pub const WALLET: &str = "/v1/wallet";
/// `PUT`: sets or changes the payment password.
pub const PIN: &str = "/v1/wallet/pin";
/// `PUT`: asks for another limit of one's own; less holds at once, more after a wait.
pub const LIMITS: &str = "/v1/wallet/limits";
/// `PUT`: locks one's payments, or opens them with the payment password.
pub const LOCK: &str = "/v1/wallet/lock";

/// Which page of entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct WalletQuery {
    /// Entries before this sequence number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
    /// At most so many, up to [`MOST_ENTRIES`]; 50 unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
}

/// Entries of the largest page that may be asked for.
pub const MOST_ENTRIES: i64 = 200;

/// What an entry is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Sandbox money put in.
    TopUp,
    /// A tip that this person sent.
    TipSent,
    /// A tip that came back.
    TipReturned,
    /// A tip that this person received.
    TipReceived,
    /// A tip that this person had received, and that went back to who sent it.
    TipSentBack,
    /// A transfer that this person sent.
    TransferSent,
    /// A transfer that came back.
    TransferReturned,
    /// A transfer that this person accepted.
    TransferReceived,
    /// What they no longer had for that: lent, and owed from here on.
    Owed,
    /// What they owed, paid from what came in.
    Repaid,
    /// Money cashed out: it left the balance when it was asked for.
    CashOut,
    /// Money that the provider did not pay out, back again.
    CashOutReturned,
    /// What operators of the platform gave or took; the note says why.
    Adjusted,
    /// A kind that this version does not know.
    #[serde(other)]
    Unknown,
}

/// One line of the statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// Its journal.
    pub journal: JournalId,
    /// Place in the ledger; grows.
    pub seq: i64,
    /// What for.
    pub kind: EntryKind,
    /// Signed: negative is money that left.
    pub amount: Money,
    /// Balance after it.
    pub balance: Money,
    /// The other person, if any; absent across a block, and of an account that is gone.
    pub counterparty: Option<crate::person::Byline>,
    /// First character of their legal name and `*`; absent for whoever is blocked, and of an account that is gone.
    pub counterparty_masked_name: Option<String>,
    /// The tip.
    pub tip: Option<TipId>,
    /// The transfer.
    #[serde(default)]
    pub transfer: Option<TransferId>,
    /// The post.
    pub post: Option<PostId>,
    /// The post's circle, while this person may read there.
    pub circle: Option<CircleId>,
    /// First words of the post, while it can be read; at most [`MOST_WORDS`] characters.
    pub words: Option<String>,
    /// When.
    pub booked_at: Timestamp,
    /// The words that went with a tip or a transfer; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// A tip that was received and can be sent back.
    #[serde(default)]
    pub can_return: bool,
    /// When the payee thanked for the tip.
    #[serde(default)]
    pub thanked_at: Option<Timestamp>,
    /// Why, where operators of the platform brought it about.
    #[serde(default)]
    pub note: Option<EntryNote>,
    /// Why a tip of one's own came back.
    #[serde(default)]
    pub returned: Option<TipReturn>,
}

/// Somebody thanked for a tip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Thanks {
    /// Which.
    pub tip: TipId,
    /// When.
    pub at: Timestamp,
}

/// Characters of a post that an entry carries.
pub const MOST_WORDS: usize = 80;

/// The wallet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WalletResponse {
    /// Spendable.
    pub balance: Money,
    /// Own tips and transfers in escrow.
    pub held: Money,
    /// Tips to this person in escrow: they arrive when they are released.
    #[serde(default = "nothing")]
    pub incoming: Money,
    /// Tipped today, by the civil day of Asia/Shanghai.
    pub spent_today: Money,
    /// The limit of the day.
    pub day_limit: Money,
    /// One's own limits, a tip, a day and a month.
    #[serde(default)]
    pub own_limits: Vec<LimitState>,
    /// Whether one's payments are locked.
    #[serde(default)]
    pub locked: bool,
    /// Whether an operator froze this wallet: since when, and why. Nothing leaves it, and no tip arrives.
    #[serde(default)]
    pub frozen: Option<WalletFreeze>,
    /// What is owed for a tip that was refunded; absent when nothing is. What comes in pays it first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owed: Option<Money>,
    /// Whether a payment password is set.
    pub pin_set: bool,
    /// Above this a tip asks for it.
    pub step_up_above: Money,
    /// Above this sum a day every tip asks for it.
    pub step_up_day_above: Money,
    /// Marked test money.
    pub sandbox: bool,
    /// Newest first, at most 50.
    pub entries: Vec<Entry>,
    /// Whether older ones exist.
    pub more: bool,
    /// Whom one's own tips were last thanked by, newest first, at most 50; the tips may be older than the entries here.
    #[serde(default)]
    pub thanks: Vec<Thanks>,
}

/// A wallet is frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WalletFreeze {
    /// Since when.
    pub since: Timestamp,
    /// Why, as the operator wrote it for this person.
    pub reason: String,
}

const fn nothing() -> Money {
    Money::fen(0)
}

/// A limit that a person set for themselves, and what counts against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LimitState {
    /// Counted over what.
    pub kind: LimitKind,
    /// As much is allowed; absent: no limit.
    pub limit: Option<Money>,
    /// Tipped already; of one tip nothing.
    pub spent: Money,
    /// When what was tipped no longer counts; absent for one tip.
    pub ends_at: Option<Timestamp>,
    /// A raise that waits.
    pub raise: Option<Raise>,
}

/// Another limit of one's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetLimitRequest {
    /// Counted over what.
    pub kind: LimitKind,
    /// As much; absent: no limit.
    pub amount: Option<Money>,
}

/// All of one's own limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LimitsResponse {
    /// A tip, a day and a month.
    pub limits: Vec<LimitState>,
}

/// The lock of one's payments.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LockRequest {
    /// Locked from now on, or open.
    pub locked: bool,
    /// The payment password, to open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
}

/// A new payment password.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetPinRequest {
    /// The present one, when one is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// Six digits.
    pub pin: String,
}
