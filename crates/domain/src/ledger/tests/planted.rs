//! Breaches planted in honest books: each is found, by name and place. Unless said otherwise the chain is made anew
//! behind the change, as somebody would who can write the whole database: the sums must tell on their own.

use super::*;

/// The breaches of `bank` once its journals were changed and chained anew.
fn found(bank: &Bank, change: impl FnOnce(&mut Vec<Journal>)) -> BTreeMap<Invariant, i64> {
    let mut journals = bank.journals();
    change(&mut journals);
    breaches(&bank.findings(&rechained(journals), &[]))
}

/// Where the chain of `journals` breaks first, left as they are.
fn chain_breach(bank: &Bank, journals: &[BookedJournal], checkpoints: &[Checkpoint]) -> Option<i64> {
    breaches(&bank.findings(journals, checkpoints)).get(&Invariant::I13).copied()
}

/// A second journal about what `journal` was about.
fn again(journal: &Journal) -> Journal {
    Journal { id: JournalId(Uuid::from_u128(77)), ..journal.clone() }
}

proptest! {
    #[test]
    fn one_fen_on_one_leg(wishes in wishes(), at in any::<prop::sample::Index>(), leg in 0..2_usize, up in any::<bool>()) {
        let bank = Bank::after(&wishes);
        let at = at.index(bank.booked.len());
        let found = found(&bank, |journals| {
            journals[at].postings[leg].amount_minor += if up { 1 } else { -1 };
        });
        let seq = at as i64 + 1;
        prop_assert_eq!((found.get(&Invariant::I1), found.get(&Invariant::I2)), (Some(&seq), Some(&seq)));
    }

    #[test]
    fn one_fen_on_both_legs_of_a_settled_tip(wishes in wishes(), at in any::<prop::sample::Index>()) {
        let bank = Bank::after(&wishes);
        let settled: Vec<_> = bank.tips.iter().filter(|tip| !tip.open).map(|tip| tip.id).collect();
        let tip = settled[at.index(settled.len())];
        for hold in [true, false] {
            let found = found(&bank, |journals| {
                let changed = journals.iter_mut().find(|j| j.subject == tip && matches!(j.kind, JournalKind::TipHold | JournalKind::TransferHold) == hold);
                for leg in &mut changed.unwrap().postings {
                    leg.amount_minor += leg.amount_minor.signum();
                }
            });
            let settlement = bank.booked.iter().rfind(|booked| booked.journal.subject == tip).unwrap();
            prop_assert_eq!(found.get(&Invariant::I9), Some(&settlement.journal.seq));
            prop_assert!(!found.contains_key(&Invariant::I1) && !found.contains_key(&Invariant::I2));
        }
    }

    #[test]
    fn a_dropped_posting(wishes in wishes(), at in any::<prop::sample::Index>(), leg in 0..2_usize) {
        let bank = Bank::after(&wishes);
        let at = at.index(bank.booked.len());
        let found = found(&bank, |journals| {
            journals[at].postings.remove(leg);
        });
        let seq = at as i64 + 1;
        prop_assert_eq!((found.get(&Invariant::I1), found.get(&Invariant::I2)), (Some(&seq), Some(&seq)));
    }

    #[test]
    fn a_second_journal_about_the_same(wishes in wishes(), at in any::<prop::sample::Index>()) {
        let bank = Bank::after(&wishes);
        let journal = &bank.booked[at.index(bank.booked.len())].journal;
        let found = found(&bank, |journals| journals.push(again(journal)));
        let broken = match journal.kind {
            JournalKind::TopUp | JournalKind::TipHold | JournalKind::TransferHold => Invariant::I4,
            JournalKind::TipRelease
            | JournalKind::TipReturn
            | JournalKind::TransferRelease
            | JournalKind::TransferReturn => Invariant::I9,
            JournalKind::TipRefund
            | JournalKind::Advance
            | JournalKind::Repayment
            | JournalKind::CashOutHold
            | JournalKind::CashOut
            | JournalKind::CashOutReturn
            | JournalKind::AdjustmentCredit
            | JournalKind::AdjustmentDebit => {
                unreachable!("the bank books none; see `refunds`, `cash_outs` and `adjustments`")
            }
        };
        prop_assert_eq!(found.get(&broken), Some(&(bank.booked.len() as i64 + 1)));
    }

    #[test]
    fn a_settlement_before_its_hold(wishes in wishes(), at in any::<prop::sample::Index>()) {
        let bank = Bank::after(&wishes);
        let settled: Vec<_> = bank.tips.iter().filter(|tip| !tip.open).map(|tip| tip.id).collect();
        let tip = settled[at.index(settled.len())];
        let places: Vec<_> = (0..bank.booked.len()).filter(|at| bank.booked[*at].journal.subject == tip).collect();
        let found = found(&bank, |journals| journals.swap(places[0], places[1]));
        prop_assert_eq!(found.get(&Invariant::I9), Some(&(places[0] as i64 + 1)));
    }

    #[test]
    fn any_change_breaks_the_chain_where_it_is(wishes in wishes(), at in any::<prop::sample::Index>(), what in 0..10) {
        let bank = Bank::after(&wishes);
        let mut booked = bank.booked.clone();
        let at = at.index(booked.len());
        let BookedJournal { journal, hash } = &mut booked[at];
        match what {
            0 => journal.id = JournalId(Uuid::nil()),
            1 => journal.seq += 1,
            2 => journal.kind = if journal.kind == JournalKind::TopUp { JournalKind::TipHold } else { JournalKind::TopUp },
            3 => journal.subject = Uuid::nil(),
            4 => journal.booked_at = Timestamp::from_micros(journal.booked_at.as_micros() + 1),
            5 => journal.postings.iter_mut().for_each(|leg| leg.amount_minor *= 2),
            6 => journal.postings[1].account = LedgerAccountId(Uuid::nil()),
            7 => drop(journal.postings.pop()),
            8 => journal.postings.iter_mut().for_each(|leg| leg.amount_minor *= -1),
            _ => hash[31] ^= 1,
        }
        let seq = booked[at].journal.seq;
        prop_assert_eq!(chain_breach(&bank, &booked, &[]), Some(seq));
    }

    #[test]
    fn swapped_and_lost_journals(wishes in wishes(), at in any::<prop::sample::Index>()) {
        let bank = Bank::after(&wishes);
        let at = at.index(bank.booked.len() - 1);
        let mut swapped = bank.booked.clone();
        swapped.swap(at, at + 1);
        prop_assert_eq!(chain_breach(&bank, &swapped, &[]), Some(at as i64 + 2));
        let mut lost = bank.booked.clone();
        lost.remove(at);
        prop_assert_eq!(chain_breach(&bank, &lost, &[]), Some(at as i64 + 2));
    }

    #[test]
    fn only_a_checkpoint_misses_the_end_or_a_whole_new_chain(wishes in wishes()) {
        let bank = Bank::after(&wishes);
        let (last, rest) = bank.booked.split_last().unwrap();
        let kept = [Checkpoint { seq: last.journal.seq, hash: last.hash }];
        prop_assert_eq!(chain_breach(&bank, rest, &[]), None);
        prop_assert_eq!(chain_breach(&bank, rest, &kept), Some(last.journal.seq));
        let mut journals = bank.journals();
        journals[0].id = JournalId(Uuid::nil());
        let anew = rechained(journals);
        prop_assert_eq!(chain_breach(&bank, &anew, &[]), None);
        prop_assert_eq!(chain_breach(&bank, &anew, &kept), Some(last.journal.seq));
    }
}

#[test]
fn what_goes_where_it_must_not() {
    let bank = Bank::after(&[]);
    // 1 top-up, 2 hold, 3 release, 4 hold, 5 return, and the same four of transfers.
    let found = |at: usize, leg: usize, account| found(&bank, |j| j[at].postings[leg].account = account);
    assert_eq!(found(2, 1, SANDBOX).get(&Invariant::I1), Some(&3), "released to the provider");
    assert_eq!(found(2, 1, LedgerAccountId(Uuid::nil())).get(&Invariant::I1), Some(&3), "released to nobody");
    assert_eq!(found(4, 1, person(3)), BTreeMap::from([(Invariant::I9, 5)]), "returned to another");
    assert_eq!(found(1, 0, person(3)), BTreeMap::from([(Invariant::I3, 2)]), "held from a poor payer");
    assert_eq!(found(3, 0, person(3)), BTreeMap::from([(Invariant::I3, 4), (Invariant::I9, 5)]));
}

#[test]
fn a_journal_id_that_is_taken() {
    let bank = Bank::after(&[]);
    let found = found(&bank, |journals| journals[3].id = journals[1].id);
    assert_eq!(found, BTreeMap::from([(Invariant::I13, 4)]));
}
