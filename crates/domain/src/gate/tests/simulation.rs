use proptest::prelude::*;

use super::{askers, gates, is};
use crate::circle::Gates;
use crate::claim::Gender;
use crate::gate::band::Band;
use crate::gate::simulation::{EXAMPLES_MAX, Right, Simulation};
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
    for score in [701, 712, 749, 760] {
        let woman = Asker {
            gender: Some(Gender::Female),
            score: Some(score),
            age: Some(22),
            student: true,
            ..Asker::default()
        };
        simulation.member(&woman);
    }
    simulation.outsider(&Asker { age: Some(17), ..Asker::default() });
    let outcome = simulation.outcome();
    assert_eq!((outcome.members, outcome.outsiders), (4, 1));
    assert_eq!((outcome.post.before, outcome.post.after, outcome.post.gain, outcome.post.lose), (4, 1, 0, 3));
    assert_eq!((outcome.comment.before, outcome.comment.lose, outcome.join.lose), (4, 0, 1));
    let first = &outcome.examples[0];
    assert_eq!((first.right, first.gains, first.people), (Right::Post, false, 3));
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
        simulation.member(&Asker { age: Some(age), ..Asker::default() });
        assert_eq!(simulation.outcome().examples[0].bands, [Band::Age { from: Some(from), to }]);
    }
    let (open, closed) = (with_post(Gate::open()), with_post(is(Clause::ScoreAtLeast { score: 500 })));
    let mut simulation = Simulation::new(&open, &closed);
    assert!(!simulation.concerns_outsiders());
    simulation.member(&Asker::default());
    assert_eq!(simulation.outcome().examples[0].bands, [Band::Score { from: None, to: None }]);
}

proptest! {
    #[test]
    fn counts_are_those_of_asking_each_one(
        before in gates(), after in gates(), people in prop::collection::vec(askers(), 0..60)
    ) {
        let (old, new) = (with_post(before.clone()), with_post(after.clone()));
        let mut simulation = Simulation::new(&old, &new);
        people.iter().for_each(|asker| simulation.member(asker));
        let outcome = simulation.outcome();
        let count = |wanted: fn(bool, bool) -> bool| {
            people.iter().filter(|a| wanted(before.allows(a), after.allows(a))).count() as i64
        };
        let shift = outcome.post;
        prop_assert_eq!(shift.before, count(|before, _| before));
        prop_assert_eq!(shift.after, count(|_, after| after));
        prop_assert_eq!(shift.gain, count(|before, after| !before && after));
        prop_assert_eq!(shift.lose, count(|before, after| before && !after));
        prop_assert!(outcome.examples.len() <= EXAMPLES_MAX);
        let shown: i64 = outcome.examples.iter().map(|example| example.people).sum();
        prop_assert!(shown <= shift.gain + shift.lose);
        prop_assert!(outcome.examples.len() == EXAMPLES_MAX || shown == shift.gain + shift.lose);
        prop_assert!(outcome.examples.windows(2).all(|pair| pair[0].people >= pair[1].people));
    }
}
