//! Transfers between people: quote, confirm, ask, abandon, take back, accept, return.

use circles_domain::ledger::TransferReceipt;
use circles_domain::transfer::TransferOutcome;
use circles_domain::{Money, MoneyRequestId, PersonId, QuoteId, Timestamp, TransferId};
use serde::{Deserialize, Serialize};

use crate::person::Byline;

/// `PUT` confirms (the id is the idempotency key), `GET` asks.
pub const TRANSFER: &str = "/v1/transfers/{id}";
/// `GET`: what waits, and the latest of what is over.
pub const TRANSFERS: &str = "/v1/transfers";
/// `POST`: binds payer, payee, amount and note for five minutes; as often as wanted.
pub const TRANSFER_QUOTE: &str = "/v1/transfers/{id}/quote";
/// `POST`: no further answer is wanted; stores a refusal, or tells the outcome that is stored already.
pub const TRANSFER_ABANDON: &str = "/v1/transfers/{id}/abandon";
/// `POST`, by its payer: takes it back until it is offered; answers how it stands.
pub const TRANSFER_TAKE_BACK: &str = "/v1/transfers/{id}/take-back";
/// `POST`, by its payee: accepts or returns it; answers how it stands.
pub const TRANSFER_ANSWER: &str = "/v1/transfers/{id}/answer";

/// What to quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TransferQuoteRequest {
    /// To whom.
    pub payee: PersonId,
    /// How much.
    pub amount: Money,
    /// Words that go with it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The request that it pays: to whom and how much must be what was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<MoneyRequestId>,
}

/// What the server bound the transfer to. The confirm page shows this and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransferQuoteResponse {
    /// The transfer.
    pub transfer: TransferId,
    /// This quote; an older one of the same transfer is void.
    pub quote: QuoteId,
    /// To whom.
    pub payee: Byline,
    /// First character of the payee's legal name and `*`.
    pub payee_masked_name: String,
    /// Whether the payer never sent this payee anything that was accepted: then the name is to be checked.
    pub is_first: bool,
    /// How much reaches the payee.
    pub amount: Money,
    /// Always zero.
    pub fee: Money,
    /// The words that go with it.
    pub note: String,
    /// The request that it pays.
    #[serde(default)]
    pub request: Option<MoneyRequestId>,
    /// Balance before.
    pub balance: Money,
    /// Sent today before this, by the civil day of Asia/Shanghai.
    pub spent_today: Money,
    /// The limit of the day.
    pub day_limit: Money,
    /// When what was sent today no longer counts.
    pub day_ends_at: Timestamp,
    /// Whether the payment password will be asked.
    pub step_up: bool,
    /// Seconds until it is offered to the payee; until then it can be taken back.
    pub wait_seconds: i64,
    /// Seconds that the payee then has to accept it.
    pub accept_seconds: i64,
    /// When it was made, by the server's clock.
    pub quoted_at: Timestamp,
    /// Void afterwards.
    pub expires_at: Timestamp,
}

/// A transfer with its outcome. Stored under its id for ever; the same question gets the same answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransferResponse {
    /// Which.
    pub id: TransferId,
    /// To whom; absent when abandoned before any quote.
    pub payee: Option<PersonId>,
    /// How much; absent likewise.
    pub amount: Option<Money>,
    /// The words that go with it.
    pub note: String,
    /// Where it stands.
    #[serde(flatten)]
    pub outcome: TransferOutcome,
    /// From when on the payee can accept it; until then it can be taken back.
    pub offered_at: Option<Timestamp>,
    /// When it goes back if it is not accepted.
    pub expires_at: Option<Timestamp>,
    /// The signed receipt, for money that moved.
    pub receipt: Option<SignedTransferReceipt>,
}

/// A receipt and its Ed25519 signature (RFC 8032) over [`TransferReceipt::signing_bytes`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedTransferReceipt {
    /// What is attested.
    pub receipt: TransferReceipt,
    /// 64 bytes, base64url without padding.
    pub signature: String,
}

/// What the payee says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TransferAnswerRequest {
    /// Accepted, or sent back.
    pub accept: bool,
}

/// A transfer as one of the two sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransferState {
    /// Which.
    pub id: TransferId,
    /// Whether the asker receives it; else they sent it.
    pub incoming: bool,
    /// The other; absent across a block, and of an account that is gone.
    pub other: Option<Byline>,
    /// First character of the payee's legal name and `*`, for the payer; absent for whoever is blocked, and of an account
    /// that is gone.
    pub other_masked_name: Option<String>,
    /// How much.
    pub amount: Money,
    /// The words that go with it.
    pub note: String,
    /// Where it stands.
    #[serde(flatten)]
    pub outcome: TransferOutcome,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// From when on the payee can accept it; until then it can be taken back.
    pub offered_at: Timestamp,
    /// When it goes back if it is not accepted.
    pub expires_at: Timestamp,
}

/// What waits, and the latest of what is over; newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransfersResponse {
    /// All that waits, and at most 30 of the others.
    pub transfers: Vec<TransferState>,
}
