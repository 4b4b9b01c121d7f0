//! Breaches that stand next to others, and books that only look broken.

use super::*;

fn found(bank: &Bank, journals: Vec<Journal>) -> BTreeMap<Invariant, i64> {
    breaches(&bank.findings(&rechained(journals), &[]))
}

#[test]
fn wrongs_that_cancel_out_are_still_wrong() {
    // 1 top-up, 2 hold, 3 release, 4 hold, 5 return.
    let bank = Bank::after(&[]);
    let mut journals = bank.journals();
    journals[0].postings[0].amount_minor -= 1;
    journals[2].postings[0].amount_minor += 1;
    assert_eq!(found(&bank, journals.clone()).get(&Invariant::I1), Some(&1));
    assert_eq!(found(&bank, journals.clone()).get(&Invariant::I2), None);
    journals[3].postings[1].amount_minor += 1;
    assert_eq!(
        found(&bank, journals).get(&Invariant::I2),
        Some(&4),
        "the first after which it was never zero again"
    );
}

#[test]
fn a_gap_behind_which_every_link_fits() {
    let bank = Bank::after(&[]);
    let mut gap = bank.booked[..3].to_vec();
    let after = Journal { seq: 5, ..bank.booked[3].journal.clone() };
    gap.push(BookedJournal::after(&gap[2].hash, after));
    assert_eq!(breaches(&bank.findings(&gap, &[])), BTreeMap::from([(Invariant::I13, 5)]));
}

#[test]
fn the_first_checkpoint_that_fails_is_named_whatever_their_order() {
    let bank = Bank::after(&[]);
    let kept = [5, 2, 4].map(|seq| Checkpoint { seq, hash: [7; 32] });
    assert_eq!(breaches(&bank.findings(&bank.booked, &kept)), BTreeMap::from([(Invariant::I13, 2)]));
    let never = [Checkpoint { seq: 0, hash: GENESIS }];
    assert_eq!(breaches(&bank.findings(&bank.booked, &never)), BTreeMap::from([(Invariant::I13, 0)]));
}

#[test]
fn an_order_and_a_tip_may_have_one_id() {
    let bank = Bank::after(&[]);
    let mut journals = bank.journals();
    journals[0].subject = journals[1].subject;
    assert_eq!(found(&bank, journals), BTreeMap::new());
}

#[test]
fn a_second_hold_does_not_excuse_a_second_release() {
    let bank = Bank::after(&[]);
    let mut journals = bank.journals();
    for at in [1, 2] {
        journals.push(Journal { id: JournalId(Uuid::from_u128(70 + at as u128)), ..journals[at].clone() });
    }
    assert_eq!(found(&bank, journals), BTreeMap::from([(Invariant::I4, 10), (Invariant::I9, 11)]));
}

#[test]
fn a_release_comes_from_where_it_was_held() {
    let mut bank = Bank::after(&[Wish::Hold(0, 1, 88)]);
    let other = LedgerAccountId(Uuid::from_u128(3));
    bank.accounts.insert(other, AccountKind::Escrow);
    let mut journals = bank.journals();
    // The other escrow holds 88 too, but of another tip.
    journals.swap(2, 9);
    journals[2].postings[1].account = other;
    journals[9].postings[0].account = other;
    assert_eq!(found(&bank, journals), BTreeMap::from([(Invariant::I9, 10)]));
}

#[test]
fn bounds_are_those_of_the_configuration() {
    let bank = Bank::after(&[]);
    let broken = |limits| {
        let books = Books { accounts: &bank.accounts, journals: &bank.booked, checkpoints: &[], limits };
        breaches(&audit(&books))
    };
    let promised = PlatformLimits::default();
    assert_eq!(
        broken(PlatformLimits { tip_min: Money::fen(88), tip_max: Money::fen(500), ..promised }),
        BTreeMap::new()
    );
    for tighter in [
        PlatformLimits { tip_min: Money::fen(89), ..promised },
        PlatformLimits { tip_max: Money::fen(87), ..promised },
        PlatformLimits { day: Money::fen(87), ..promised },
    ] {
        assert_eq!(broken(tighter), BTreeMap::from([(Invariant::I11, 2)]));
    }
}

#[test]
fn a_breach_says_what_the_postings_sum_to() {
    let bank = Bank::after(&[]);
    for wrong in [3, -3] {
        let mut journals = bank.journals();
        journals[1].postings[0].amount_minor += wrong;
        let findings = bank.findings(&rechained(journals), &[]);
        let all = findings.iter().find(|finding| finding.invariant == Invariant::I2).unwrap();
        let why = &all.first_offence.as_ref().unwrap().why;
        assert_eq!(*why, format!("from here on all postings sum to {wrong} in the end"));
    }
}

#[test]
fn each_invariant_has_a_statement_of_its_own() {
    let statements = Invariant::ALL.map(Invariant::statement);
    assert!(statements.iter().all(|statement| statement.len() > 20), "{statements:?}");
    assert_eq!(BTreeMap::from(statements.map(|statement| (statement, ()))).len(), Invariant::ALL.len());
}
