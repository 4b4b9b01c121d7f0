//! Combinations of gates that have hurt people before.
//!
//! In 2016 each knob was defensible and the combination was not: only women students posted, everyone could pay them,
//! and a request of friendship was one tap away. What is judged here is that combination, by what the gates say; who
//! means well cannot be told from who does not.

use serde::{Deserialize, Serialize};

use super::{Askers, Clause, Gate};
use crate::circle::Gates;

/// How long tips stay in escrow, at least, in a circle whose gates carry a risk: hours.
pub const ESCROW_HOURS: i64 = 72;
/// A lower age up to here protects the young and singles nobody out.
const ADULT: i64 = 18;

/// What else is open where the gates would hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Around {
    /// Whether members may tip what others post.
    pub tips: bool,
    /// Whether strangers may ask for friendship.
    pub friend_requests: bool,
}

/// Why a combination of gates is dangerous.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// One gender posts, others pay and may ask for friendship.
    OneGenderIsPaid,
    /// One age group posts, others pay and may ask for friendship.
    OneAgeGroupIsPaid,
    /// A risk that this version does not know.
    #[serde(other)]
    Unknown,
}

/// The risks of `gates`; none for most. `doors` are the gates through which those who are inside came: closing the door
/// sends nobody out.
#[must_use]
pub fn risks(gates: &Gates, doors: &[Gate], around: Around) -> Vec<Risk> {
    if !around.tips || !around.friend_requests {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut todo = vec![(&gates.post, true)];
    while let Some((part, wanted)) = todo.pop() {
        let clause = match part {
            Gate::All(parts) | Gate::Any(parts) => {
                todo.extend(parts.iter().rev().map(|part| (part, wanted)));
                continue;
            }
            Gate::Not(part) => {
                todo.push((part, !wanted));
                continue;
            }
            Gate::Is(clause) => *clause,
        };
        let Some(risk) = singles_out(clause, wanted) else { continue };
        // Whoever is inside may tip. If every door asked for the same, those who pay are those who post.
        let mut doors = doors.iter().chain([&gates.join]);
        if !found.contains(&risk) && doors.any(|door| others_join(door, clause)) {
            found.push(risk);
        }
    }
    found
}

/// Hours that tips stay in escrow, at least, where `risks` were found.
#[must_use]
pub const fn escrow_hours(risks: &[Risk]) -> i64 {
    if risks.is_empty() { 0 } else { ESCROW_HOURS }
}

/// What a clause does that has to hold (`wanted`), or must not.
const fn singles_out(clause: Clause, wanted: bool) -> Option<Risk> {
    match clause {
        Clause::Gender { .. } => Some(Risk::OneGenderIsPaid),
        Clause::AgeAtMost { years } if wanted || years >= ADULT => Some(Risk::OneAgeGroupIsPaid),
        Clause::AgeAtLeast { years } if !wanted || years > ADULT => Some(Risk::OneAgeGroupIsPaid),
        Clause::AgeAtMost { .. }
        | Clause::AgeAtLeast { .. }
        | Clause::Student
        | Clause::Employed
        | Clause::Overseas
        | Clause::ScoreAtLeast { .. }
        | Clause::AccountAgeAtLeast { .. }
        | Clause::MembershipAtLeast { .. }
        | Clause::Role { .. }
        | Clause::AllowListed
        | Clause::DenyListed
        | Clause::Unknown => None,
    }
}

/// Whether the door lets in people on either side of `clause`.
fn others_join(join: &Gate, clause: Clause) -> bool {
    [Gate::Is(clause), Gate::Not(Box::new(Gate::Is(clause)))]
        .into_iter()
        .all(|side| Gate::All(vec![side, join.clone()]).can_be(true, Askers::Outside))
}
