use super::{campus, is, not};
use crate::circle::{Gates, Joining, Preview};
use crate::claim::Gender;
use crate::gate::risk::{Around, ESCROW_HOURS, Risk, escrow_hours, risks};
use crate::gate::{Clause, Gate};

const OPEN: Around = Around { tips: true, friend_requests: true };

#[test]
fn the_combination_is_what_is_dangerous() {
    let women = || is(Clause::Gender { is: Gender::Female });
    let young = || is(Clause::AgeAtMost { years: 25 });
    let adult = || is(Clause::AgeAtLeast { years: 18 });
    let minor = || is(Clause::AgeAtMost { years: 17 });
    let older = || is(Clause::AgeAtLeast { years: 60 });
    let score = || is(Clause::ScoreAtLeast { score: 750 });
    let (gender, age) = (Risk::OneGenderIsPaid, Risk::OneAgeGroupIsPaid);
    let quiet = |tips, friend_requests| Around { tips, friend_requests };
    #[rustfmt::skip]
    let table: [(Gate, Gate, Around, &[Risk]); 21] = [
        // Who joins, who posts, what is open, and what is dangerous about it. The first is 2016.
        (Gate::open(),  campus(),                             OPEN,                &[gender]),
        (Gate::open(),  women(),                              OPEN,                &[gender]),
        (Gate::open(),  not(women()),                         OPEN,                &[gender]),
        (Gate::open(),  Gate::Any(vec![women(), score()]),    OPEN,                &[gender]),
        (Gate::open(),  young(),                              OPEN,                &[age]),
        (Gate::open(),  older(),                              OPEN,                &[age]),
        (Gate::open(),  Gate::All(vec![women(), young()]),    OPEN,                &[gender, age]),
        (score(),       women(),                              OPEN,                &[gender]),
        // Eighteen protects the young, from either side; turned around it is they who are paid.
        (Gate::open(),  adult(),                              OPEN,                &[]),
        (Gate::open(),  not(minor()),                         OPEN,                &[]),
        (Gate::open(),  not(adult()),                         OPEN,                &[age]),
        (Gate::open(),  not(older()),                         OPEN,                &[age]),
        (Gate::open(),  not(young()),                         OPEN,                &[age]),
        (Gate::open(),  score(),                              OPEN,                &[]),
        (Gate::open(),  is(Clause::Student),                  OPEN,                &[]),
        (Gate::open(),  Gate::open(),                         OPEN,                &[]),
        // Those who pay are those who post.
        (women(),       women(),                              OPEN,                &[]),
        (campus(),      women(),                              OPEN,                &[]),
        // One of the three is missing.
        (Gate::open(),  campus(),                             quiet(false, true),  &[]),
        (Gate::open(),  campus(),                             quiet(true, false),  &[]),
        (is(Clause::AgeAtMost { years: 20 }), young(),        OPEN,                &[]),
    ];
    for (join, post, around, want) in table {
        let gates = Gates {
            joining: Joining::Open,
            join: join.clone(),
            post: post.clone(),
            comment: women(),
            preview: Preview::Nothing,
        };
        assert_eq!(risks(&gates, &[], around), want, "join {join:?}, post {post:?}, {around:?}");
    }
}

#[test]
fn closing_the_door_sends_nobody_out() {
    let women = || is(Clause::Gender { is: Gender::Female });
    let closed = Gates { join: women(), post: women(), ..Gates::open() };
    assert_eq!(risks(&closed, &[], OPEN), [], "a circle that began so");
    assert_eq!(risks(&closed, &[women(), campus()], OPEN), [], "every door asked for it");
    for door in [Gate::open(), is(Clause::Student), Gate::Any(vec![women(), is(Clause::AllowListed)])] {
        assert_eq!(risks(&closed, &[women(), door.clone()], OPEN), [Risk::OneGenderIsPaid], "{door:?}");
    }
}

#[test]
fn a_risk_lengthens_escrow() {
    assert_eq!(escrow_hours(&[]), 0);
    assert_eq!(escrow_hours(&[Risk::OneGenderIsPaid]), ESCROW_HOURS);
}
