//! The wallet: balance, entries, payment password.

use circles_domain::{JournalId, Money, PostId, Timestamp, TipId};
use serde::{Deserialize, Serialize};

/// `GET`. Query: [`WalletQuery`].
pub const WALLET: &str = "/v1/wallet";
/// `PUT`: sets or changes the payment password.
pub const PIN: &str = "/v1/wallet/pin";

/// Which page of entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct WalletQuery {
    /// Entries before this sequence number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
}

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
    /// What they no longer had for that: lent, and owed from here on.
    Owed,
    /// What they owed, paid from what came in.
    Repaid,
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
    /// The other person, if any.
    pub counterparty: Option<crate::person::Byline>,
    /// First character of their legal name and `*`.
    pub counterparty_masked_name: Option<String>,
    /// The tip.
    pub tip: Option<TipId>,
    /// The post.
    pub post: Option<PostId>,
    /// When.
    pub booked_at: Timestamp,
}

/// The wallet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WalletResponse {
    /// Spendable.
    pub balance: Money,
    /// Own tips in escrow.
    pub held: Money,
    /// Tipped today, by the civil day of Asia/Shanghai.
    pub spent_today: Money,
    /// The limit of the day.
    pub day_limit: Money,
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
