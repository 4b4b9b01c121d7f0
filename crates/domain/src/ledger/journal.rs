//! Journals: movements of money that sum to zero.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::AccountKind;
use crate::{Currency, JournalId, LedgerAccountId, Money, Timestamp};

/// One leg of a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Posting {
    /// Whose balance it changes.
    pub account: LedgerAccountId,
    /// By how much: positive arrives, negative leaves. A string in JSON, as all amounts are.
    #[serde(rename = "amount", with = "minor_text")]
    pub amount_minor: i64,
    /// Whose minor units.
    pub currency: Currency,
}

/// What a journal is for. Its name is stored and hashed: it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JournalKind {
    /// Money comes in from the payment provider; the subject is its order.
    TopUp,
    /// A tip leaves the payer and waits.
    TipHold,
    /// A tip reaches the payee.
    TipRelease,
    /// A tip goes back to the payer.
    TipReturn,
    /// A released tip goes back from the payee to the payer.
    TipRefund,
    /// What somebody lacks for a refund or for what is taken from them is owed from here on; the subject is that tip or
    /// that proposal.
    Advance,
    /// What somebody owed is taken from what came in; the subject is the journal that it came with.
    Repayment,
    /// Money that a person cashes out leaves them and waits; the subject is the provider's order.
    CashOutHold,
    /// The provider paid it out.
    CashOut,
    /// The provider did not: it goes back.
    CashOutReturn,
    /// A transfer leaves the payer and waits.
    TransferHold,
    /// A transfer reaches the payee, who accepted it.
    TransferRelease,
    /// A transfer goes back to the payer.
    TransferReturn,
    /// Two operators gave somebody money; the subject is the proposal that they agreed on.
    AdjustmentCredit,
    /// Two operators took money from somebody; the subject as before.
    AdjustmentDebit,
}

impl JournalKind {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::TopUp,
        Self::TipHold,
        Self::TipRelease,
        Self::TipReturn,
        Self::TipRefund,
        Self::Advance,
        Self::Repayment,
        Self::CashOutHold,
        Self::CashOut,
        Self::CashOutReturn,
        Self::TransferHold,
        Self::TransferRelease,
        Self::TransferReturn,
        Self::AdjustmentCredit,
        Self::AdjustmentDebit,
    ];

    /// The name that databases, hashes and exports keep.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TopUp => "top_up",
            Self::TipHold => "tip_hold",
            Self::TipRelease => "tip_release",
            Self::TipReturn => "tip_return",
            Self::TipRefund => "tip_refund",
            Self::Advance => "advance",
            Self::Repayment => "repayment",
            Self::CashOutHold => "cash_out_hold",
            Self::CashOut => "cash_out",
            Self::CashOutReturn => "cash_out_return",
            Self::TransferHold => "transfer_hold",
            Self::TransferRelease => "transfer_release",
            Self::TransferReturn => "transfer_return",
            Self::AdjustmentCredit => "adjustment_credit",
            Self::AdjustmentDebit => "adjustment_debit",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The kinds of account that it moves money between: from, to.
    #[must_use]
    pub const fn route(self) -> (AccountKind, AccountKind) {
        match self {
            Self::TopUp => (AccountKind::Sandbox, AccountKind::Person),
            Self::TipHold | Self::CashOutHold | Self::TransferHold => {
                (AccountKind::Person, AccountKind::Escrow)
            }
            Self::TipRelease
            | Self::TipReturn
            | Self::CashOutReturn
            | Self::TransferRelease
            | Self::TransferReturn => (AccountKind::Escrow, AccountKind::Person),
            Self::CashOut => (AccountKind::Escrow, AccountKind::Sandbox),
            Self::TipRefund => (AccountKind::Person, AccountKind::Person),
            Self::Advance => (AccountKind::Receivable, AccountKind::Person),
            Self::Repayment => (AccountKind::Person, AccountKind::Receivable),
            Self::AdjustmentCredit => (AccountKind::Adjustment, AccountKind::Person),
            Self::AdjustmentDebit => (AccountKind::Person, AccountKind::Adjustment),
        }
    }
}

/// One booked movement. Nothing ever changes or removes it: a correction is another journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    /// Its id.
    pub id: JournalId,
    /// Its place in the ledger: 1, 2, 3, without gaps.
    pub seq: i64,
    /// What it is for.
    pub kind: JournalKind,
    /// What it is about, 16 bytes: the tip's id, that of the provider's order, of the operators' proposal, or of the
    /// journal that a debt was paid from.
    pub subject: Uuid,
    /// Its legs.
    pub postings: Vec<Posting>,
    /// When it was booked, by the server's clock.
    pub booked_at: Timestamp,
}

/// A journal read as one sum that moved between two accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Legs {
    /// Where it left.
    pub from: LedgerAccountId,
    /// Where it arrived.
    pub to: LedgerAccountId,
    /// How much; above zero.
    pub amount: Money,
}

/// Why a journal may not be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum JournalFault {
    /// It moves nothing, or backwards.
    #[error("the amount is not above zero")]
    NotPositive,
    /// Money that comes from nowhere, or goes there.
    #[error("fewer than two legs")]
    TooFewLegs,
    /// A leg that says nothing.
    #[error("a leg of zero")]
    ZeroLeg,
    /// Legs of one account could cancel each other out.
    #[error("two legs on one account")]
    AccountTwice,
    /// Some money appeared or vanished.
    #[error("the legs do not sum to zero")]
    Unbalanced,
    /// Past 64 bits.
    #[error("the sum of the legs is past 64 bits")]
    Overflow,
}

impl Journal {
    /// Whether it may be booked: two legs or more, none of zero, each on another account, and a sum of zero in every
    /// currency.
    ///
    /// # Errors
    /// The first [`JournalFault`] found.
    pub fn check(&self) -> Result<(), JournalFault> {
        if self.postings.len() < 2 {
            return Err(JournalFault::TooFewLegs);
        }
        let mut accounts = BTreeSet::new();
        let mut sums = BTreeMap::<Currency, i64>::new();
        for leg in &self.postings {
            if leg.amount_minor == 0 {
                return Err(JournalFault::ZeroLeg);
            }
            if !accounts.insert(leg.account) {
                return Err(JournalFault::AccountTwice);
            }
            let sum = sums.entry(leg.currency).or_default();
            *sum = sum.checked_add(leg.amount_minor).ok_or(JournalFault::Overflow)?;
        }
        if sums.values().any(|sum| *sum != 0) { Err(JournalFault::Unbalanced) } else { Ok(()) }
    }

    /// The one sum that it moved; `None` unless it has exactly two legs that balance.
    #[must_use]
    pub fn legs(&self) -> Option<Legs> {
        let [a, b] = self.postings.as_slice() else { return None };
        self.check().ok()?;
        let (from, to) = if a.amount_minor.is_negative() { (a, b) } else { (b, a) };
        let amount = Money { minor: to.amount_minor, currency: to.currency };
        Some(Legs { from: from.account, to: to.account, amount })
    }
}

/// Amounts as decimal strings, because a JSON number loses digits in a browser.
mod minor_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(minor: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(minor)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        let text = String::deserialize(deserializer)?;
        let minor = text.parse::<i64>().map_err(D::Error::custom)?;
        // One amount, one spelling: neither "+1" nor "01".
        if minor.to_string() == text { Ok(minor) } else { Err(D::Error::custom("not a plain whole number")) }
    }
}
