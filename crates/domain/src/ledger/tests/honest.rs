//! Whatever honest people do, nothing is lost and every invariant holds.

use super::*;
use crate::Currency;

proptest! {
    #[test]
    fn money_only_moves(wishes in wishes()) {
        let bank = Bank::after(&wishes);
        let sums = balances(&bank.booked);
        prop_assert_eq!(sums.values().sum::<i128>(), 0);
        let of = |account| sums.get(&(account, Currency::CNY)).copied().unwrap_or_default();
        for (n, balance) in bank.balance.into_iter().enumerate() {
            prop_assert_eq!(of(person(n)), i128::from(balance));
        }
        let open = bank.tips.iter().filter(|tip| tip.open).map(|tip| i128::from(tip.amount.minor)).sum::<i128>();
        prop_assert_eq!(of(ESCROW), open);
        prop_assert_eq!(-of(SANDBOX), open + bank.balance.into_iter().map(i128::from).sum::<i128>());
    }

    #[test]
    fn every_prefix_is_in_order(wishes in wishes()) {
        let bank = Bank::after(&wishes);
        let checkpoints: Vec<_> = bank
            .booked
            .iter()
            .map(|booked| Checkpoint { seq: booked.journal.seq, hash: booked.hash })
            .collect();
        for end in [0, 1, bank.booked.len() / 2, bank.booked.len()] {
            let findings = bank.findings(&bank.booked[..end], &checkpoints[..end]);
            prop_assert!(findings.iter().all(|finding| finding.holds == Some(true)), "{:?}", findings);
        }
    }

    #[test]
    fn an_export_tells_the_same(wishes in wishes()) {
        let bank = Bank::after(&wishes);
        for booked in &bank.booked {
            let line = serde_json::to_string(booked).unwrap();
            prop_assert_eq!(&serde_json::from_str::<BookedJournal>(&line).unwrap(), booked);
        }
    }

    #[test]
    fn the_order_of_postings_does_not_matter(wishes in wishes()) {
        for booked in Bank::after(&wishes).booked {
            let mut turned = booked.journal.clone();
            turned.postings.reverse();
            prop_assert_eq!(turned.legs(), booked.journal.legs());
            prop_assert_eq!(canonical_bytes(&turned), canonical_bytes(&booked.journal));
        }
    }
}

#[test]
fn what_does_not_balance_is_not_made() {
    let entry = Bank::new().entry();
    let top_up = |from, to, fen| Journal::top_up(entry, Uuid::nil(), from, to, Money::fen(fen));
    assert_eq!(top_up(SANDBOX, person(0), 0), Err(JournalFault::NotPositive));
    assert_eq!(top_up(SANDBOX, person(0), i64::MIN), Err(JournalFault::NotPositive));
    assert_eq!(top_up(SANDBOX, SANDBOX, 1), Err(JournalFault::AccountTwice));
    assert!(top_up(SANDBOX, person(0), i64::MAX).is_ok());
}

#[test]
fn what_was_written_by_others_is_checked() {
    let good = Bank::after(&[]).booked[0].journal.clone();
    let with = |change: fn(&mut Vec<Posting>)| {
        let mut journal = good.clone();
        change(&mut journal.postings);
        assert_eq!(journal.legs(), None);
        journal.check()
    };
    assert_eq!(with(|legs| legs.truncate(1)), Err(JournalFault::TooFewLegs));
    assert_eq!(with(|legs| legs[0].amount_minor = 0), Err(JournalFault::ZeroLeg));
    assert_eq!(with(|legs| legs[1].account = legs[0].account), Err(JournalFault::AccountTwice));
    assert_eq!(with(|legs| legs[1].amount_minor += 1), Err(JournalFault::Unbalanced));
    let overflow = with(|legs| {
        legs[0].amount_minor = i64::MAX;
        legs[1].amount_minor = i64::MAX;
    });
    assert_eq!(overflow, Err(JournalFault::Overflow));
    let three_legs = with(|legs| {
        legs[1].amount_minor -= 1;
        legs.push(Posting { account: ESCROW, amount_minor: 1, currency: Currency::CNY });
    });
    assert_eq!(three_legs, Ok(()), "three legs may balance, but are not one sum between two accounts");
}
