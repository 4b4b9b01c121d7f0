//! What operators give and take: once a proposal, against an account of its own, and never a balance below zero.

use super::*;

const HOUSE: LedgerAccountId = LedgerAccountId(Uuid::from_u128(4));
const OWED: LedgerAccountId = LedgerAccountId(Uuid::from_u128(99));
const PROPOSAL: Uuid = Uuid::from_u128(77);

/// Somebody with 500.
fn bank() -> Bank {
    let mut bank = Bank::new();
    bank.accounts.extend([(HOUSE, AccountKind::Adjustment), (OWED, AccountKind::Receivable)]);
    bank.grant(&Wish::TopUp(0, 500));
    bank
}

fn adjusted(bank: &mut Bank, proposal: Uuid, who: usize, fen: i64) {
    bank.book(Journal::adjustment(bank.entry(), proposal, HOUSE, person(who), Money::fen(fen)));
}

fn lent(bank: &mut Bank, who: usize, fen: i64) {
    bank.book(Journal::advance(bank.entry(), PROPOSAL, OWED, person(who), Money::fen(fen)));
}

fn found(bank: &Bank) -> BTreeMap<Invariant, i64> {
    breaches(&bank.findings(&bank.booked, &[]))
}

#[test]
fn it_goes_either_way_and_what_is_lacking_is_owed() {
    let mut bank = bank();
    adjusted(&mut bank, Uuid::from_u128(78), 1, 300);
    adjusted(&mut bank, Uuid::from_u128(79), 0, -200);
    lent(&mut bank, 0, 100);
    adjusted(&mut bank, PROPOSAL, 0, -400);
    assert_eq!(found(&bank), BTreeMap::new());
    let balances = balances(&bank.booked);
    let of = |account| balances.get(&(account, crate::Currency::CNY)).copied().unwrap_or_default();
    assert_eq!((of(person(0)), of(person(1)), of(OWED), of(HOUSE)), (0, 300, -100, 300));
    let nothing = Journal::adjustment(bank.entry(), PROPOSAL, HOUSE, person(0), Money::fen(0));
    assert_eq!(nothing, Err(JournalFault::NotPositive));
    let endless = Journal::adjustment(bank.entry(), PROPOSAL, HOUSE, person(0), Money::fen(i64::MIN));
    assert_eq!(endless, Err(JournalFault::Overflow));
}

#[test]
fn what_is_wrong_with_an_adjustment_is_found() {
    type Wrong = fn(&mut Bank);
    let wrongs: [(&str, Wrong, Invariant); 6] = [
        (
            "twice",
            |bank| {
                adjusted(bank, PROPOSAL, 0, 100);
                adjusted(bank, PROPOSAL, 0, 100)
            },
            Invariant::I4,
        ),
        (
            "given and taken",
            |bank| {
                adjusted(bank, PROPOSAL, 0, 100);
                adjusted(bank, PROPOSAL, 0, -100)
            },
            Invariant::I4,
        ),
        ("below zero", |bank| adjusted(bank, PROPOSAL, 0, -501), Invariant::I3),
        ("a debt, and nothing taken", |bank| lent(bank, 0, 100), Invariant::I9),
        (
            "a debt of somebody else",
            |bank| {
                lent(bank, 1, 100);
                adjusted(bank, PROPOSAL, 0, -100)
            },
            Invariant::I9,
        ),
        (
            "a debt of more than was taken",
            |bank| {
                lent(bank, 0, 100);
                adjusted(bank, PROPOSAL, 0, -99)
            },
            Invariant::I9,
        ),
    ];
    for (what, wrong, invariant) in wrongs {
        let mut bank = bank();
        wrong(&mut bank);
        assert!(found(&bank).contains_key(&invariant), "{what}: {:?}", found(&bank));
    }
}

#[test]
fn all_that_is_taken_may_be_owed() {
    let mut bank = bank();
    lent(&mut bank, 1, 400);
    adjusted(&mut bank, PROPOSAL, 1, -400);
    assert_eq!(found(&bank), BTreeMap::new());
}
