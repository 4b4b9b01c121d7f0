use proptest::prelude::*;

use super::{askers, gates, is, not};
use crate::circle::{Gates, Role};
use crate::claim::Gender;
use crate::gate::band::Band;
use crate::gate::outcome::told;
use crate::gate::simulation::{EXAMPLES_MAX, PEOPLE_MIN, Right, Simulation};
use crate::gate::{Asker, Clause, Gate, Panel};

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
    assert_eq!((outcome.post.before, outcome.post.after, outcome.post.gain, outcome.post.lose), (7, 0, 0, 5));
    assert_eq!((outcome.comment.before, outcome.comment.lose, outcome.join.lose), (7, 0, 5));
    let first = &outcome.examples[1];
    assert_eq!((first.right, first.gains, first.people), (Right::Post, false, 5));
    // Neither the age nor being a student: the gate of posting does not ask for them.
    let score = Band::Score { from: Some(700), to: Some(749) };
    assert_eq!(first.bands, [Band::Gender { is: Some(Gender::Female) }, score]);
    assert_eq!(outcome.examples[0].bands, [Band::Age { from: Some(14), to: Some(17) }]);
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
    assert_eq!(shift(&open, &women, 4, 9), ([13, 0, 0, 10], 1));
}

#[test]
fn numbers_are_round_unless_they_are_all() {
    for (people, all, want) in [
        (4, 9, 0),
        (5, 9, 5),
        (7, 9, 5),
        (8, 9, 9),
        (9, 9, 9),
        (8, 20, 10),
        (117, 200, 120),
        (1_234, 5_000, 1_200),
        (98_765, 100_000, 99_000),
    ] {
        assert_eq!(told(people, all), want, "{people} of {all}");
    }
}

fn somebody(n: i64) -> Asker {
    Asker {
        gender: Some(if n % 2 == 0 { Gender::Female } else { Gender::Male }),
        student: n % 3 == 0,
        age: Some(20 + n % 40),
        score: Some(400 + n),
        account_days: n,
        role: Some(if n == 7 { Role::Trusted } else { Role::Member }),
        member_days: Some(n),
        allow_listed: n == 9,
        ..Asker::default()
    }
}

#[test]
fn what_is_proven_stands_beside_nobody_it_is_known_of() {
    let people: Vec<Asker> = (0..400).map(somebody).collect();
    let draw = |key: u8| Panel::draw(&people, [key; 32]).iter().copied().collect::<Vec<Asker>>();
    let panel = draw(1);
    assert_eq!(panel, draw(1), "asking again tells nothing new");
    assert_ne!(panel, draw(2), "other lots are other people");
    // Where somebody stands is theirs, in order; what is proven there is anybody's: not more alike than by chance.
    assert!(panel.iter().zip(&people).all(|(drawn, own)| {
        (drawn.account_days, drawn.role, drawn.member_days, drawn.allow_listed)
            == (own.account_days, own.role, own.member_days, own.allow_listed)
    }));
    let alike = panel.iter().zip(&people).filter(|(drawn, own)| drawn.gender == own.gender).count();
    assert!((140..260).contains(&alike), "{alike} of 400");
    let exact = panel.iter().zip(&people).filter(|(drawn, own)| drawn.score == own.score).count();
    assert!(exact < 40, "{exact} of 400");
    // Every drawn claim is somebody's, in its band.
    let band = |score: Option<i64>| score.map(|score| score / 50);
    assert!(panel.iter().all(|drawn| people.iter().any(|own| band(own.score) == band(drawn.score)
        && (own.gender, own.student) == (drawn.gender, drawn.student))));
    assert_eq!(Panel::draw(&[], [1; 32]).iter().count(), 0);
}

#[test]
fn two_tries_that_differ_by_one_person_differ_by_a_lot_drawn_for_them() {
    // The attack: the account age of one member is theirs alone, and two gates differ by it and by one claim.
    let victim = 123;
    let people: Vec<Asker> = (0..400).map(somebody).collect();
    let told_female = |key: u8| {
        let single = Gate::All(vec![
            is(Clause::AccountAgeAtLeast { days: victim }),
            not(is(Clause::AccountAgeAtLeast { days: victim + 1 })),
            is(Clause::Gender { is: Gender::Female }),
        ]);
        Panel::draw(&people, [key; 32]).iter().any(|asker| single.allows(asker))
    };
    // Of 64 draws (one a week, for more than a year) about half say the wrong thing: a toss of a coin.
    let said = (0..64).filter(|key| told_female(*key)).count();
    assert!((16..48).contains(&said), "{said} of 64 for a man");
}

proptest! {
    #[test]
    fn counts_are_those_of_asking_each_one(
        before in gates(), after in gates(), people in prop::collection::vec(askers(), 0..120)
    ) {
        let (old, new) = (with_post(before.clone()), with_post(after.clone()));
        let mut simulation = Simulation::new(&old, &new);
        people.iter().for_each(|asker| simulation.member(asker));
        let outcome = simulation.outcome();
        let count = |wanted: fn(bool, bool) -> bool| {
            people.iter().filter(|a| wanted(before.allows(a), after.allows(a))).count() as i64
        };
        let all = people.len() as i64;
        let shift = outcome.post;
        prop_assert_eq!(shift.before, told(count(|before, _| before), all));
        prop_assert_eq!(shift.gain, told(count(|before, after| !before && after), all));
        prop_assert_eq!(shift.lose, told(count(|before, after| before && !after), all));
        let after = (shift.before + shift.gain - shift.lose).min(all);
        prop_assert_eq!(shift.after, if after < PEOPLE_MIN { 0 } else { after });
        prop_assert!(outcome.examples.len() <= EXAMPLES_MAX);
        prop_assert!(outcome.examples.iter().all(|example| example.people >= PEOPLE_MIN));
        prop_assert!(outcome.examples.windows(2).all(|pair| pair[0].people >= pair[1].people));
    }
}
