//! Top-ups and cash-outs: money between a person and the payment provider.

use circles_domain::payment::{PaymentKind, PaymentOutcome};
use circles_domain::{Money, PaymentId, Timestamp};
use serde::{Deserialize, Serialize};

/// `GET`: the newest ones.
pub const PAYMENTS: &str = "/v1/wallet/payments";
/// `PUT`: begins one; the same request gets the same answer, for ever. `GET`: where it stands; not found says nothing,
/// the request may still be on its way.
pub const PAYMENT: &str = "/v1/wallet/payments/{id}";
/// `GET`: the page on which it is paid, while it waits for that.
pub const PAYMENT_PAGE: &str = "/v1/wallet/payments/{id}/page";
/// `POST`: no answer is wanted any more. Keeps a refusal, or tells the outcome that is kept already.
pub const ABANDON_PAYMENT: &str = "/v1/wallet/payments/{id}/abandon";
/// `POST`: where the payment provider sends its notices. Open to everybody; only what it signed has an effect.
pub const NOTICES: &str = "/v1/payments/notices";
/// Header: hexadecimal, the signature of a notice's bytes.
pub const NOTICE_SIGNATURE: &str = "circles-notice-signature";
/// What every notice is answered with once there is no reason to send it again.
pub const NOTICE_TAKEN: &str = "success";

/// `GET`, for operators: what the provider's statements were found to say.
pub const RECONCILIATIONS: &str = "/v1/operator/reconciliations";

/// What is wanted.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PaymentRequest {
    /// Which way.
    pub kind: PaymentKind,
    /// How much.
    pub amount: Money,
    /// Where a cash-out goes, where the provider asks for it: the account there, by what its owner signs in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<String>,
    /// The payment password of a cash-out that needs it. It travels with what it is good for: this sum, to this account.
    /// Part of no comparison: the same payment asked for again is the same one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
}

impl std::fmt::Debug for PaymentRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PaymentRequest")
            .field("kind", &self.kind)
            .field("amount", &self.amount)
            .finish_non_exhaustive()
    }
}

/// A payment, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentResponse {
    /// Which.
    pub id: PaymentId,
    /// Which way.
    pub kind: PaymentKind,
    /// How much.
    pub amount: Money,
    /// Where it stands. Definite, but for `waiting` and `checking`.
    #[serde(flatten)]
    pub outcome: PaymentOutcome,
    /// Whether it waits to be paid on a page of the provider.
    #[serde(default)]
    pub has_page: bool,
    /// When it was asked for.
    pub begun_at: Timestamp,
    /// When it came to stand where it stands.
    pub changed_at: Timestamp,
}

/// Where a payment is paid.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentPageResponse {
    /// The provider's page, for a browser. Signed; good for this payment alone.
    pub url: String,
}

impl std::fmt::Debug for PaymentPageResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PaymentPageResponse")
    }
}

/// The newest payments, and what may be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentsResponse {
    /// Newest first, at most 20.
    pub payments: Vec<PaymentResponse>,
    /// The most that one top-up brings in.
    pub top_up_max: Money,
    /// The most that one cash-out takes out.
    pub cash_out_max: Money,
    /// From when on something can be taken out, while cash-outs rest: another device signed in, or the payment password
    /// changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cash_out_from: Option<Timestamp>,
    /// The most that a cash-out takes out now without the payment password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cash_out_without_pin: Option<Money>,
    /// Whether it is test money.
    pub sandbox: bool,
    /// Whether a cash-out has to say to which account of the provider it goes.
    #[serde(default)]
    pub asks_payee: bool,
    /// The account of the newest one.
    #[serde(default)]
    pub last_payee: Option<String>,
}

/// How a line of the provider's statement and the ledger differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// The provider moved money for an order that is not ours.
    NoOrder,
    /// The provider moved it, and we have not booked it, though we asked again.
    NotBooked,
    /// We booked another sum.
    AnotherSum,
    /// The provider moved another sum than was ordered: nothing is booked, and it is known.
    OpenCase,
    /// We booked it, and the provider's books do not have it.
    NotAtProvider,
    /// A kind that this version does not know.
    #[serde(other)]
    Unknown,
}

/// One difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Difference {
    /// Of which order.
    pub order: PaymentId,
    /// How.
    pub kind: DifferenceKind,
    /// What is booked.
    pub here: Option<Money>,
    /// What the provider moved.
    pub there: Option<Money>,
}

/// What the provider's statement of one day was found to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reconciliation {
    /// yyyymmdd in Asia/Shanghai.
    pub day: i64,
    /// When it was looked at.
    pub made_at: Timestamp,
    /// Lines of the statement.
    pub lines: i64,
    /// Lines that are booked to the fen.
    pub matched: i64,
    /// The others, and what is booked and not in the provider's books.
    pub differences: Vec<Difference>,
}

/// The last days, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReconciliationsResponse {
    /// The newest look at each day, at most 31.
    pub days: Vec<Reconciliation>,
}
