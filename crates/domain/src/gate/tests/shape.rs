use proptest::prelude::*;

use super::{ROLES, askers, campus, gates, is, not};
use crate::circle::{Gates, Joining, PREVIEW_MAX, Preview, Role};
use crate::claim::Gender;
use crate::gate::{Asker, Askers, CLAUSES_MAX, Clause, DEPTH_MAX, Gate};
use crate::{Field, Invalid, Rule};

fn all(parts: impl IntoIterator<Item = Clause>) -> Gate {
    Gate::All(parts.into_iter().map(is).collect())
}

fn refused(gate: &Gate) -> Option<Rule> {
    gate.check_shape(Field::PostGate, Askers::Inside).err().map(|invalid| {
        assert_eq!(invalid.field, Field::PostGate);
        invalid.rule
    })
}

#[test]
fn a_gate_has_at_most_32_clauses_and_8_groups_within_each_other() {
    let many = |n: usize| all((0..n).map(|_| Clause::Student));
    assert_eq!(refused(&many(CLAUSES_MAX)), None);
    assert_eq!(refused(&many(CLAUSES_MAX + 1)), Some(Rule::TooMany));
    // Groups of nothing do not pass for nothing.
    assert_eq!(refused(&Gate::All(vec![Gate::open(); CLAUSES_MAX + 1])), Some(Rule::TooMany));
    let deep = |n: usize| (1..n).fold(is(Clause::Student), |inner, _| Gate::All(vec![inner]));
    assert_eq!(refused(&deep(DEPTH_MAX)), None);
    assert_eq!(refused(&deep(DEPTH_MAX + 1)), Some(Rule::TooDeep));
}

#[test]
fn contradictions_are_refused_and_what_only_looks_like_one_is_not() {
    use Clause::{
        AccountAgeAtLeast, AgeAtLeast, AgeAtMost, AllowListed, MembershipAtLeast, Role as In, ScoreAtLeast,
        Student,
    };
    let score = |score| is(ScoreAtLeast { score });
    let women = Clause::Gender { is: Gender::Female };
    let men = Clause::Gender { is: Gender::Male };
    let refused_ones = [
        Gate::All(vec![score(800), not(score(700))]),
        all([AgeAtLeast { years: 30 }, AgeAtMost { years: 29 }]),
        all([women, men]),
        Gate::Any(vec![]),
        Gate::Any(vec![is(Student), Gate::Any(vec![])]),
        not(Gate::open()),
        Gate::All(vec![is(AccountAgeAtLeast { days: 9 }), not(is(AccountAgeAtLeast { days: 9 }))]),
        // Nobody is of a third gender, and whoever proves none is not known to be of neither.
        Gate::All(vec![not(is(women)), not(is(men))]),
        Gate::All(vec![not(is(AgeAtLeast { years: 14 })), not(is(AgeAtMost { years: 120 }))]),
        Gate::All(vec![is(AllowListed), not(is(AllowListed))]),
        Gate::All(vec![is(MembershipAtLeast { days: 30 }), not(is(AccountAgeAtLeast { days: 30 }))]),
        Gate::All(vec![is(In { at_least: Role::Admin }), not(is(In { at_least: Role::Trusted }))]),
        Gate::All(vec![Gate::Any(vec![is(AllowListed), score(800)]), not(is(AllowListed)), not(score(800))]),
        not(is(In { at_least: Role::Member })),
    ];
    for gate in refused_ones {
        assert_eq!(refused(&gate), Some(Rule::Contradiction), "{gate:?}");
    }
    let good = [
        Gate::open(),
        campus(),
        Gate::Any(vec![is(AllowListed), not(is(AllowListed))]),
        not(is(women)),
        not(not(is(Student))),
        Gate::All(vec![score(700), not(score(800))]),
        all([AgeAtLeast { years: 30 }, AgeAtMost { years: 30 }]),
    ];
    for gate in good {
        assert_eq!(refused(&gate), None, "{gate:?}");
    }
}

#[test]
fn nobody_is_asked_to_prove_what_they_are_not() {
    for clause in [Clause::Student, Clause::Employed, Clause::Overseas] {
        for gate in [
            not(is(clause)),
            not(Gate::All(vec![is(clause)])),
            Gate::Any(vec![is(clause), not(is(clause))]),
            not(not(not(is(clause)))),
        ] {
            assert_eq!(refused(&gate), Some(Rule::Unprovable), "{gate:?}");
        }
        assert_eq!(refused(&is(clause)), None);
    }
}

#[test]
fn a_door_that_asks_for_membership_opens_for_nobody() {
    for clause in [Clause::Role { at_least: Role::Member }, Clause::MembershipAtLeast { days: 1 }] {
        let gate = is(clause);
        assert_eq!(
            gate.check_shape(Field::JoinGate, Askers::Outside),
            Err(Invalid::new(Field::JoinGate, Rule::Contradiction))
        );
        assert_eq!(gate.check_shape(Field::PostGate, Askers::Inside), Ok(()));
    }
}

#[test]
fn numbers_that_nobody_has_are_refused() {
    for (clause, rule) in [
        (Clause::AgeAtLeast { years: 13 }, Rule::TooSmall),
        (Clause::AgeAtMost { years: 121 }, Rule::TooLarge),
        (Clause::ScoreAtLeast { score: 349 }, Rule::TooSmall),
        (Clause::ScoreAtLeast { score: 951 }, Rule::TooLarge),
        (Clause::AccountAgeAtLeast { days: 0 }, Rule::TooSmall),
        (Clause::MembershipAtLeast { days: 3_651 }, Rule::TooLarge),
        (Clause::Unknown, Rule::Malformed),
    ] {
        assert_eq!(refused(&is(clause)), Some(rule), "{clause:?}");
    }
}

#[test]
fn a_refusal_says_which_gate() {
    let (open, bad) = (Gate::open(), Gate::Any(vec![]));
    let gates = |join: &Gate, post: &Gate, comment: &Gate, preview| Gates {
        joining: Joining::Open,
        join: join.clone(),
        post: post.clone(),
        comment: comment.clone(),
        preview,
    };
    let latest = |count| Preview::Latest { count };
    for (gates, want) in [
        (gates(&open, &open, &open, Preview::Pinned), None),
        (gates(&open, &open, &open, latest(PREVIEW_MAX)), None),
        (gates(&bad, &open, &open, Preview::Nothing), Some((Field::JoinGate, Rule::Contradiction))),
        (gates(&open, &bad, &open, Preview::Nothing), Some((Field::PostGate, Rule::Contradiction))),
        (gates(&open, &open, &bad, Preview::Nothing), Some((Field::CommentGate, Rule::Contradiction))),
        (gates(&open, &open, &open, latest(0)), Some((Field::Preview, Rule::TooSmall))),
        (gates(&open, &open, &open, latest(PREVIEW_MAX + 1)), Some((Field::Preview, Rule::TooLarge))),
    ] {
        assert_eq!(gates.check_shape().err().map(|i| (i.field, i.rule)), want, "{gates:?}");
    }
}

#[test]
fn the_widest_gate_is_judged_at_once() {
    // Eleven groups of three alternatives that no one can satisfy together: every way is followed to its end.
    let group =
        |n: i64| Gate::Any((0..3).map(|k| is(Clause::ScoreAtLeast { score: 400 + n * 3 + k })).collect());
    let mut parts: Vec<Gate> = (0..10).map(group).collect();
    parts.push(not(is(Clause::ScoreAtLeast { score: 350 })));
    parts.push(is(Clause::ScoreAtLeast { score: 350 }));
    assert_eq!(refused(&Gate::All(parts)), Some(Rule::Contradiction));
}

proptest! {
    #[test]
    fn whoever_passes_proves_that_somebody_can(gate in gates(), asker in askers()) {
        let before = if asker.role.is_some() { Askers::Inside } else { Askers::Outside };
        prop_assert!(gate.can_be(true, before) || !gate.allows(&asker));
        prop_assert!(gate.can_be(false, before) || !not(gate.clone()).allows(&asker));
    }

    #[test]
    fn what_can_be_passed_is_passed_by_somebody(gate in gates()) {
        // All people around the bounds of its clauses: where none of them passes, nobody does.
        let clauses: Vec<Clause> = gate.clauses().collect();
        prop_assume!(clauses.len() <= 3);
        let mut people = vec![Asker { role: Some(Role::Member), member_days: Some(0), ..Asker::default() }];
        for clause in clauses {
            people = people.into_iter().flat_map(|asker| around(clause, asker)).collect();
        }
        // Nobody is a member of a circle for longer than of Circles.
        people.retain(|asker| asker.member_days <= Some(asker.account_days));
        for (wanted, asked) in [(true, gate.clone()), (false, not(gate.clone()))] {
            let found = people.iter().any(|asker| asked.allows(asker));
            prop_assert_eq!(gate.can_be(wanted, Askers::Inside), found, "{:?} {}", &gate, wanted);
        }
    }
}

/// The same person with every value that matters to `clause`.
fn around(clause: Clause, asker: Asker) -> Vec<Asker> {
    let both = [true, false];
    let numbers = |from: i64, to: i64| std::iter::once(None).chain((from..to).map(Some));
    match clause {
        Clause::Gender { .. } => {
            [None, Some(Gender::Female), Some(Gender::Male)].map(|gender| Asker { gender, ..asker }).to_vec()
        }
        Clause::Student => both.map(|student| Asker { student, ..asker }).to_vec(),
        Clause::Employed => both.map(|employed| Asker { employed, ..asker }).to_vec(),
        Clause::Overseas => both.map(|overseas| Asker { overseas, ..asker }).to_vec(),
        Clause::AllowListed => both.map(|allow_listed| Asker { allow_listed, ..asker }).to_vec(),
        Clause::DenyListed => both.map(|deny_listed| Asker { deny_listed, ..asker }).to_vec(),
        Clause::AgeAtLeast { .. } | Clause::AgeAtMost { .. } => {
            numbers(16, 21).map(|age| Asker { age, ..asker }).collect()
        }
        Clause::ScoreAtLeast { .. } => numbers(699, 704).map(|score| Asker { score, ..asker }).collect(),
        Clause::AccountAgeAtLeast { .. } => {
            (0..5).map(|account_days| Asker { account_days, ..asker }).collect()
        }
        Clause::MembershipAtLeast { .. } => (0..5)
            .flat_map(|days| {
                [asker.account_days, 5].map(|account_days| Asker {
                    member_days: Some(days),
                    account_days,
                    ..asker
                })
            })
            .collect(),
        Clause::Role { .. } => ROLES.map(|role| Asker { role: Some(role), ..asker }).to_vec(),
        Clause::Unknown => vec![asker],
    }
}
