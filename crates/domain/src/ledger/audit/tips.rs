//! What holds of tips: I4, I9 and I11.

use std::collections::{HashMap, HashSet};

use super::{Books, Offence};
use crate::ledger::{BookedJournal, Journal, JournalKind, Legs};
use crate::{LedgerAccountId, Money};

/// I4. A tip's id is one payer's for ever, so that once per tip is once per payer and tip. A top-up counts alike:
/// booked twice, it would make money of one order.
pub(super) fn opened_once(books: &Books<'_>) -> Result<(), Offence> {
    let mut seen = HashSet::new();
    for BookedJournal { journal, .. } in books.journals {
        match journal.kind {
            JournalKind::TopUp | JournalKind::TipHold => {
                if !seen.insert((journal.kind, journal.subject)) {
                    return Err(Offence::by(journal, "its subject was booked before"));
                }
            }
            // I9 looks at these.
            JournalKind::TipRelease | JournalKind::TipReturn => {}
        }
    }
    Ok(())
}

/// I9.
pub(super) fn settled_once(books: &Books<'_>) -> Result<(), Offence> {
    let mut holds = HashMap::new();
    for BookedJournal { journal, .. } in books.journals {
        match journal.kind {
            JournalKind::TopUp => {}
            JournalKind::TipHold => {
                // Only the first counts: a second is a breach of I4, and must not hide one of I9.
                holds.entry(journal.subject).or_insert((journal.legs(), false));
            }
            JournalKind::TipRelease | JournalKind::TipReturn => {
                let hold = holds.get_mut(&journal.subject);
                let (hold, settled) = hold.ok_or_else(|| Offence::by(journal, "no hold stands before it"))?;
                if std::mem::replace(settled, true) {
                    return Err(Offence::by(journal, "its tip was settled before"));
                }
                fits(journal, *hold).map_err(|why| Offence::by(journal, why))?;
            }
        }
    }
    Ok(())
}

fn fits(settlement: &Journal, hold: Option<Legs>) -> Result<(), &'static str> {
    let hold = hold.ok_or("its hold is not one sum between two accounts")?;
    let legs = settlement.legs().ok_or("not one sum between two accounts")?;
    if legs.amount != hold.amount {
        Err("another amount than was held")
    } else if legs.from != hold.to {
        Err("from another account than where it was held")
    } else if settlement.kind == JournalKind::TipReturn && legs.to != hold.from {
        Err("returned to another account than it came from")
    } else {
        Ok(())
    }
}

/// I11. Only a hold raises a day's sum, so that looking after each hold is looking at every instant. A returned tip
/// no longer counts on the day that it was held.
pub(super) fn within_limits(books: &Books<'_>) -> Result<(), Offence> {
    let limits = books.limits;
    let mut days = HashMap::<(LedgerAccountId, i64), i128>::new();
    let mut holds = HashMap::new();
    for BookedJournal { journal, .. } in books.journals {
        match journal.kind {
            JournalKind::TopUp | JournalKind::TipRelease => {}
            JournalKind::TipHold => {
                // What has no legs is a breach of I1.
                let Some(Legs { from, amount, .. }) = journal.legs() else { continue };
                if amount < limits.tip_min || amount > limits.tip_max {
                    return Err(Offence::by(journal, format!("a tip of {}", amount.minor)));
                }
                let day = (from, journal.booked_at.shanghai_day());
                let sum = days.entry(day).or_default();
                *sum += i128::from(amount.minor);
                if *sum > i128::from(limits.day.minor) {
                    return Err(Offence::by(journal, format!("brings its payer's day to {sum}")));
                }
                holds.insert(journal.subject, (day, amount));
            }
            JournalKind::TipReturn => {
                if let Some((day, Money { minor, .. })) = holds.remove(&journal.subject) {
                    *days.entry(day).or_default() -= i128::from(minor);
                }
            }
        }
    }
    Ok(())
}
