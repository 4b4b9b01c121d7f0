//! Deciding: with the reason of every clause, or only yes and no.

use super::{Asker, Clause, ClauseOutcome, Gate, Verdict};

impl Gate {
    /// Decides, and says how each clause came out.
    #[must_use]
    pub fn check(&self, asker: Asker) -> Verdict {
        let mut clauses = Vec::new();
        let allowed = self.walk(&asker, true, &mut clauses);
        Verdict { allowed, clauses }
    }

    /// Decides, and nothing more: stops at the first answer and allocates nothing.
    #[must_use]
    pub fn allows(&self, asker: &Asker) -> bool {
        self.is_known(asker, true)
    }

    /// Whether the gate is known to come out as `wanted`. What is not proven is known to be neither, so that no gate opens
    /// because somebody takes a proof back (the strong logic of three values of S. C. Kleene, 1938).
    fn is_known(&self, asker: &Asker, wanted: bool) -> bool {
        match (self, wanted) {
            (Self::All(parts), true) | (Self::Any(parts), false) => {
                parts.iter().all(|part| part.is_known(asker, wanted))
            }
            (Self::Any(parts), true) | (Self::All(parts), false) => {
                parts.iter().any(|part| part.is_known(asker, wanted))
            }
            (Self::Not(part), _) => part.is_known(asker, !wanted),
            (Self::Is(clause), _) => clause.holds(asker).0 == Some(wanted),
        }
    }

    #[expect(clippy::unnecessary_fold, reason = "all() and any() would stop at the first answer")]
    fn walk(&self, asker: &Asker, wanted: bool, out: &mut Vec<ClauseOutcome>) -> bool {
        match (self, wanted) {
            // No short cut: the person is told of every clause, not of the first that fails.
            (Self::All(parts), true) | (Self::Any(parts), false) => {
                parts.iter().fold(true, |met, part| part.walk(asker, wanted, out) && met)
            }
            (Self::Any(parts), true) | (Self::All(parts), false) => {
                parts.iter().fold(false, |met, part| part.walk(asker, wanted, out) || met)
            }
            (Self::Not(part), _) => part.walk(asker, !wanted, out),
            (Self::Is(clause), _) => {
                let (holds, yours) = clause.holds(asker);
                let met = holds == Some(wanted);
                out.push(ClauseOutcome { clause: *clause, wanted, met, known: holds.is_some(), yours });
                met
            }
        }
    }
}

impl Clause {
    /// Whether it holds, `None` where nothing is proven, and the person's own number where one is compared.
    pub(super) fn holds(self, asker: &Asker) -> (Option<bool>, Option<i64>) {
        let number = |yours: Option<i64>, passes: fn(i64, i64) -> bool, bound: i64| {
            (yours.map(|yours| passes(yours, bound)), yours)
        };
        // Nobody gets a statement that they are not something.
        let proven = |is: bool| (is.then_some(true), None);
        match self {
            Self::Gender { is } => (asker.gender.map(|gender| gender == is), None),
            Self::Student => proven(asker.student),
            Self::Employed => proven(asker.employed),
            Self::Overseas => proven(asker.overseas),
            Self::AgeAtLeast { years } => number(asker.age, |yours, bound| yours >= bound, years),
            Self::AgeAtMost { years } => number(asker.age, |yours, bound| yours <= bound, years),
            Self::ScoreAtLeast { score } => number(asker.score, |yours, bound| yours >= bound, score),
            Self::AccountAgeAtLeast { days } => (Some(asker.account_days >= days), Some(asker.account_days)),
            // Who has not joined has been a member for no time at all: that is known.
            Self::MembershipAtLeast { days } => {
                (Some(asker.member_days.is_some_and(|yours| yours >= days)), asker.member_days)
            }
            Self::Role { at_least } => (Some(asker.role.is_some_and(|role| role >= at_least)), None),
            Self::AllowListed => (Some(asker.allow_listed), None),
            Self::DenyListed => (Some(asker.deny_listed), None),
            Self::Unknown => (None, None),
        }
    }
}
