//! Gates: who may join, post or comment, as an expression whose every clause can say why it holds or not.
//!
//! ```text
//! what is known of a person ──► Asker ──► Gate::check ──► Verdict, clause by clause
//!                                    └──► Gate::allows ──► yes or no, nothing allocated
//! what somebody wants to save ──► check_shape ──► Invalid { field, rule }
//! ```
//!
//! Promises: pure; the server decides with [`Gate::check`], a device predicts with the same code, and
//! [`Gate::allows`] always agrees with it. Does not: know where claims come from, or when they expire; whoever makes
//! the [`Asker`] leaves out what no longer holds.

pub mod band;
mod decide;
mod outcome;
mod panel;
mod possible;
pub mod risk;
mod shape;
mod simple;
pub mod simulation;
mod text;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::circle::{Place, Role};
use crate::claim::{Claims, Gender};

pub use panel::Panel;
pub use possible::Askers;
pub use shape::{CLAUSES_MAX, DEPTH_MAX};
pub use text::Language;

/// One condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Clause {
    /// A proven gender.
    Gender {
        /// The gender that passes.
        is: Gender,
    },
    /// A proven student.
    Student,
    /// Proven to be employed.
    Employed,
    /// Proven to live overseas.
    Overseas,
    /// At least this many years old.
    AgeAtLeast {
        /// Years, 14 to 120.
        years: i64,
    },
    /// At most this many years old; who proves no age does not pass.
    AgeAtMost {
        /// Years, 14 to 120.
        years: i64,
    },
    /// A score of at least this.
    ScoreAtLeast {
        /// 350 to 950.
        score: i64,
    },
    /// Joined Circles at least this long ago.
    AccountAgeAtLeast {
        /// Days, 1 to 3650.
        days: i64,
    },
    /// A member of this circle for at least this long, without a break.
    MembershipAtLeast {
        /// Days, 1 to 3650.
        days: i64,
    },
    /// At least this role in the circle.
    // Earlier versions knew one role and wrote it without a rank.
    #[serde(alias = "moderator")]
    Role {
        /// The lowest role that passes.
        #[serde(default = "moderator")]
        at_least: Role,
    },
    /// Named on the circle's list of people who are let in.
    AllowListed,
    /// Named on the circle's list of people who are kept out.
    DenyListed,
    /// A condition that this version does not know; neither it nor its contrary is met, and it is never saved.
    #[serde(other)]
    Unknown,
}

const fn moderator() -> Role {
    Role::Moderator
}

/// An expression over clauses.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(no_recursion))]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// Every part must hold; with no part, everyone passes.
    All(Vec<Gate>),
    /// One part must hold; with no part, nobody passes.
    Any(Vec<Gate>),
    /// The part must be known not to hold; what is not proven is not known.
    Not(Box<Gate>),
    /// One condition.
    Is(Clause),
}

impl Gate {
    /// A gate that everyone passes.
    #[must_use]
    pub const fn open() -> Self {
        Self::All(Vec::new())
    }

    /// Every clause, in the order of the text.
    pub fn clauses(&self) -> impl Iterator<Item = Clause> {
        let mut todo = vec![self];
        std::iter::from_fn(move || {
            while let Some(part) = todo.pop() {
                match part {
                    Self::All(parts) | Self::Any(parts) => todo.extend(parts.iter().rev()),
                    Self::Not(part) => todo.push(part),
                    Self::Is(clause) => return Some(*clause),
                }
            }
            None
        })
    }
}

/// How one clause came out, for the person who asks why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClauseOutcome {
    /// The condition.
    pub clause: Clause,
    /// Whether it is wanted (`false` under `not`).
    pub wanted: bool,
    /// Whether it came out as wanted.
    pub met: bool,
    /// Whether anything is proven of what it asks about; if not, it is met neither way.
    // Earlier versions did not say.
    #[serde(default = "known")]
    pub known: bool,
    /// The person's own value, where there is a number to compare: their age, their score, their days.
    pub yours: Option<i64>,
}

const fn known() -> bool {
    true
}

/// A decision with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Verdict {
    /// Whether the gate opens.
    pub allowed: bool,
    /// Each clause in the order of the text.
    pub clauses: Vec<ClauseOutcome>,
}

/// Who asks: everything that a clause can ask about, at one moment. What is not proven is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asker {
    /// Proven gender.
    pub gender: Option<Gender>,
    /// Proven to be a student.
    pub student: bool,
    /// Proven to be employed.
    pub employed: bool,
    /// Proven to live overseas.
    pub overseas: bool,
    /// Whole years, by a proven birth date.
    pub age: Option<i64>,
    /// Reputation.
    pub score: Option<i64>,
    /// Whole days since joining Circles.
    pub account_days: i64,
    /// Role in the circle; `None` for who has not joined.
    pub role: Option<Role>,
    /// Whole days since joining the circle; `None` for who has not joined.
    pub member_days: Option<i64>,
    /// Whether the circle's list of people who are let in names them.
    pub allow_listed: bool,
    /// Whether the circle's list of people who are kept out names them.
    pub deny_listed: bool,
}

impl Asker {
    /// Somebody with these claims, who joined Circles at `joined`, asking at `now` where they have no place yet.
    #[must_use]
    pub fn new(claims: &Claims, joined: Timestamp, now: Timestamp) -> Self {
        Self {
            gender: claims.gender,
            student: claims.student == Some(true),
            employed: claims.employed == Some(true),
            overseas: claims.overseas == Some(true),
            age: claims.birth_date.map(|born| born.age_at(now)),
            score: claims.score,
            account_days: days(joined, now),
            ..Self::default()
        }
    }

    /// The same person at their place in a circle.
    #[must_use]
    pub fn at(self, place: Place, now: Timestamp) -> Self {
        let inside = place.role.is_some();
        Self {
            role: place.role,
            member_days: place.joined_at.filter(|_| inside).map(|joined| days(joined, now)),
            allow_listed: place.allow_listed,
            deny_listed: place.deny_listed,
            ..self
        }
    }
}

/// Whole days from `since` to `now`; never below zero, whatever two clocks say.
fn days(since: Timestamp, now: Timestamp) -> i64 {
    (now.seconds_since(since) / 86_400).max(0)
}
