use proptest::prelude::*;

use super::{askers, campus, clauses, gates, is, not};
use crate::Timestamp;
use crate::circle::{Place, Role};
use crate::claim::{CivilDate, Claims, Gender};
use crate::gate::{Asker, Clause, Gate};

#[test]
fn a_refusal_names_each_clause() {
    let man = Asker { gender: Some(Gender::Male), student: true, ..Asker::default() };
    let verdict = campus().check(man);
    assert!(!verdict.allowed);
    assert_eq!(verdict.clauses.iter().map(|c| c.met).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn a_number_is_shown_beside_the_one_needed() {
    let asker =
        Asker { score: Some(712), age: Some(17), account_days: 3, member_days: Some(1), ..Asker::default() };
    for (clause, allowed, yours) in [
        (Clause::ScoreAtLeast { score: 750 }, false, 712),
        (Clause::AgeAtLeast { years: 18 }, false, 17),
        (Clause::AgeAtMost { years: 17 }, true, 17),
        (Clause::AccountAgeAtLeast { days: 3 }, true, 3),
        (Clause::MembershipAtLeast { days: 2 }, false, 1),
    ] {
        let verdict = is(clause).check(asker);
        assert_eq!((verdict.allowed, verdict.clauses[0].yours), (allowed, Some(yours)), "{clause:?}");
    }
}

#[test]
fn what_is_not_proven_does_not_pass() {
    let nobody = Asker::default();
    assert!(!campus().allows(&nobody));
    assert!(!is(Clause::AgeAtMost { years: 30 }).allows(&nobody));
    assert!(Gate::open().allows(&nobody));
    assert!(!Gate::Any(vec![]).allows(&nobody));
    // A clause of a newer version keeps closed what it would open.
    let newer: Gate = serde_json::from_str(r#"{"is":{"kind":"left_handed","since":3}}"#).unwrap();
    assert_eq!(newer, is(Clause::Unknown));
    assert!(!newer.allows(&nobody));
    assert!(!not(newer).allows(&nobody));
    // Nor does its contrary: whoever shows nothing is not known to be somebody else.
    for clause in [Clause::Gender { is: Gender::Male }, Clause::AgeAtLeast { years: 30 }, Clause::Student] {
        let verdict = not(is(clause)).check(nobody);
        assert_eq!((verdict.allowed, verdict.clauses[0].known), (false, false), "{clause:?}");
    }
    assert!(not(is(Clause::DenyListed)).allows(&nobody));
}

#[test]
fn a_place_in_a_circle_counts_from_joining_it() {
    let at = |days: i64| Timestamp::from_micros(1_795_305_600_000_000).plus_seconds(days * 86_400);
    let born = CivilDate { year: 2008, month: 11, day: 22 };
    let claims = Claims { birth_date: Some(born), student: Some(false), ..Claims::default() };
    let place = Place { role: Some(Role::Trusted), joined_at: Some(at(-4)), ..Place::default() };
    let asker = Asker::new(&claims, at(-10), at(0)).at(place, at(0));
    assert_eq!((asker.age, asker.student, asker.account_days), (Some(18), false, 10));
    assert_eq!((asker.member_days, asker.role), (Some(4), Some(Role::Trusted)));
    assert!(is(Clause::Role { at_least: Role::Member }).allows(&asker));
    assert!(!is(Clause::Role { at_least: Role::Moderator }).allows(&asker));
    // Who left is no member, whenever they joined; a device whose clock is behind counts no negative days.
    let left = asker.at(Place { role: None, ..place }, at(0));
    assert_eq!((left.role, left.member_days), (None, None));
    assert_eq!(Asker::new(&claims, at(1), at(0)).account_days, 0);
}

#[test]
fn gates_of_the_first_version_are_still_read() {
    let old: Gate =
        serde_json::from_str(r#"{"any":[{"is":{"kind":"moderator"}},{"is":{"kind":"student"}}]}"#).unwrap();
    assert_eq!(old, Gate::Any(vec![is(Clause::Role { at_least: Role::Moderator }), is(Clause::Student)]));
}

/// Written without looking at the code that it judges: truth is 1, falsehood -1, and what nobody knows 0.
fn oracle(gate: &Gate, a: &Asker) -> i8 {
    let truth = |is: bool| if is { 1 } else { -1 };
    let proof = |is: bool| i8::from(is);
    let number = |own: Option<i64>, passes: &dyn Fn(i64) -> bool| own.map_or(0, |own| truth(passes(own)));
    match gate {
        Gate::All(parts) => parts.iter().map(|part| oracle(part, a)).min().unwrap_or(1),
        Gate::Any(parts) => parts.iter().map(|part| oracle(part, a)).max().unwrap_or(-1),
        Gate::Not(part) => -oracle(part, a),
        Gate::Is(Clause::Gender { is }) => a.gender.map_or(0, |own| truth(own == *is)),
        Gate::Is(Clause::Student) => proof(a.student),
        Gate::Is(Clause::Employed) => proof(a.employed),
        Gate::Is(Clause::Overseas) => proof(a.overseas),
        Gate::Is(Clause::AgeAtLeast { years }) => number(a.age, &|own| own >= *years),
        Gate::Is(Clause::AgeAtMost { years }) => number(a.age, &|own| own <= *years),
        Gate::Is(Clause::ScoreAtLeast { score }) => number(a.score, &|own| own >= *score),
        Gate::Is(Clause::AccountAgeAtLeast { days }) => truth(a.account_days >= *days),
        Gate::Is(Clause::MembershipAtLeast { days }) => {
            truth(a.member_days.map_or(i64::MIN, |own| own) >= *days)
        }
        Gate::Is(Clause::Role { at_least }) => {
            truth(a.role.map_or(-1, |role| role as i64) >= *at_least as i64)
        }
        Gate::Is(Clause::AllowListed) => truth(a.allow_listed),
        Gate::Is(Clause::DenyListed) => truth(a.deny_listed),
        Gate::Is(Clause::Unknown) => 0,
    }
}

proptest! {
    #[test]
    fn decisions_are_those_of_the_oracle_with_and_without_reasons(gate in gates(), asker in askers()) {
        let verdict = gate.check(asker);
        prop_assert_eq!(verdict.allowed, oracle(&gate, &asker) == 1);
        prop_assert_eq!(gate.allows(&asker), verdict.allowed);
        prop_assert_eq!(gate.simplified().allows(&asker), verdict.allowed);
        let told: Vec<Clause> = verdict.clauses.iter().map(|outcome| outcome.clause).collect();
        prop_assert_eq!(told, gate.clauses().collect::<Vec<_>>(), "every clause is told, in the order of the text");
    }

    #[test]
    fn not_turns_what_is_known_round(gate in gates(), asker in askers()) {
        let plain = gate.check(asker);
        let turned = not(gate.clone()).check(asker);
        prop_assert!(!(plain.allowed && turned.allowed), "a gate and its contrary");
        prop_assert_eq!(plain.allowed || turned.allowed, oracle(&gate, &asker) != 0);
        for (a, b) in plain.clauses.iter().zip(&turned.clauses) {
            prop_assert_eq!((a.known, a.met && b.met, a.met || b.met), (b.known, false, a.known));
        }
    }

    #[test]
    fn nobody_gets_in_by_taking_a_proof_back(gate in gates(), asker in askers()) {
        let hidden = [
            Asker { gender: None, ..asker },
            Asker { age: None, ..asker },
            Asker { score: None, ..asker },
            Asker { student: false, ..asker },
            Asker { employed: false, ..asker },
            Asker { overseas: false, ..asker },
        ];
        for less in hidden {
            prop_assert!(gate.allows(&asker) || !gate.allows(&less), "{:?}", less);
        }
    }

    #[test]
    fn de_morgan_holds(parts in prop::collection::vec(gates(), 0..4), asker in askers()) {
        let turned: Vec<Gate> = parts.iter().cloned().map(not).collect();
        prop_assert_eq!(
            not(Gate::All(parts.clone())).allows(&asker), Gate::Any(turned.clone()).allows(&asker));
        prop_assert_eq!(not(Gate::Any(parts)).allows(&asker), Gate::All(turned).allows(&asker));
    }

    #[test]
    fn one_more_clause_never_widens_all_nor_narrows_any(
        parts in prop::collection::vec(gates(), 0..4), more in clauses(), asker in askers()
    ) {
        let longer: Vec<Gate> = parts.iter().cloned().chain([is(more)]).collect();
        prop_assert!(Gate::All(parts.clone()).allows(&asker) || !Gate::All(longer.clone()).allows(&asker));
        prop_assert!(!Gate::Any(parts).allows(&asker) || Gate::Any(longer).allows(&asker));
    }

    #[test]
    fn a_gate_survives_json(gate in gates()) {
        let json = serde_json::to_string(&gate).unwrap();
        prop_assert_eq!(serde_json::from_str::<Gate>(&json).unwrap(), gate);
    }
}
