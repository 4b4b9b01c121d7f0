//! Transfers: held, then with the payee or back, once and whole, within a day of their own.

use super::*;

const SENT: TransferId = TransferId(Uuid::from_u128(43));

/// Somebody with 500, of which 300 wait for person 1 to accept them.
fn held() -> Bank {
    let mut bank = Bank::new();
    bank.grant(&Wish::TopUp(0, 500));
    bank.book(Journal::transfer_hold(bank.entry(), SENT, person(0), ESCROW, Money::fen(300)));
    bank
}

fn accept(bank: &mut Bank, fen: i64) {
    bank.book(Journal::transfer_release(bank.entry(), SENT, ESCROW, person(1), Money::fen(fen)));
}

fn back(bank: &mut Bank, to: usize, fen: i64) {
    bank.book(Journal::transfer_return(bank.entry(), SENT, ESCROW, person(to), Money::fen(fen)));
}

fn found(bank: &Bank) -> BTreeMap<Invariant, i64> {
    breaches(&bank.findings(&bank.booked, &[]))
}

#[test]
fn it_is_with_the_payee_or_back() {
    let of = |bank: &Bank, account| balances(&bank.booked)[&(account, crate::Currency::CNY)];
    let mut accepted = held();
    assert_eq!((found(&accepted), of(&accepted, ESCROW)), (BTreeMap::new(), 300));
    accept(&mut accepted, 300);
    assert_eq!((found(&accepted), of(&accepted, person(1))), (BTreeMap::new(), 300));
    let mut returned = held();
    back(&mut returned, 0, 300);
    assert_eq!((found(&returned), of(&returned, person(0))), (BTreeMap::new(), 500));
}

#[test]
fn what_is_wrong_with_a_transfer_is_found() {
    type Wrong = fn(&mut Bank);
    let wrongs: [(&str, Wrong, Invariant); 8] = [
        (
            "accepted twice",
            |bank| {
                accept(bank, 300);
                bank.grant(&Wish::Hold(0, 1, 100));
                accept(bank, 100)
            },
            Invariant::I9,
        ),
        (
            "accepted and returned",
            |bank| {
                accept(bank, 300);
                bank.grant(&Wish::Hold(0, 1, 100));
                back(bank, 0, 100)
            },
            Invariant::I9,
        ),
        ("one fen less", |bank| accept(bank, 299), Invariant::I9),
        ("returned to another", |bank| back(bank, 1, 300), Invariant::I9),
        ("returned in part", |bank| back(bank, 0, 1), Invariant::I9),
        (
            "held twice",
            |bank| bank.book(Journal::transfer_hold(bank.entry(), SENT, person(0), ESCROW, Money::fen(1))),
            Invariant::I4,
        ),
        (
            "released like a tip",
            |bank| {
                let fen = TipAmount::from_fen(300).unwrap();
                bank.book(Journal::tip_release(bank.entry(), TipId(SENT.0), ESCROW, person(1), fen));
            },
            Invariant::I9,
        ),
        (
            "a tip that is accepted",
            |bank| {
                bank.grant(&Wish::Hold(0, 1, 100));
                let tip = TransferId(bank.tips[0].id);
                bank.book(Journal::transfer_release(bank.entry(), tip, ESCROW, person(1), Money::fen(100)));
            },
            Invariant::I9,
        ),
    ];
    for (what, wrong, broken) in wrongs {
        let mut bank = held();
        wrong(&mut bank);
        assert!(found(&bank).contains_key(&broken), "{what}: {:?}", found(&bank));
    }
    let mut never = Bank::new();
    never.grant(&Wish::TopUp(0, 500));
    accept(&mut never, 300);
    assert!(found(&never).contains_key(&Invariant::I9), "never held");
}

#[test]
fn tips_and_transfers_fill_a_day_each() {
    let send = |bank: &mut Bank, n: u128, fen| {
        let id = TransferId(Uuid::from_u128(n));
        bank.book(Journal::transfer_hold(bank.entry(), id, person(0), ESCROW, Money::fen(fen)));
    };
    let mut bank = Bank::new();
    bank.grant(&Wish::TopUp(0, 1_000_000));
    for _ in 0..5 {
        bank.grant(&Wish::Hold(0, 1, 20_000));
    }
    send(&mut bank, 1, 100_000);
    assert_eq!(found(&bank), BTreeMap::new());
    send(&mut bank, 2, 1);
    assert_eq!(found(&bank), BTreeMap::from([(Invariant::I11, 8)]));
}
