//! Money that is cashed out: held, then paid out or back, once and whole.

use super::*;

const ORDER: Uuid = Uuid::from_u128(42);

/// Somebody with 500, of which 300 are on their way out.
fn held() -> Bank {
    let mut bank = Bank::new();
    bank.grant(&Wish::TopUp(0, 500));
    bank.book(Journal::cash_out_hold(bank.entry(), ORDER, person(0), ESCROW, Money::fen(300)));
    bank
}

fn out(bank: &mut Bank, fen: i64) {
    bank.book(Journal::cash_out(bank.entry(), ORDER, ESCROW, SANDBOX, Money::fen(fen)));
}

fn back(bank: &mut Bank, to: usize, fen: i64) {
    bank.book(Journal::cash_out_return(bank.entry(), ORDER, ESCROW, person(to), Money::fen(fen)));
}

fn found(bank: &Bank) -> BTreeMap<Invariant, i64> {
    breaches(&bank.findings(&bank.booked, &[]))
}

#[test]
fn it_ends_outside_or_back() {
    let of = |bank: &Bank, account| balances(&bank.booked)[&(account, crate::Currency::CNY)];
    let mut paid = held();
    assert_eq!((found(&paid), of(&paid, person(0)), of(&paid, ESCROW)), (BTreeMap::new(), 200, 300));
    out(&mut paid, 300);
    assert_eq!((found(&paid), of(&paid, ESCROW), of(&paid, SANDBOX)), (BTreeMap::new(), 0, -200));
    let mut returned = held();
    back(&mut returned, 0, 300);
    assert_eq!((found(&returned), of(&returned, person(0))), (BTreeMap::new(), 500));
}

#[test]
fn what_is_wrong_with_a_cash_out_is_found() {
    type Wrong = fn(&mut Bank);
    let wrongs: [(&str, Wrong, Invariant); 8] = [
        (
            "paid twice",
            |bank| {
                out(bank, 300);
                bank.grant(&Wish::Hold(0, 1, 100));
                out(bank, 100)
            },
            Invariant::I9,
        ),
        (
            "paid and returned",
            |bank| {
                out(bank, 300);
                bank.grant(&Wish::Hold(0, 1, 100));
                back(bank, 0, 100)
            },
            Invariant::I9,
        ),
        ("one fen less", |bank| out(bank, 299), Invariant::I9),
        ("returned to another", |bank| back(bank, 1, 300), Invariant::I9),
        ("returned in part", |bank| back(bank, 0, 1), Invariant::I9),
        (
            "held twice",
            |bank| bank.book(Journal::cash_out_hold(bank.entry(), ORDER, person(0), ESCROW, Money::fen(1))),
            Invariant::I4,
        ),
        (
            "released like a tip",
            |bank| {
                let fen = TipAmount::from_fen(300).unwrap();
                bank.book(Journal::tip_release(bank.entry(), TipId(ORDER), ESCROW, person(1), fen));
            },
            Invariant::I9,
        ),
        (
            "a tip that is paid out",
            |bank| {
                bank.grant(&Wish::Hold(0, 1, 100));
                let tip = bank.tips[0].id;
                bank.book(Journal::cash_out(bank.entry(), tip, ESCROW, SANDBOX, Money::fen(100)));
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
    out(&mut never, 300);
    assert!(found(&never).contains_key(&Invariant::I9), "never held");
}
