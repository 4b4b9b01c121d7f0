//! The invariants of the ledger, checked over all of its journals in their order.
//!
//! Promises: every finding is recomputed from the journals alone, never from a stored balance or state. Does not:
//! know what the devices or the payment provider saw; those invariants are the caller's, in the same [`Finding`]s.

mod invariant;
mod sums;
mod tips;

use std::collections::BTreeMap;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

pub use invariant::Invariant;
pub use sums::balances;

use super::{AccountKind, BookedJournal, Checkpoint, Journal, PlatformLimits};
use crate::{JournalId, LedgerAccountId};

/// What is audited.
#[derive(Clone, Copy, Debug)]
pub struct Books<'a> {
    /// Every account and whom it stands for.
    pub accounts: &'a BTreeMap<LedgerAccountId, AccountKind>,
    /// Every journal, by ascending `seq`.
    pub journals: &'a [BookedJournal],
    /// Links that were kept elsewhere. Without one, a ledger that lost its end looks whole.
    pub checkpoints: &'a [Checkpoint],
    /// The limits that were in force.
    pub limits: PlatformLimits,
}

/// The first journal that broke an invariant, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offence {
    /// Its place in the ledger.
    pub seq: i64,
    /// Its id; `None` when a journal that should be there is not.
    pub journal: Option<JournalId>,
    /// What is wrong with it, for the person who has to look.
    pub why: String,
}

impl Offence {
    /// `journal` is wrong, and `why`.
    #[must_use]
    pub fn by(journal: &Journal, why: impl Into<String>) -> Self {
        Self { seq: journal.seq, journal: Some(journal.id), why: why.into() }
    }
}

/// What an audit says about one invariant. JSON has also its `statement`, and `checked`: whether it was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Finding {
    /// Which.
    pub invariant: Invariant,
    /// Whether it holds; `None` when there were no means to see.
    pub holds: Option<bool>,
    /// Where it broke first.
    pub first_offence: Option<Offence>,
}

impl Finding {
    /// What a check came to.
    #[must_use]
    pub fn of(invariant: Invariant, checked: Result<(), Offence>) -> Self {
        Self { invariant, holds: Some(checked.is_ok()), first_offence: checked.err() }
    }

    /// There were no means to see.
    #[must_use]
    pub const fn unchecked(invariant: Invariant) -> Self {
        Self { invariant, holds: None, first_offence: None }
    }

    /// Whether it was looked at and is broken.
    #[must_use]
    pub fn is_breach(&self) -> bool {
        self.holds == Some(false)
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut finding = serializer.serialize_struct("Finding", 5)?;
        finding.serialize_field("invariant", &self.invariant)?;
        finding.serialize_field("statement", self.invariant.statement())?;
        finding.serialize_field("checked", &self.holds.is_some())?;
        finding.serialize_field("holds", &self.holds)?;
        finding.serialize_field("first_offence", &self.first_offence)?;
        finding.end()
    }
}

/// Checks all that the journals alone can show: I1, I2, I3, I4, I9, I11 and I13, in this order.
#[must_use]
pub fn audit(books: &Books<'_>) -> Vec<Finding> {
    vec![
        Finding::of(Invariant::I1, sums::balanced(books)),
        Finding::of(Invariant::I2, sums::global_zero(books)),
        Finding::of(Invariant::I3, sums::never_below_zero(books)),
        Finding::of(Invariant::I4, tips::opened_once(books)),
        Finding::of(Invariant::I9, tips::settled_once(books)),
        Finding::of(Invariant::I11, tips::within_limits(books)),
        Finding::of(Invariant::I13, sums::chained(books)),
    ]
}
