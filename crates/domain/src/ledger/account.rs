//! Who an account of the ledger stands for.

use serde::{Deserialize, Serialize};

/// Who an account stands for. Its name is stored: it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// A person's balance.
    Person,
    /// Tips and cash-outs on their way: neither the payer's any more nor the payee's yet.
    Escrow,
    /// The mirror of the embedded payment provider: below zero by what it brought in and has not paid out.
    Sandbox,
    /// The platform's own.
    Platform,
    /// What a person owes: below zero by what a refund took that they no longer had, and never above it.
    Receivable,
    /// What operators gave to people or took from them, against no tip and no order: either side of zero.
    Adjustment,
}

impl AccountKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Person, Self::Escrow, Self::Sandbox, Self::Platform, Self::Receivable, Self::Adjustment];

    /// The name that databases and exports keep.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Escrow => "escrow",
            Self::Sandbox => "sandbox",
            Self::Platform => "platform",
            Self::Receivable => "receivable",
            Self::Adjustment => "adjustment",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether its balance may stand below zero. Money has to come from somewhere: from outside, or it is owed.
    #[must_use]
    pub const fn may_go_negative(self) -> bool {
        matches!(self, Self::Sandbox | Self::Receivable | Self::Adjustment)
    }

    /// Whether its balance may stand above zero. Nobody is owed by having owed.
    #[must_use]
    pub const fn may_go_positive(self) -> bool {
        !matches!(self, Self::Receivable)
    }
}
