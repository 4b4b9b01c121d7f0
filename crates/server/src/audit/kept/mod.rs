//! What the server keeps beside the journals, held against them: balances, answers, receipts, counts.

mod tips;

use std::collections::BTreeMap;

use circles_domain::ledger::{BookedJournal, Finding, GENESIS, Invariant, JournalKind, Offence, balances};
use circles_domain::{Currency, LedgerAccountId};
use circles_wire::tip::ReceiptKey;
use sqlx::SqliteConnection;

use self::tips::{answers, counts, tips};
use super::AuditError;
use super::orders::{ordered, orders};
use crate::ledger::{Books, TrustedKeys, list_keys};

/// I4, I8, I10, I13 as far as the tables beside the journals show them.
pub(super) async fn check(tx: &mut SqliteConnection, books: &Books) -> Result<Vec<Finding>, AuditError> {
    let tips = tips(tx).await?;
    let told = list_keys(tx).await?;
    let keys = TrustedKeys::of(&told);
    let orders = orders(tx).await?;
    let transfers = super::transfers::check(tx, books, &keys).await?;
    Ok(vec![
        Finding::of(
            Invariant::I4,
            chained(&told, &keys)
                .and_then(|()| answers(books, &tips, &keys))
                .and(transfers)
                .and_then(|()| ordered(books, &orders)),
        ),
        Finding::of(Invariant::I9, debts(books)),
        Finding::of(Invariant::I8, counts(tx, &tips).await?),
        Finding::of(Invariant::I10, stored_balances(books)),
        Finding::of(Invariant::I13, links(books)),
    ])
}

/// Every key of receipts is the first, or signed by the one before it.
fn chained(told: &[ReceiptKey], keys: &TrustedKeys) -> Result<(), Offence> {
    match told.get(keys.len()) {
        None => Ok(()),
        Some(key) => Err(nowhere(format!("nobody vouches for the receipt key {}", key.id))),
    }
}

pub(super) fn nowhere(why: impl Into<String>) -> Offence {
    Offence { seq: 0, journal: None, why: why.into() }
}

/// I10: the kept balances, and each that was kept on the way.
fn stored_balances(books: &Books) -> Result<(), Offence> {
    let mut sums = BTreeMap::<LedgerAccountId, i128>::new();
    for BookedJournal { journal, .. } in &books.journals {
        for leg in &journal.postings {
            let sum = sums.entry(leg.account).or_default();
            *sum += i128::from(leg.amount_minor);
            let kept = books.running.get(&(leg.account, journal.seq)).copied().unwrap_or_default();
            if i128::from(kept) != *sum {
                return Err(Offence::by(
                    journal,
                    format!("a balance of {kept} is kept after it, and it is {sum}"),
                ));
            }
        }
    }
    let sums = balances(&books.journals);
    for (id, account) in &books.accounts {
        let sum = sums.get(&(*id, Currency::CNY)).copied().unwrap_or_default();
        if i128::from(account.balance_minor) != sum {
            return Err(nowhere(format!("the account {id} keeps {} and has {sum}", account.balance_minor)));
        }
    }
    Ok(())
}

/// I13: what each journal says of the link before it, and postings that no journal knows.
fn links(books: &Books) -> Result<(), Offence> {
    let mut prev = GENESIS;
    for (booked, named) in books.journals.iter().zip(&books.prev_hashes) {
        if *named != prev {
            return Err(Offence::by(&booked.journal, "names another link as the one before it"));
        }
        prev = booked.hash;
    }
    match books.orphans.first() {
        None => Ok(()),
        Some(seq) => Err(Offence {
            seq: *seq,
            journal: None,
            why: "a posting is kept of a journal that is not there".into(),
        }),
    }
}

/// I9: a debt is made and paid between the two accounts of one person.
fn debts(books: &Books) -> Result<(), Offence> {
    let owner = |account| books.accounts.get(&account).and_then(|account| account.person);
    let is_debt = |kind| matches!(kind, JournalKind::Advance | JournalKind::Repayment);
    for BookedJournal { journal, .. } in books.journals.iter().filter(|b| is_debt(b.journal.kind)) {
        let legs = journal.legs().ok_or_else(|| Offence::by(journal, "not one sum between two accounts"))?;
        if owner(legs.from).is_none() || owner(legs.from) != owner(legs.to) {
            return Err(Offence::by(journal, "a debt between two people"));
        }
    }
    Ok(())
}
