//! What a gate may look like before it is saved: not too large, not too deep, numbers that exist, and every part
//! passable by somebody.

use super::{Askers, Clause, Gate};
use crate::{Field, Invalid, Rule};

/// The most clauses of one gate; an empty group counts as one.
pub const CLAUSES_MAX: usize = 32;
/// How deep groups may stand in each other; a clause alone has depth 1.
pub const DEPTH_MAX: usize = 8;

impl Gate {
    /// Checks a gate that somebody wants to save; `field` says which one it is, `askers` who will stand before it.
    ///
    /// # Errors
    /// [`Rule::TooMany`] above [`CLAUSES_MAX`], [`Rule::TooDeep`] above [`DEPTH_MAX`], [`Rule::TooSmall`] and
    /// [`Rule::TooLarge`] for numbers that no person can have, [`Rule::Malformed`] for a clause of a newer version,
    /// [`Rule::Unprovable`] when it asks people not to be what nobody proves not to be, [`Rule::Contradiction`] when the
    /// gate, or a part of it, can be passed by nobody.
    pub fn check_shape(&self, field: Field, askers: Askers) -> Result<(), Invalid> {
        let broke = |rule| Err(Invalid::new(field, rule));
        if self.depth() > DEPTH_MAX {
            return broke(Rule::TooDeep);
        }
        if self.size() > CLAUSES_MAX {
            return broke(Rule::TooMany);
        }
        if let Some(rule) = self.clauses().find_map(out_of_range) {
            return broke(rule);
        }
        if self.asks_the_unprovable(true) {
            return broke(Rule::Unprovable);
        }
        if self.has_a_dead_end(true, askers) { broke(Rule::Contradiction) } else { Ok(()) }
    }

    pub(super) fn depth(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => 1 + parts.iter().map(Self::depth).max().unwrap_or(0),
            Self::Not(part) => 1 + part.depth(),
            Self::Is(_) => 1,
        }
    }

    pub(super) fn size(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::size).sum::<usize>().max(1),
            Self::Not(part) => part.size(),
            Self::Is(_) => 1,
        }
    }

    /// Whether somebody would have to be known not to be a student, employed or overseas. There are proofs of being one,
    /// and none of not being one: taking the proof back would open the gate.
    fn asks_the_unprovable(&self, wanted: bool) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.asks_the_unprovable(wanted)),
            Self::Not(part) => part.asks_the_unprovable(!wanted),
            Self::Is(clause) => {
                !wanted && matches!(clause, Clause::Student | Clause::Employed | Clause::Overseas)
            }
        }
    }

    /// Whether some part can come out as `wanted` for nobody. A branch of `any` that nobody can take is a mistake of
    /// its writer, even where the others let people in.
    fn has_a_dead_end(&self, wanted: bool, askers: Askers) -> bool {
        let below = match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().any(|part| part.has_a_dead_end(wanted, askers))
            }
            Self::Not(part) => part.has_a_dead_end(!wanted, askers),
            Self::Is(_) => false,
        };
        below || !self.can_be(wanted, askers)
    }
}

fn out_of_range(clause: Clause) -> Option<Rule> {
    let (number, range) = match clause {
        Clause::AgeAtLeast { years } | Clause::AgeAtMost { years } => (years, 14..=120),
        Clause::ScoreAtLeast { score } => (score, 350..=950),
        Clause::AccountAgeAtLeast { days } | Clause::MembershipAtLeast { days } => (days, 1..=3_650),
        Clause::Unknown => return Some(Rule::Malformed),
        Clause::Gender { .. }
        | Clause::Student
        | Clause::Employed
        | Clause::Overseas
        | Clause::Role { .. }
        | Clause::AllowListed
        | Clause::DenyListed => return None,
    };
    if number < *range.start() {
        Some(Rule::TooSmall)
    } else if number > *range.end() {
        Some(Rule::TooLarge)
    } else {
        None
    }
}
