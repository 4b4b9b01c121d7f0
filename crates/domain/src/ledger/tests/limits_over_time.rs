//! I11: the bounds of a tip, and the limit of a day at every instant of it.

use super::*;

/// A bank in which person 0 tips `count` times the most there is; nothing is decided, only booked.
fn tipping(count: usize, each: impl Fn(usize, &mut Bank)) -> Bank {
    let mut bank = Bank::new();
    bank.grant(&Wish::TopUp(0, 1_000_000));
    for n in 0..count {
        each(n, &mut bank);
        let id = TipId(Uuid::from_u128(5_000_000 + n as u128));
        bank.book(Journal::tip_hold(bank.entry(), id, person(0), ESCROW, TipAmount::MAX));
        bank.note(id.0, false, (0, 1), TipAmount::MAX.money());
    }
    bank
}

fn offence(bank: &Bank) -> BTreeMap<Invariant, i64> {
    breaches(&bank.findings(&bank.booked, &[]))
}

#[test]
fn a_day_is_full_but_not_overfull() {
    assert_eq!(offence(&tipping(5, |_, _| {})), BTreeMap::new());
    assert_eq!(offence(&tipping(6, |_, _| {})), BTreeMap::from([(Invariant::I11, 7)]));
}

#[test]
fn another_day_counts_anew() {
    let tomorrow = |n, bank: &mut Bank| {
        if n == 5 {
            bank.grant(&Wish::Wait(86_400));
        }
    };
    assert_eq!(offence(&tipping(6, tomorrow)), BTreeMap::new());
}

#[test]
fn a_return_makes_room_but_only_from_then_on() {
    let back_before = |n, bank: &mut Bank| {
        if n == 5 {
            bank.grant(&Wish::Return(0));
        }
    };
    assert_eq!(offence(&tipping(6, back_before)), BTreeMap::new());
    let mut back_after = tipping(6, |_, _| {});
    back_after.grant(&Wish::Return(0));
    assert_eq!(
        offence(&back_after),
        BTreeMap::from([(Invariant::I11, 7)]),
        "the sum at the end is fine, the instant was not"
    );
}

#[test]
fn a_release_makes_none() {
    let released = |n, bank: &mut Bank| {
        if n == 5 {
            bank.grant(&Wish::Release(0));
        }
    };
    assert_eq!(offence(&tipping(6, released)), BTreeMap::from([(Invariant::I11, 8)]));
}

#[test]
fn a_tip_out_of_bounds() {
    let bank = tipping(1, |_, _| {});
    let mut journals = bank.journals();
    for leg in &mut journals[1].postings {
        leg.amount_minor += leg.amount_minor.signum();
    }
    assert_eq!(breaches(&bank.findings(&rechained(journals), &[])), BTreeMap::from([(Invariant::I11, 2)]));
}

#[test]
fn a_return_makes_room_for_itself_alone() {
    let back_before = |n, bank: &mut Bank| {
        if n == 5 {
            bank.grant(&Wish::Return(0));
        }
    };
    assert_eq!(offence(&tipping(7, back_before)), BTreeMap::from([(Invariant::I11, 9)]));
}
