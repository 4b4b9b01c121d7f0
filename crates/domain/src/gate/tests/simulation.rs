use proptest::prelude::*;

use super::{askers, gates, is};
use crate::circle::Gates;
use crate::claim::Gender;
use crate::gate::band::Band;
use crate::gate::simulation::{EXAMPLES_MAX, PEOPLE_MIN, Right, Simulation};
use crate::gate::{Asker, Clause, Gate};

fn with_post(post: Gate) -> Gates {
    Gates { post, ..Gates::open() }
}

#[test]
fn who_loses_is_counted_and_shown_in_bands_that_name_nobody() {
    let after = Gates {
        join: is(Clause::AgeAtLeast { years: 18 }),
        post: Gate::All(vec![
            is(Clause::Gender { is: Gender::Female }),
            is(Clause::ScoreAtLeast { score: 750 }),
        ]),
        ..Gates::open()
    };
    let before = Gates::open();
    let mut simulation = Simulation::new(&before, &after);
    assert!(simulation.concerns_outsiders());
    for score in [701, 712, 749, 712, 701, 730, 760] {
        let woman = Asker {
            gender: Some(Gender::Female),
            score: Some(score),
            age: Some(22),
            student: true,
            ..Asker::default()
        };
        simulation.member(&woman);
    }
    for _ in 0..5 {
        simulation.outsider(&Asker { age: Some(17), ..Asker::default() });
    }
    let outcome = simulation.outcome();
    assert_eq!((outcome.members, outcome.outsiders), (7, 5));
    assert_eq!((outcome.post.before, outcome.post.after, outcome.post.gain, outcome.post.lose), (7, 0, 0, 6));
    assert_eq!((outcome.comment.before, outcome.comment.lose, outcome.join.lose), (7, 0, 5));
    let first = &outcome.examples[0];
    assert_eq!((first.right, first.gains, first.people), (Right::Post, false, 6));
    // Neither the age nor being a student: the gate of posting does not ask for them.
    let score = Band::Score { from: Some(700), to: Some(749) };
    assert_eq!(first.bands, [Band::Gender { is: Some(Gender::Female) }, score]);
    assert_eq!(outcome.examples[1].bands, [Band::Age { from: Some(14), to: Some(17) }]);
    assert_eq!(outcome.examples.len(), 2);
}

#[test]
fn numbers_lie_in_bands_and_what_is_not_proven_in_none() {
    let before = with_post(is(Clause::AgeAtLeast { years: 20 }));
    let after = with_post(Gate::Any(vec![]));
    for (age, from, to) in [(20, 18, Some(24)), (59, 45, Some(59)), (60, 60, None), (101, 60, None)] {
        let mut simulation = Simulation::new(&before, &after);
        (0..5).for_each(|_| simulation.member(&Asker { age: Some(age), ..Asker::default() }));
        assert_eq!(simulation.outcome().examples[0].bands, [Band::Age { from: Some(from), to }]);
    }
    let (open, closed) = (with_post(Gate::open()), with_post(is(Clause::ScoreAtLeast { score: 500 })));
    let mut simulation = Simulation::new(&open, &closed);
    assert!(!simulation.concerns_outsiders());
    (0..5).for_each(|_| simulation.member(&Asker::default()));
    assert_eq!(simulation.outcome().examples[0].bands, [Band::Score { from: None, to: None }]);
}

#[test]
fn fewer_than_five_are_told_as_none_on_either_side() {
    let women = with_post(is(Clause::Gender { is: Gender::Female }));
    let (open, nobody) = (Gates::open(), with_post(Gate::Any(vec![])));
    let shift = |before, after, women: usize, others: usize| {
        let mut simulation = Simulation::new(before, after);
        for place in 0..women + others {
            let gender = (place < women).then_some(Gender::Female);
            simulation.member(&Asker { gender, ..Asker::default() });
        }
        let outcome = simulation.outcome();
        let shift = outcome.post;
        ([shift.before, shift.after, shift.gain, shift.lose], outcome.examples.len())
    };
    assert_eq!(shift(&nobody, &women, 4, 9), shift(&nobody, &women, 0, 9));
    assert_eq!(shift(&nobody, &women, 5, 9), ([0, 5, 5, 0], 1));
    // Twelve of thirteen would stay: the difference is one person, so nothing of it is told.
    assert_eq!(shift(&open, &women, 12, 1), ([13, 13, 0, 0], 0));
    assert_eq!(shift(&open, &women, 4, 9), ([13, 0, 0, 9], 1));
}

#[test]
fn a_list_beside_what_is_proven_counts_nobody_by_name() {
    let listed = Gate::All(vec![is(Clause::AllowListed), is(Clause::Student)]);
    let named = with_post(is(Clause::AllowListed));
    let nobody = with_post(Gate::Any(vec![]));
    let gain = |before: &Gates, after: &Gates, allow_listed: bool| {
        let mut simulation = Simulation::new(before, after);
        let asker = Asker { allow_listed, student: true, ..Asker::default() };
        (0..5).for_each(|_| simulation.member(&asker));
        simulation.outcome().post
    };
    assert_eq!(gain(&nobody, &with_post(listed.clone()), true).gain, 0);
    assert_eq!(gain(&with_post(listed), &nobody, true).lose, 0);
    // Nor when the gate of now has the list and the other one the claim.
    let students = with_post(is(Clause::Student));
    assert_eq!(gain(&named, &students, true), gain(&named, &students, false));
    // A list alone tells what its writer knows.
    assert_eq!(gain(&nobody, &named, true).gain, 5);
}

proptest! {
    #[test]
    fn counts_are_those_of_asking_each_one(
        before in gates(), after in gates(), people in prop::collection::vec(askers(), 0..120)
    ) {
        // Lists beside claims are left out: held by a test of its own.
        let unlisted = |asker: Asker| Asker { allow_listed: false, deny_listed: false, ..asker };
        let people: Vec<Asker> = people.into_iter().map(unlisted).collect();
        let (old, new) = (with_post(before.clone()), with_post(after.clone()));
        let mut simulation = Simulation::new(&old, &new);
        people.iter().for_each(|asker| simulation.member(asker));
        let outcome = simulation.outcome();
        let count = |wanted: fn(bool, bool) -> bool| {
            people.iter().filter(|a| wanted(before.allows(a), after.allows(a))).count() as i64
        };
        let told = |people: i64| if people < PEOPLE_MIN { 0 } else { people };
        let shift = outcome.post;
        prop_assert_eq!(shift.before, told(count(|before, _| before)));
        prop_assert_eq!(shift.gain, told(count(|before, after| !before && after)));
        prop_assert_eq!(shift.lose, told(count(|before, after| before && !after)));
        prop_assert_eq!(shift.after, told(shift.before + shift.gain - shift.lose));
        prop_assert!(outcome.examples.len() <= EXAMPLES_MAX);
        let shown: i64 = outcome.examples.iter().map(|example| example.people).sum();
        prop_assert!(shown <= shift.gain + shift.lose);
        prop_assert!(outcome.examples.iter().all(|example| example.people >= PEOPLE_MIN));
        prop_assert!(outcome.examples.windows(2).all(|pair| pair[0].people >= pair[1].people));
    }
}
