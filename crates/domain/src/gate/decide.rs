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
        match self {
            Self::All(parts) => parts.iter().all(|part| part.allows(asker)),
            Self::Any(parts) => parts.iter().any(|part| part.allows(asker)),
            Self::Not(part) => !part.allows(asker),
            Self::Is(clause) => clause.holds(asker).0,
        }
    }

    #[expect(clippy::unnecessary_fold, reason = "all() and any() would stop at the first answer")]
    fn walk(&self, asker: &Asker, wanted: bool, out: &mut Vec<ClauseOutcome>) -> bool {
        match self {
            // No short cut: the person is told of every clause, not of the first that fails.
            Self::All(parts) => parts.iter().fold(true, |held, part| part.walk(asker, wanted, out) && held),
            Self::Any(parts) => parts.iter().fold(false, |held, part| part.walk(asker, wanted, out) || held),
            Self::Not(part) => !part.walk(asker, !wanted, out),
            Self::Is(clause) => {
                let (holds, yours) = clause.holds(asker);
                out.push(ClauseOutcome { clause: *clause, wanted, met: holds == wanted, yours });
                holds
            }
        }
    }
}

impl Clause {
    /// Whether it holds, and the person's own number where one is compared.
    pub(super) fn holds(self, asker: &Asker) -> (bool, Option<i64>) {
        let number = |yours: Option<i64>, passes: fn(i64, i64) -> bool, bound: i64| {
            (yours.is_some_and(|yours| passes(yours, bound)), yours)
        };
        match self {
            Self::Gender { is } => (asker.gender == Some(is), None),
            Self::Student => (asker.student, None),
            Self::Employed => (asker.employed, None),
            Self::Overseas => (asker.overseas, None),
            Self::AgeAtLeast { years } => number(asker.age, |yours, bound| yours >= bound, years),
            Self::AgeAtMost { years } => number(asker.age, |yours, bound| yours <= bound, years),
            Self::ScoreAtLeast { score } => number(asker.score, |yours, bound| yours >= bound, score),
            Self::AccountAgeAtLeast { days } => (asker.account_days >= days, Some(asker.account_days)),
            Self::MembershipAtLeast { days } => {
                number(asker.member_days, |yours, bound| yours >= bound, days)
            }
            Self::Role { at_least } => (asker.role.is_some_and(|role| role >= at_least), None),
            Self::AllowListed => (asker.allow_listed, None),
            Self::DenyListed => (asker.deny_listed, None),
            Self::Unknown => (false, None),
        }
    }
}
