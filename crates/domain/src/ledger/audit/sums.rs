//! What holds of any ledger: I1, I2, I3 and I13. Sums are 128 bits wide, so that no number of journals overflows.

use std::collections::{BTreeMap, HashSet};

use super::{Books, Offence};
use crate::ledger::{BookedJournal, GENESIS, Journal, canonical_bytes, chain_hash};
use crate::{Currency, LedgerAccountId};

/// The balance of every account that was ever posted to, recomputed.
#[must_use]
pub fn balances(journals: &[BookedJournal]) -> BTreeMap<(LedgerAccountId, Currency), i128> {
    let mut balances = BTreeMap::new();
    for leg in journals.iter().flat_map(|booked| &booked.journal.postings) {
        *balances.entry((leg.account, leg.currency)).or_default() += i128::from(leg.amount_minor);
    }
    balances
}

/// I1.
pub(super) fn balanced(books: &Books<'_>) -> Result<(), Offence> {
    for BookedJournal { journal, .. } in books.journals {
        journal.check().map_err(|fault| Offence::by(journal, fault.to_string()))?;
        takes_its_route(books, journal).map_err(|why| Offence::by(journal, why))?;
    }
    Ok(())
}

fn takes_its_route(books: &Books<'_>, journal: &Journal) -> Result<(), &'static str> {
    let legs = journal.legs().ok_or("not one sum between two accounts")?;
    let kind = |account: LedgerAccountId| books.accounts.get(&account).copied();
    let route = kind(legs.from).zip(kind(legs.to)).ok_or("an account that does not exist")?;
    if route == journal.kind.route() { Ok(()) } else { Err("not between the accounts of its kind") }
}

/// I2. The offender is the journal after which the sum was never zero again.
pub(super) fn global_zero(books: &Books<'_>) -> Result<(), Offence> {
    let mut sums = BTreeMap::<Currency, (i128, Option<&Journal>)>::new();
    for BookedJournal { journal, .. } in books.journals {
        for leg in &journal.postings {
            sums.entry(leg.currency).or_default().0 += i128::from(leg.amount_minor);
        }
        for (sum, since) in sums.values_mut() {
            *since = if *sum == 0 { None } else { since.or(Some(journal)) };
        }
    }
    let first = sums.values().filter_map(|(sum, since)| since.map(|journal| (journal, *sum)));
    match first.min_by_key(|(journal, _)| journal.seq) {
        Some((journal, sum)) => {
            Err(Offence::by(journal, format!("from here on all postings sum to {sum} in the end")))
        }
        None => Ok(()),
    }
}

/// I3. Beyond persons it holds escrow and platform to the same: a tip can only be released from what was held.
pub(super) fn never_below_zero(books: &Books<'_>) -> Result<(), Offence> {
    let mut balances = BTreeMap::<(LedgerAccountId, Currency), i128>::new();
    for BookedJournal { journal, .. } in books.journals {
        for leg in &journal.postings {
            *balances.entry((leg.account, leg.currency)).or_default() += i128::from(leg.amount_minor);
        }
        // All legs first: within a journal there is no before and after.
        for leg in &journal.postings {
            let balance = balances.get(&(leg.account, leg.currency)).copied().unwrap_or_default();
            let kind = books.accounts.get(&leg.account);
            if balance < 0 && !kind.is_some_and(|kind| kind.may_go_negative()) {
                return Err(Offence::by(journal, format!("takes the account {} below zero", leg.account)));
            }
            if balance > 0 && !kind.is_none_or(|kind| kind.may_go_positive()) {
                return Err(Offence::by(
                    journal,
                    format!("pays the account {} more than it owes", leg.account),
                ));
            }
        }
    }
    Ok(())
}

/// I13.
pub(super) fn chained(books: &Books<'_>) -> Result<(), Offence> {
    let mut prev = GENESIS;
    let mut ids = HashSet::new();
    for (expected, BookedJournal { journal, hash }) in (1..).zip(books.journals) {
        if journal.seq != expected {
            return Err(Offence::by(journal, format!("stands where {expected} is due")));
        }
        if !ids.insert(journal.id) {
            return Err(Offence::by(journal, "its id is taken by an earlier one"));
        }
        if chain_hash(&prev, &canonical_bytes(journal)) != *hash {
            return Err(Offence::by(journal, "its link does not fit"));
        }
        prev = *hash;
    }
    let mut checkpoints = books.checkpoints.to_vec();
    checkpoints.sort_by_key(|checkpoint| checkpoint.seq);
    for checkpoint in checkpoints {
        let at = usize::try_from(checkpoint.seq).ok().and_then(|seq| seq.checked_sub(1));
        match at.and_then(|at| books.journals.get(at)) {
            Some(booked) if booked.hash == checkpoint.hash => {}
            Some(booked) => return Err(Offence::by(&booked.journal, "not the journal of the checkpoint")),
            None => {
                let why = "a checkpoint was kept of it, and it is gone".to_owned();
                return Err(Offence { seq: checkpoint.seq, journal: None, why });
            }
        }
    }
    Ok(())
}
