//! What two operators have to agree on: adjustments of a balance, and refunds of tips that somebody under age made.

use circles_domain::ledger::AdjustmentReceipt;
use circles_domain::{Money, PersonId, PostId, ProposalId, Timestamp, TipId};
use serde::{Deserialize, Serialize};

use crate::person::Byline;

/// `PUT`, operators: proposes; the id is the idempotency key.
pub const PROPOSAL: &str = "/v1/operator/proposals/{id}";
/// `PUT`, another operator: approves or refuses, once.
pub const DECISION: &str = "/v1/operator/proposals/{id}/decision";
/// `PUT`, operators: looks at the tips that a person made, on the record; the id of the act is the idempotency key.
pub const LOOK: &str = "/v1/operator/people/{id}/tips/{act_id}";

/// The most tips that one proposal refunds.
pub const MOST_TIPS: usize = 100;

/// Why a tip counts as made by somebody under age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The proven birth date of the account says so; the server checks it.
    Proven,
    /// A parent attested it; the reference names the letter.
    Attested,
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Asks {
    /// Money that a person gets, or below zero what is taken from them.
    Adjustment {
        /// How much.
        amount: Money,
    },
    /// Tips of a person that go back to them, at most [`MOST_TIPS`].
    Refund {
        /// Which.
        tips: Vec<TipId>,
        /// Why they may.
        ground: Ground,
    },
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ProposeFinanceRequest {
    /// About whose money.
    pub person: PersonId,
    /// What.
    pub asks: Asks,
    /// What it rests on: a letter, a case. One line, at most 80 characters.
    pub reference: String,
    /// Why, at least 10 characters; the person reads it.
    pub reason: String,
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FinanceProposalState {
    /// Another operator has to decide.
    Open,
    /// Done.
    Approved,
    /// Never will be.
    Refused,
    /// Nobody decided in time: never will be.
    Expired,
    /// A state that this version does not know.
    #[serde(other)]
    Unknown,
}

/// What is proposed, as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FinanceProposalKind {
    /// An adjustment.
    Adjustment,
    /// A refund of tips.
    Refund,
    /// A kind that this version does not know.
    #[serde(other)]
    Unknown,
}

/// A proposal, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FinanceProposal {
    /// Which.
    pub id: ProposalId,
    /// What.
    pub kind: FinanceProposalKind,
    /// About whose money.
    pub person: Byline,
    /// How much: below zero is taken; of a refund all its tips.
    pub amount: Money,
    /// How many tips a refund is about.
    pub tips: i64,
    /// How many of them went back; the others had gone back before.
    pub refunded: i64,
    /// Why a refund may be; absent for an adjustment.
    pub ground: Option<Ground>,
    /// What it rests on.
    pub reference: String,
    /// Why.
    pub reason: String,
    /// Who proposed it: they do not decide it.
    pub proposed_by: Byline,
    /// When.
    pub proposed_at: Timestamp,
    /// Until when it can be decided.
    pub expires_at: Timestamp,
    /// Where it stands.
    pub state: FinanceProposalState,
    /// Who decided.
    pub decided_by: Option<Byline>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// What they said to it.
    pub answer: String,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DecideFinanceRequest {
    /// Yes, or no.
    pub approve: bool,
    /// Why, at least 10 characters; operators read it.
    pub answer: String,
}

/// Why an operator looks at the tips of somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LookRequest {
    /// At least 10 characters; it stands in the record.
    pub reason: String,
}

/// A tip that could be refunded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeTip {
    /// Which.
    pub tip: TipId,
    /// For which post.
    pub post: PostId,
    /// To whom.
    pub payee: Byline,
    /// How much.
    pub amount: Money,
    /// When.
    pub at: Timestamp,
    /// Whether it is still held.
    pub held: bool,
}

/// The tips that a person made in the last 400 days and that did not go back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeTipsResponse {
    /// Newest first, at most 500.
    pub tips: Vec<MadeTip>,
    /// Whether their proven birth date says that they are under 18 now.
    pub is_minor: bool,
}

/// The receipt of an adjustment with the server's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedAdjustment {
    /// What is signed.
    pub receipt: AdjustmentReceipt,
    /// base64url of the Ed25519 signature over [`AdjustmentReceipt::signing_bytes`].
    pub signature: String,
}

/// Why an entry of the statement is there, where operators brought it about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EntryNote {
    /// Two operators adjusted the balance; the reason is in the receipt.
    Adjusted {
        /// The receipt.
        signed: Box<SignedAdjustment>,
    },
    /// To who made a tip: it was refunded, and why.
    Refunded {
        /// As the operators wrote it.
        reason: String,
        /// What it rests on.
        reference: String,
    },
    /// To who had received a tip: the platform sent it back. Why is for the payer alone.
    TakenBack,
    /// A note that this version does not know.
    #[serde(other)]
    Unknown,
}
