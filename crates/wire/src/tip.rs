//! Tips: quote, step up, confirm, ask, abandon, cancel.

use circles_domain::ledger::Receipt;
use circles_domain::tip::{TipOutcome, TipPrivacy};
use circles_domain::{Money, PostId, QuoteId, Timestamp, TipId};
use serde::{Deserialize, Serialize};

/// `PUT` confirms (the id is the idempotency key), `GET` asks.
pub const TIP: &str = "/v1/tips/{id}";
/// `POST`: binds payer, payee, post and amount for five minutes; as often as wanted.
pub const QUOTE: &str = "/v1/tips/{id}/quote";
/// `POST`: no further answer is wanted; stores a refusal, or tells the outcome that is stored already.
pub const ABANDON: &str = "/v1/tips/{id}/abandon";
/// `POST`: takes it back while the grace lasts; answers how it stands.
pub const CANCEL: &str = "/v1/tips/{id}/cancel";
/// `GET`: who tipped a post.
pub const TIPPERS: &str = "/v1/posts/{id}/tippers";
/// `POST`: its author sends a tip that they received back to who gave it, whole and once.
pub const RETURN: &str = "/v1/tips/{id}/return";
/// `PUT`: its payee thanks for it, once.
pub const THANKS: &str = "/v1/tips/{id}/thanks";
/// `POST`: a payment password for a one-use token.
pub const STEP_UP: &str = "/v1/step-up";
/// The header that carries that token in a confirmation.
pub const STEP_UP_TOKEN: &str = "circles-step-up";
/// `GET`: the keys that receipts are signed with.
pub const KEYS: &str = "/v1/keys";

/// What to quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct QuoteRequest {
    /// For which post; its author is paid.
    pub post: PostId,
    /// How much.
    pub amount: Money,
    /// Who learns who gave it.
    #[serde(default)]
    pub privacy: TipPrivacy,
    /// Words that go with it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
}

/// What the server bound the tip to. The confirm page shows this and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuoteResponse {
    /// The tip.
    pub tip: TipId,
    /// This quote; an older one of the same tip is void.
    pub quote: QuoteId,
    /// For which post.
    pub post: PostId,
    /// The author.
    pub payee: crate::person::Byline,
    /// First character of the payee's legal name and `*`.
    pub payee_masked_name: String,
    /// How much reaches the payee.
    pub amount: Money,
    /// Who learns who gave it.
    #[serde(default)]
    pub privacy: TipPrivacy,
    /// The words that go with it.
    #[serde(default)]
    pub message: String,
    /// Always zero.
    pub fee: Money,
    /// Balance before.
    pub balance: Money,
    /// Tipped today before this, by the civil day of Asia/Shanghai.
    pub spent_today: Money,
    /// The limit of the day.
    pub day_limit: Money,
    /// How often the payer tipped this payee today, before this.
    #[serde(default)]
    pub tips_to_payee_today: i64,
    /// The payer's own limits, and what counts against them before this.
    #[serde(default)]
    pub own_limits: Vec<crate::wallet::LimitState>,
    /// Whether the payment password will be asked.
    pub step_up: bool,
    /// Seconds until the payee can use it.
    pub escrow_seconds: i64,
    /// When it was made, by the server's clock.
    pub quoted_at: Timestamp,
    /// Void afterwards.
    pub expires_at: Timestamp,
}

/// A payment password for one quote.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StepUpRequest {
    /// For which quote.
    pub quote_id: QuoteId,
    /// Six digits.
    pub pin: String,
}

/// Good for one confirmation of that quote.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepUpResponse {
    /// The token.
    pub token: String,
}

/// A tip that its giver wanted to be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicTip {
    /// Who gave it.
    pub person: crate::person::Byline,
    /// The words that went with it; may be empty.
    pub message: String,
    /// When.
    pub tipped_at: Timestamp,
}

/// Who tipped a post, as far as they wanted it to be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TippersResponse {
    /// Newest first, at most 50. No amounts: those are between two people.
    pub tips: Vec<PublicTip>,
    /// How many people gave, and did not want to be seen.
    pub others: i64,
}

/// The confirmation; names no amount and no payee, the quote has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmRequest {
    /// What was shown.
    pub quote_id: QuoteId,
}

/// A tip with its outcome. Stored under its id for ever; the same question gets the same answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TipResponse {
    /// Which.
    pub id: TipId,
    /// For which post; absent when abandoned before any quote.
    pub post: Option<PostId>,
    /// How much; absent likewise.
    pub amount: Option<Money>,
    /// Where it stands.
    #[serde(flatten)]
    pub outcome: TipOutcome,
    /// When the payer can no longer take it back (held tips).
    pub cancellable_until: Option<Timestamp>,
    /// When the payee gets it (held tips), or got it.
    pub release_at: Option<Timestamp>,
    /// The signed receipt, for money that moved.
    pub receipt: Option<SignedReceipt>,
}

/// A receipt and its Ed25519 signature (RFC 8032) over [`Receipt::signing_bytes`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedReceipt {
    /// What is attested.
    pub receipt: Receipt,
    /// 64 bytes, base64url without padding.
    pub signature: String,
}

/// A key that receipts are signed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptKey {
    /// First 16 hex digits of the SHA-256 of the public key.
    pub id: String,
    /// 32 bytes, base64url without padding.
    pub public: String,
    /// The key that vouches for this one; absent for the first.
    pub signed_by: Option<String>,
    /// That key's signature over this public key, base64url; absent for the first.
    pub signature: Option<String>,
}

/// All keys, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeysResponse {
    /// The keys.
    pub keys: Vec<ReceiptKey>,
}
