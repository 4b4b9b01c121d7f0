//! Gates: who may join, post or comment, as an expression whose every clause can say why it holds or not.
//!
//! The server decides with [`Gate::check`]; a device predicts with the same code.

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::claim::{Claims, Gender};

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
        /// Years.
        years: i64,
    },
    /// A score of at least this.
    ScoreAtLeast {
        /// 350 to 950.
        score: i64,
    },
    /// A moderator of the circle.
    Moderator,
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
    /// The part must not hold.
    Not(Box<Gate>),
    /// One condition.
    Is(Clause),
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
    /// The person's own value, where there is a number to compare (their score).
    pub yours: Option<i64>,
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

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// What is proven of them.
    pub claims: &'a Claims,
    /// Whether they moderate the circle.
    pub moderator: bool,
    /// When they ask.
    pub now: Timestamp,
}

impl Gate {
    /// A gate that everyone passes.
    #[must_use]
    pub const fn open() -> Self {
        Self::All(Vec::new())
    }

    /// Decides, and says how each clause came out.
    #[must_use]
    pub fn check(&self, asker: Asker<'_>) -> Verdict {
        let mut clauses = Vec::new();
        let allowed = self.walk(asker, true, &mut clauses);
        Verdict { allowed, clauses }
    }

    #[expect(clippy::unnecessary_fold, reason = "all() and any() would stop at the first answer")]
    fn walk(&self, asker: Asker<'_>, wanted: bool, out: &mut Vec<ClauseOutcome>) -> bool {
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
    fn holds(self, asker: Asker<'_>) -> (bool, Option<i64>) {
        let claims = asker.claims;
        match self {
            Self::Gender { is } => (claims.gender == Some(is), None),
            Self::Student => (claims.student == Some(true), None),
            Self::Employed => (claims.employed == Some(true), None),
            Self::Overseas => (claims.overseas == Some(true), None),
            Self::AgeAtLeast { years } => (claims.is_at_least(years, asker.now), None),
            Self::ScoreAtLeast { score } => (claims.score.is_some_and(|s| s >= score), claims.score),
            Self::Moderator => (asker.moderator, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asker(claims: &Claims) -> Asker<'_> {
        Asker { claims, moderator: false, now: Timestamp::from_micros(1_795_305_600_000_000) }
    }

    fn campus() -> Gate {
        Gate::All(vec![Gate::Is(Clause::Gender { is: Gender::Female }), Gate::Is(Clause::Student)])
    }

    #[test]
    fn a_refusal_names_each_clause() {
        let claims = Claims { gender: Some(Gender::Male), student: Some(true), ..Claims::default() };
        let verdict = campus().check(asker(&claims));
        assert!(!verdict.allowed);
        assert_eq!(verdict.clauses.iter().map(|c| c.met).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn a_score_is_shown_beside_the_one_needed() {
        let claims = Claims { score: Some(712), ..Claims::default() };
        let verdict = Gate::Is(Clause::ScoreAtLeast { score: 750 }).check(asker(&claims));
        assert_eq!((verdict.allowed, verdict.clauses[0].yours), (false, Some(712)));
    }

    #[test]
    fn what_is_not_proven_does_not_pass() {
        assert!(!campus().check(asker(&Claims::default())).allowed);
        assert!(Gate::open().check(asker(&Claims::default())).allowed);
        assert!(!Gate::Any(vec![]).check(asker(&Claims::default())).allowed);
    }

    fn gates() -> impl Strategy<Value = Gate> {
        let leaf = prop_oneof![
            Just(Clause::Student),
            Just(Clause::Employed),
            Just(Clause::Overseas),
            (300_i64..1000).prop_map(|score| Clause::ScoreAtLeast { score }),
            (10_i64..80).prop_map(|years| Clause::AgeAtLeast { years }),
        ]
        .prop_map(Gate::Is);
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Gate::All),
                prop::collection::vec(inner.clone(), 0..4).prop_map(Gate::Any),
                inner.prop_map(|g| Gate::Not(Box::new(g))),
            ]
        })
    }

    proptest! {
        #[test]
        fn not_turns_a_decision_round(gate in gates(), student: Option<bool>, score in prop::option::of(350_i64..950)) {
            let claims = Claims { student, score, ..Claims::default() };
            let plain = gate.check(asker(&claims));
            let turned = Gate::Not(Box::new(gate)).check(asker(&claims));
            prop_assert_ne!(plain.allowed, turned.allowed);
            for (a, b) in plain.clauses.iter().zip(&turned.clauses) {
                prop_assert_ne!(a.met, b.met);
            }
        }

        #[test]
        fn a_gate_survives_json(gate in gates()) {
            let json = serde_json::to_string(&gate).unwrap();
            prop_assert_eq!(serde_json::from_str::<Gate>(&json).unwrap(), gate);
        }
    }
}
