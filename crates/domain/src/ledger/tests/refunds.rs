//! Refunds of released tips, and what is owed for them: once, whole, and never a balance below zero.

use super::*;

const OWED: LedgerAccountId = LedgerAccountId(Uuid::from_u128(99));

/// A tip of 500 from 0 to 1, released; the payee tipped 300 of it on, and has 200.
fn spent() -> (Bank, TipId) {
    let mut bank = Bank::new();
    bank.accounts.insert(OWED, AccountKind::Receivable);
    for wish in [Wish::TopUp(0, 500), Wish::Hold(0, 1, 500), Wish::Release(0), Wish::Hold(1, 2, 300)] {
        bank.grant(&wish);
    }
    let tip = TipId(bank.tips[0].id);
    (bank, tip)
}

fn fen(fen: i64) -> TipAmount {
    TipAmount::from_fen(fen).unwrap()
}

fn found(bank: &Bank) -> BTreeMap<Invariant, i64> {
    breaches(&bank.findings(&bank.booked, &[]))
}

fn advanced(bank: &mut Bank, tip: TipId, amount: i64) {
    bank.book(Journal::advance(bank.entry(), tip.0, OWED, person(1), Money::fen(amount)));
}

fn refunded(bank: &mut Bank, tip: TipId, amount: i64) {
    bank.book(Journal::tip_refund(bank.entry(), tip, person(1), person(0), fen(amount)));
}

#[test]
fn a_shortfall_is_owed_and_paid_from_what_comes_in() {
    let (mut bank, tip) = spent();
    advanced(&mut bank, tip, 300);
    refunded(&mut bank, tip, 500);
    assert_eq!(found(&bank), BTreeMap::new());
    bank.grant(&Wish::TopUp(1, 400));
    let with = bank.booked.last().unwrap().journal.id;
    bank.book(Journal::repayment(bank.entry(), with, person(1), OWED, Money::fen(300)));
    assert_eq!(found(&bank), BTreeMap::new());
    let balances = balances(&bank.booked);
    let of = |account| balances.get(&(account, crate::Currency::CNY)).copied().unwrap_or_default();
    assert_eq!((of(person(0)), of(person(1)), of(OWED)), (500, 100, 0));
}

#[test]
fn what_is_wrong_with_a_refund_is_found() {
    type Wrong = fn(&mut Bank, TipId);
    let wrongs: [(&str, Wrong, Invariant); 8] = [
        ("nothing was owed for it", |bank, tip| refunded(bank, tip, 500), Invariant::I3),
        (
            "twice",
            |bank, tip| {
                advanced(bank, tip, 300);
                refunded(bank, tip, 500);
                bank.grant(&Wish::TopUp(1, 500));
                refunded(bank, tip, 500)
            },
            Invariant::I9,
        ),
        ("another amount", |bank, tip| refunded(bank, tip, 100), Invariant::I9),
        (
            "to another",
            |bank, tip| {
                advanced(bank, tip, 300);
                bank.book(Journal::tip_refund(bank.entry(), tip, person(1), person(3), fen(500)));
            },
            Invariant::I9,
        ),
        (
            "of a tip that is held",
            |bank, _| {
                let held = TipId(bank.tips[1].id);
                bank.grant(&Wish::TopUp(2, 300));
                bank.book(Journal::tip_refund(bank.entry(), held, person(2), person(1), fen(300)));
            },
            Invariant::I9,
        ),
        ("a debt without a refund", |bank, tip| advanced(bank, tip, 300), Invariant::I9),
        (
            "a debt made twice",
            |bank, tip| {
                advanced(bank, tip, 300);
                advanced(bank, tip, 1);
                refunded(bank, tip, 500)
            },
            Invariant::I4,
        ),
        (
            "a debt that is overpaid",
            |bank, tip| {
                advanced(bank, tip, 300);
                refunded(bank, tip, 500);
                bank.grant(&Wish::TopUp(1, 400));
                let with = bank.booked.last().unwrap().journal.id;
                bank.book(Journal::repayment(bank.entry(), with, person(1), OWED, Money::fen(301)));
            },
            Invariant::I3,
        ),
    ];
    for (what, wrong, invariant) in wrongs {
        let (mut bank, tip) = spent();
        wrong(&mut bank, tip);
        assert!(found(&bank).contains_key(&invariant), "{what}: {:?}", found(&bank));
    }
}

#[test]
fn all_of_it_may_be_owed_by_whoever_received_it_and_no_fen_more() {
    let refund_of = |lent: &dyn Fn(&mut Bank, TipId)| {
        let (mut bank, tip) = spent();
        // The other 200 go on, too.
        bank.grant(&Wish::Hold(1, 2, 200));
        lent(&mut bank, tip);
        refunded(&mut bank, tip, 500);
        found(&bank).contains_key(&Invariant::I9)
    };
    assert!(!refund_of(&|bank, tip| advanced(bank, tip, 500)));
    assert!(refund_of(&|bank, tip| advanced(bank, tip, 501)));
    assert!(refund_of(&|bank, tip| {
        bank.grant(&Wish::TopUp(1, 500));
        bank.book(Journal::advance(bank.entry(), tip.0, OWED, person(3), Money::fen(300)));
    }));
}
