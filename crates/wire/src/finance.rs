//! The money of the platform, as its operators see it: the books, frozen wallets, and the record of what they did.

use circles_domain::ledger::AccountKind;
use circles_domain::{ActId, Money, Timestamp};
use serde::{Deserialize, Serialize};

use crate::payment::Reconciliation;
use crate::person::Byline;
use crate::proposal::FinanceProposal;
use crate::wallet::WalletFreeze;

/// `GET`, operators: the books as they stand.
pub const FINANCE: &str = "/v1/operator/finance";
/// `GET`, operators: what was done about the money of a person, and how it stands.
pub const PERSON_FINANCE: &str = "/v1/operator/people/{id}/wallet";
/// `PUT`, operators: freezes a wallet, or lifts it; the id of the act is the idempotency key.
pub const FREEZE: &str = "/v1/operator/people/{id}/wallet/freezes/{act_id}";

/// A wallet is to be frozen, or no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FreezeRequest {
    /// Frozen from now on, or not.
    pub frozen: bool,
    /// At least 10 characters; the person reads it.
    pub reason: String,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FinanceActKind {
    /// A wallet was frozen.
    Freeze,
    /// It no longer is.
    Lift,
    /// The tips that somebody made were looked at.
    Look,
    /// An adjustment of a balance was proposed.
    ProposeAdjustment,
    /// A refund of tips was proposed.
    ProposeRefund,
    /// A proposal of somebody else was approved, and done.
    Approve,
    /// A proposal of somebody else was refused.
    Refuse,
    /// A kind that this version does not know.
    #[serde(other)]
    Unknown,
}

/// A line of the record of what operators did. Nothing changes or removes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FinanceAct {
    /// Which.
    pub id: ActId,
    /// What.
    pub kind: FinanceActKind,
    /// Who did it.
    pub operator: Byline,
    /// About whose money.
    pub person: Byline,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// Who accounts of the ledger stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TrialKind {
    /// People's balances.
    Person,
    /// Money on its way.
    Escrow,
    /// The mirror of the payment provider.
    Sandbox,
    /// The platform's own.
    Platform,
    /// What people owe.
    Receivable,
    /// What operators gave and took.
    Adjustment,
    /// A kind that this version does not know.
    #[serde(other)]
    Unknown,
}

impl From<AccountKind> for TrialKind {
    fn from(kind: AccountKind) -> Self {
        match kind {
            AccountKind::Person => Self::Person,
            AccountKind::Escrow => Self::Escrow,
            AccountKind::Sandbox => Self::Sandbox,
            AccountKind::Platform => Self::Platform,
            AccountKind::Receivable => Self::Receivable,
            AccountKind::Adjustment => Self::Adjustment,
        }
    }
}

/// All accounts of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrialLine {
    /// Of which kind.
    pub kind: TrialKind,
    /// How many there are.
    pub accounts: i64,
    /// All that ever arrived on them.
    pub arrived: Money,
    /// All that ever left them.
    pub left: Money,
    /// The one less the other.
    pub balance: Money,
    /// The balances that are kept beside the postings; anything but `balance` is a fault.
    pub kept: Money,
}

/// What money in escrow was held as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EscrowKind {
    /// Tips that are not released yet.
    Tip,
    /// Transfers that nobody accepted yet.
    Transfer,
    /// Money on its way out to the provider.
    CashOut,
    /// Anything else.
    #[serde(other)]
    Unknown,
}

/// What is in escrow of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EscrowLine {
    /// Held as what.
    pub kind: EscrowKind,
    /// How many.
    pub count: i64,
    /// How much, all together.
    pub sum: Money,
    /// Since when the oldest waits.
    pub oldest_at: Timestamp,
}

/// The newest link of the chain that was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastCheckpoint {
    /// Of which journal.
    pub seq: i64,
    /// When.
    pub made_at: Timestamp,
}

/// Somebody who owes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Debtor {
    /// Who.
    pub person: Byline,
    /// How much.
    pub owed: Money,
}

/// A wallet that is frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FrozenWallet {
    /// Whose.
    pub person: Byline,
    /// Since when, and why.
    pub freeze: WalletFreeze,
}

/// The books as they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FinanceResponse {
    /// One line a kind of account.
    pub trial: Vec<TrialLine>,
    /// All balances together: anything but zero is a fault.
    pub sum: Money,
    /// The number of the newest journal; 0 when there is none.
    pub journals: i64,
    /// What is on its way.
    pub escrow: Vec<EscrowLine>,
    /// How many people owe.
    pub debts: i64,
    /// How much, all together.
    pub owed: Money,
    /// The largest debts, at most 50.
    pub debtors: Vec<Debtor>,
    /// The newest checkpoint; absent before the first.
    pub checkpoint: Option<LastCheckpoint>,
    /// Wallets that are frozen, the longest first, at most 200.
    pub frozen: Vec<FrozenWallet>,
    /// What two operators have to agree on, and what became of it: newest first, at most 50.
    #[serde(default)]
    pub proposals: Vec<FinanceProposal>,
    /// What operators did, newest first, at most 100.
    pub acts: Vec<FinanceAct>,
    /// What the provider's statements were found to say, newest day first, at most 31.
    pub reconciliations: Vec<Reconciliation>,
}

/// How the money of one person stands for an operator. Balances and payments are not told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonFinanceResponse {
    /// Whether their wallet is frozen: since when, and why.
    pub frozen: Option<WalletFreeze>,
    /// What they owe.
    pub owed: Money,
    /// What operators did, newest first, at most 100.
    pub acts: Vec<FinanceAct>,
}
