use std::collections::HashMap;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::{ROLES, gates, is, not};
use crate::circle::Role;
use crate::claim::Gender;
use crate::gate::{Clause, Gate, Language};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Line {
    gate: Gate,
    en: String,
    zh: String,
}

fn every_clause() -> Vec<Clause> {
    let mut all = vec![
        Clause::Gender { is: Gender::Female },
        Clause::Gender { is: Gender::Male },
        Clause::Student,
        Clause::Employed,
        Clause::Overseas,
        Clause::AgeAtLeast { years: 18 },
        Clause::AgeAtMost { years: 30 },
        Clause::ScoreAtLeast { score: 750 },
        Clause::AccountAgeAtLeast { days: 1 },
        Clause::AccountAgeAtLeast { days: 30 },
        Clause::MembershipAtLeast { days: 1 },
        Clause::MembershipAtLeast { days: 7 },
        Clause::AllowListed,
        Clause::DenyListed,
        Clause::Unknown,
    ];
    all.extend(ROLES.map(|at_least| Clause::Role { at_least }));
    all
}

fn samples() -> Vec<Gate> {
    let woman = || is(Clause::Gender { is: Gender::Female });
    let student = || is(Clause::Student);
    let score = || is(Clause::ScoreAtLeast { score: 750 });
    let member = || is(Clause::Role { at_least: Role::Member });
    let mut all: Vec<Gate> = every_clause().into_iter().map(is).collect();
    all.extend([
        Gate::open(),
        Gate::Any(vec![]),
        Gate::All(vec![woman(), student()]),
        Gate::All(vec![student(), woman()]),
        Gate::Any(vec![student(), score()]),
        Gate::All(vec![woman(), student(), score()]),
        Gate::All(vec![Gate::Any(vec![student(), score()]), woman()]),
        Gate::Any(vec![Gate::All(vec![woman(), student()]), score()]),
        Gate::Any(vec![Gate::All(vec![student(), woman()]), score()]),
        not(student()),
        not(Gate::All(vec![student(), score()])),
        not(Gate::All(vec![woman(), student()])),
        Gate::All(vec![not(student()), score()]),
        // What adds nothing is not said.
        not(not(student())),
        Gate::All(vec![Gate::open(), Gate::Any(vec![student()])]),
        Gate::Any(vec![student(), Gate::open()]),
        not(Gate::open()),
        // Two groups with "and" between them read like one of either.
        Gate::All(vec![woman(), is(Clause::Employed)]),
        Gate::All(vec![member(), not(is(Clause::DenyListed))]),
        Gate::All(vec![member(), not(is(Clause::DenyListed)), not(student()), score()]),
    ]);
    all
}

#[test]
fn the_words_are_those_that_the_interface_is_held_to() {
    let lines: Vec<Line> = samples()
        .into_iter()
        .map(|gate| Line { en: gate.text(Language::English), zh: gate.text(Language::Chinese), gate })
        .collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gate_texts.json");
    if std::env::var_os("UPDATE_GATE_TEXTS").is_some() {
        std::fs::write(path, serde_json::to_string_pretty(&lines).unwrap() + "\n").unwrap();
    }
    let agreed: Vec<Line> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(lines, agreed);
}

/// Every gate of at most two clauses of these, in any arrangement of two groups.
fn small() -> Vec<Gate> {
    let leaves: Vec<Gate> =
        every_clause().into_iter().map(is).chain([Gate::open(), Gate::Any(vec![])]).collect();
    let one: Vec<Gate> = leaves.iter().cloned().chain(leaves.iter().cloned().map(not)).collect();
    let mut all = one.clone();
    for first in &one {
        for second in &one {
            for pair in [
                Gate::All(vec![first.clone(), second.clone()]),
                Gate::Any(vec![first.clone(), second.clone()]),
            ] {
                all.push(not(pair.clone()));
                all.push(pair);
            }
        }
    }
    let pairs = [is(Clause::Student), is(Clause::Employed), is(Clause::Overseas)];
    for [a, b, c] in [[0, 1, 2], [1, 2, 0], [2, 0, 1]].map(|order| order.map(|n: usize| pairs[n].clone())) {
        for inner in [Gate::All(vec![a.clone(), b.clone()]), Gate::Any(vec![a, b])] {
            for inner in [inner.clone(), not(inner)] {
                all.push(Gate::All(vec![inner.clone(), c.clone()]));
                all.push(Gate::Any(vec![c.clone(), inner]));
            }
        }
    }
    all
}

#[test]
fn no_two_different_gates_of_small_size_read_the_same() {
    for language in [Language::English, Language::Chinese] {
        let mut seen: HashMap<String, Gate> = HashMap::new();
        for gate in small() {
            let simple = gate.simplified();
            if let Some(other) = seen.insert(gate.text(language), simple.clone()) {
                assert_eq!(other, simple, "{}", gate.text(language));
            }
        }
        assert!(seen.len() > 3_000);
    }
}

proptest! {
    #[test]
    fn every_gate_renders_and_simplifying_twice_is_simplifying_once(gate in gates()) {
        let simple = gate.simplified();
        prop_assert_eq!(simple.simplified(), simple.clone());
        prop_assert!(simple.size() <= gate.size());
        for language in [Language::English, Language::Chinese] {
            prop_assert!(!gate.text(language).trim().is_empty());
            prop_assert_eq!(simple.text(language), gate.text(language));
        }
    }
}
