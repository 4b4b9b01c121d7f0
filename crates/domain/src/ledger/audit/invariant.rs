//! The names of the invariants: one vocabulary for the ledger's own audit and for those that see more than it.

use serde::{Deserialize, Serialize};

/// What must hold of the money, always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Invariant {
    /// Every journal is balanced.
    I1,
    /// All postings together are zero.
    I2,
    /// No balance falls below zero.
    I3,
    /// A tip is held at most once.
    I4,
    /// What devices were told was paid, was paid.
    I5,
    /// What devices were told was refused, never moved.
    I6,
    /// Nothing was paid without its payer knowing.
    I7,
    /// The counts on display are the ledger's.
    I8,
    /// A held tip is settled at most once and in full.
    I9,
    /// Stored balances are the ledger's.
    I10,
    /// Tips keep within the limits.
    I11,
    /// Every journal was told to others exactly once.
    I12,
    /// The chain is whole.
    I13,
    /// The payment provider agrees.
    I14,
    /// Nothing else that was accepted is lost or doubled.
    I15,
}

impl Invariant {
    /// Every invariant, in order.
    pub const ALL: [Self; 15] = [
        Self::I1,
        Self::I2,
        Self::I3,
        Self::I4,
        Self::I5,
        Self::I6,
        Self::I7,
        Self::I8,
        Self::I9,
        Self::I10,
        Self::I11,
        Self::I12,
        Self::I13,
        Self::I14,
        Self::I15,
    ];

    /// What it says.
    #[must_use]
    pub const fn statement(self) -> &'static str {
        match self {
            Self::I1 => {
                "every journal sums to zero, has two legs or more, and moves between the accounts of its kind"
            }
            Self::I2 => "all postings of a currency sum to zero",
            Self::I3 => {
                "no account but the provider's mirror and debts is below zero after any journal, and no debt is overpaid"
            }
            Self::I4 => {
                "at most one hold per tip, one top-up or cash-out per order, one repayment per journal, and one adjustment per proposal that two operators agreed on"
            }
            Self::I5 => {
                "every accepted tip of a device is exactly one hold with the same payer, payee, post and amount"
            }
            Self::I6 => "no refused tip of a device is, or becomes, a hold",
            Self::I7 => "every hold is known to its payer's device",
            Self::I8 => "the tips shown on posts and profiles are those held or released",
            Self::I9 => {
                "at most one release or return per tip, transfer or cash-out and one refund after a release, each whole; back to the payer"
            }
            Self::I10 => "every stored balance is the sum of its postings",
            Self::I11 => {
                "every tip is within the bounds, a payer's day never above the limit, and nothing left a frozen wallet"
            }
            Self::I12 => "every journal has exactly one event, applied exactly once",
            Self::I13 => "the chain has no gap, every link fits, and every checkpoint lies on it",
            Self::I14 => "every line of the provider's statement matches the ledger, and the reverse",
            Self::I15 => {
                "no accepted post, message or praise is lost or doubled, and conversations keep their order"
            }
        }
    }
}
