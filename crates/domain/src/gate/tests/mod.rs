//! Gates against a naive oracle, their limits, their words, and the combinations that hurt.

mod decide;
mod risk;
mod shape;
mod simulation;
mod text;

use proptest::prelude::*;

use super::{Asker, Clause, Gate};
use crate::circle::Role;
use crate::claim::Gender;

pub(super) const ROLES: [Role; 5] = [Role::Member, Role::Trusted, Role::Moderator, Role::Admin, Role::Owner];

pub(super) fn is(clause: Clause) -> Gate {
    Gate::Is(clause)
}

pub(super) fn not(gate: Gate) -> Gate {
    Gate::Not(Box::new(gate))
}

pub(super) fn campus() -> Gate {
    Gate::All(vec![is(Clause::Gender { is: Gender::Female }), is(Clause::Student)])
}

/// Few values of each number, so that bounds meet.
pub(super) fn clauses() -> impl Strategy<Value = Clause> {
    prop_oneof![
        prop_oneof![Just(Gender::Female), Just(Gender::Male)].prop_map(|is| Clause::Gender { is }),
        Just(Clause::Student),
        Just(Clause::Employed),
        Just(Clause::Overseas),
        (17_i64..20).prop_map(|years| Clause::AgeAtLeast { years }),
        (17_i64..20).prop_map(|years| Clause::AgeAtMost { years }),
        (700_i64..703).prop_map(|score| Clause::ScoreAtLeast { score }),
        (1_i64..4).prop_map(|days| Clause::AccountAgeAtLeast { days }),
        (1_i64..4).prop_map(|days| Clause::MembershipAtLeast { days }),
        prop::sample::select(&ROLES[..]).prop_map(|at_least| Clause::Role { at_least }),
        Just(Clause::AllowListed),
        Just(Clause::DenyListed),
    ]
}

pub(super) fn gates() -> impl Strategy<Value = Gate> {
    clauses().prop_map(Gate::Is).prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Gate::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Gate::Any),
            inner.prop_map(not),
        ]
    })
}

/// Somebody, member or not, around the bounds of [`clauses`].
pub(super) fn askers() -> impl Strategy<Value = Asker> {
    let gender = prop_oneof![Just(None), Just(Some(Gender::Female)), Just(Some(Gender::Male))];
    let place = prop::option::of((prop::sample::select(&ROLES[..]), 0_i64..5));
    let person = (gender, any::<[bool; 5]>(), prop::option::of(16_i64..21), prop::option::of(699_i64..704));
    (person, place, 0_i64..5).prop_map(|((gender, flags, age, score), place, more)| {
        let [student, employed, overseas, allow_listed, deny_listed] = flags;
        let member_days = place.map(|(_, days)| days);
        Asker {
            gender,
            student,
            employed,
            overseas,
            age,
            score,
            // Nobody is a member of a circle for longer than of Circles.
            account_days: member_days.unwrap_or(0) + more,
            role: place.map(|(role, _)| role),
            member_days,
            allow_listed,
            deny_listed,
        }
    })
}
