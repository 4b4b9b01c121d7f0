//! Whether anybody at all can pass: the gate is followed down every way of taking its alternatives, narrowing what is
//! known of a person until a contradiction, or until someone is left.
//!
//! With at most 32 clauses there are at most 3^(32/3) ways (alternatives whose sizes add up to 32), each a few
//! comparisons; most contradict themselves early.

use super::{Clause, Gate};
use crate::circle::Role;
use crate::claim::Gender;

/// Who stands before a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Askers {
    /// People who have not joined: no role, no time of membership.
    Outside,
    /// Members, whatever their role.
    Inside,
}

impl Gate {
    /// Whether the gate is known to come out as `wanted` for some possible asker.
    #[must_use]
    pub fn can_be(&self, wanted: bool, askers: Askers) -> bool {
        someone(vec![(self, wanted)], Someone::before(askers))
    }
}

fn someone(mut todo: Vec<(&Gate, bool)>, mut left: Someone) -> bool {
    while let Some((gate, wanted)) = todo.pop() {
        match (gate, wanted) {
            (Gate::Not(part), wanted) => todo.push((part, !wanted)),
            (Gate::All(parts), true) | (Gate::Any(parts), false) => {
                todo.extend(parts.iter().map(|part| (part, wanted)));
            }
            (Gate::All(parts), false) | (Gate::Any(parts), true) => {
                return parts.iter().any(|part| {
                    let mut way = todo.clone();
                    way.push((part, wanted));
                    someone(way, left)
                });
            }
            (Gate::Is(clause), wanted) => {
                left.narrow(*clause, wanted);
                if !left.exists() {
                    return false;
                }
            }
        }
    }
    true
}

/// A number that may be absent, and the values that it can still have. Whatever is asked of it, it has to be there.
#[derive(Clone, Copy)]
struct Span {
    low: i64,
    high: i64,
    absent: bool,
}

impl Span {
    const fn of(low: i64, high: i64, absent: bool) -> Self {
        Self { low, high, absent }
    }
    fn at_least(&mut self, bound: i64, holds: bool) {
        self.absent = false;
        if holds {
            self.low = self.low.max(bound);
        } else {
            self.high = self.high.min(bound - 1);
        }
    }
    fn at_most(&mut self, bound: i64, holds: bool) {
        self.absent = false;
        if holds {
            self.high = self.high.min(bound);
        } else {
            self.low = self.low.max(bound + 1);
        }
    }
    const fn exists(self) -> bool {
        self.low <= self.high || self.absent
    }
}

/// A set of answers: bit 0 for yes, bit 1 for no.
type YesNo = u8;
const BOTH: YesNo = 0b11;

const fn answer(holds: bool) -> YesNo {
    if holds { 0b01 } else { 0b10 }
}

/// Everything that one person can still be.
#[derive(Clone, Copy)]
struct Someone {
    /// Bit 0 female, bit 1 male; whoever has neither proven meets nothing that asks.
    gender: u8,
    /// Whether nothing asks for the contrary, which nobody can prove.
    student: bool,
    employed: bool,
    overseas: bool,
    age: Span,
    score: Span,
    account: Span,
    membership: Span,
    role: Span,
    allow: YesNo,
    deny: YesNo,
    /// Whether a clause of a newer version is asked.
    unknown: bool,
}

const LONGEST_DAYS: i64 = 1_000_000;

impl Someone {
    const fn before(askers: Askers) -> Self {
        // No role and no time: known to be below all that a clause can ask for.
        let nothing = Span::of(-1, -1, false);
        let (membership, role) = match askers {
            Askers::Outside => (nothing, nothing),
            Askers::Inside => {
                (Span::of(0, LONGEST_DAYS, false), Span::of(Role::Member as i64, Role::Owner as i64, false))
            }
        };
        Self {
            gender: 0b11,
            student: true,
            employed: true,
            overseas: true,
            age: Span::of(0, 150, true),
            score: Span::of(350, 950, true),
            account: Span::of(0, LONGEST_DAYS, false),
            membership,
            role,
            allow: BOTH,
            deny: BOTH,
            unknown: false,
        }
    }

    fn narrow(&mut self, clause: Clause, holds: bool) {
        match clause {
            Clause::Gender { is } => {
                let bit = match is {
                    Gender::Female => 0b001,
                    Gender::Male => 0b010,
                };
                self.gender &= if holds { bit } else { !bit };
            }
            Clause::Student => self.student &= holds,
            Clause::Employed => self.employed &= holds,
            Clause::Overseas => self.overseas &= holds,
            Clause::AgeAtLeast { years } => self.age.at_least(years, holds),
            Clause::AgeAtMost { years } => self.age.at_most(years, holds),
            Clause::ScoreAtLeast { score } => self.score.at_least(score, holds),
            Clause::AccountAgeAtLeast { days } => self.account.at_least(days, holds),
            Clause::MembershipAtLeast { days } => self.membership.at_least(days, holds),
            Clause::Role { at_least } => self.role.at_least(at_least as i64, holds),
            Clause::AllowListed => self.allow &= answer(holds),
            Clause::DenyListed => self.deny &= answer(holds),
            Clause::Unknown => self.unknown = true,
        }
    }

    const fn exists(&self) -> bool {
        // Nobody is a member of a circle for longer than of Circles.
        let in_time = self.membership.low <= self.account.high;
        self.gender != 0
            && self.student
            && self.employed
            && self.overseas
            && self.allow != 0
            && self.deny != 0
            && self.age.exists()
            && self.score.exists()
            && self.account.exists()
            && self.membership.exists()
            && self.role.exists()
            && in_time
            && !self.unknown
    }
}
