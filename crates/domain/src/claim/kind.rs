//! The kinds of claim, and which clauses of a gate ask for them.

use serde::{Deserialize, Serialize};

use crate::gate::Clause;

/// What can be proven of a person. Its name is stored and signed: it never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// The name on the identity document. The account stands on it; no gate asks for it.
    LegalName,
    /// The birth date; others only ever learn whether an age is reached.
    BirthDate,
    /// Gender.
    Gender,
    /// Enrolled as a student.
    Student,
    /// Employed.
    Employed,
    /// Lives overseas.
    Overseas,
}

impl ClaimKind {
    /// Every kind, in the order that people are shown them.
    pub const ALL: [Self; 6] =
        [Self::LegalName, Self::BirthDate, Self::Gender, Self::Student, Self::Employed, Self::Overseas];

    /// The name that databases and statements keep.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LegalName => "legal_name",
            Self::BirthDate => "birth_date",
            Self::Gender => "gender",
            Self::Student => "student",
            Self::Employed => "employed",
            Self::Overseas => "overseas",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether `clause` cannot hold without this.
    #[must_use]
    pub const fn is_asked_by(self, clause: &Clause) -> bool {
        match self {
            Self::LegalName => false,
            Self::BirthDate => matches!(clause, Clause::AgeAtLeast { .. } | Clause::AgeAtMost { .. }),
            Self::Gender => matches!(clause, Clause::Gender { .. }),
            Self::Student => matches!(clause, Clause::Student),
            Self::Employed => matches!(clause, Clause::Employed),
            Self::Overseas => matches!(clause, Clause::Overseas),
        }
    }
}
