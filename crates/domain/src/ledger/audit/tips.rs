//! What holds of tips, of money that comes in and goes out, and of what operators adjust: I4, I9 and I11.

use std::collections::{HashMap, HashSet};

use circles_faults::canary;

use super::{Books, Offence};
use crate::ledger::{BookedJournal, Journal, JournalKind, Legs};
use crate::{LedgerAccountId, Money};

/// I4. A tip's id is one payer's for ever, so that once per tip is once per payer and tip. A top-up counts alike:
/// booked twice, it would make money of one order; so does a debt that is made or paid twice.
pub(super) fn opened_once(books: &Books<'_>) -> Result<(), Offence> {
    let mut seen = HashSet::new();
    for BookedJournal { journal, .. } in books.journals {
        match journal.kind {
            JournalKind::TopUp
            | JournalKind::TipHold
            | JournalKind::CashOutHold
            | JournalKind::TransferHold
            | JournalKind::Advance
            | JournalKind::Repayment => {
                if !seen.insert((journal.kind, journal.subject)) {
                    return Err(Offence::by(journal, "its subject was booked before"));
                }
            }
            // One of the two, once.
            JournalKind::AdjustmentCredit | JournalKind::AdjustmentDebit => {
                if !seen.insert((JournalKind::AdjustmentCredit, journal.subject)) {
                    return Err(Offence::by(journal, "its proposal was booked before"));
                }
            }
            // I9 looks at these.
            JournalKind::TipRelease
            | JournalKind::TipReturn
            | JournalKind::TipRefund
            | JournalKind::CashOut
            | JournalKind::CashOutReturn
            | JournalKind::TransferRelease
            | JournalKind::TransferReturn => {}
        }
    }
    Ok(())
}

/// What became of a tip, a transfer or a cash-out until now.
#[derive(Clone, Copy, Default)]
struct Life {
    /// Which of the three it is.
    held_as: Option<JournalKind>,
    hold: Option<Legs>,
    settled: bool,
    /// While it is with the payee.
    released: Option<Legs>,
    /// What was made a debt, for a refund that must follow.
    advanced: Option<Legs>,
}

/// I9.
pub(super) fn settled_once(books: &Books<'_>) -> Result<(), Offence> {
    let mut lives = HashMap::<_, Life>::new();
    let mut advances = HashMap::new();
    let mut debts = HashMap::new();
    for BookedJournal { journal, .. } in books.journals {
        let wrong = |why| Offence::by(journal, why);
        let life = lives.get_mut(&journal.subject);
        match journal.kind {
            JournalKind::TopUp | JournalKind::Repayment | JournalKind::AdjustmentCredit => {}
            JournalKind::AdjustmentDebit => {
                if let Some(debt) = debts.remove(&journal.subject) {
                    takes(journal, debt).map_err(wrong)?;
                    advances.remove(&journal.subject);
                }
            }
            JournalKind::TipReturn if canary!("audit_blind_to_returns") => {}
            JournalKind::TipHold | JournalKind::TransferHold | JournalKind::CashOutHold => {
                // Only the first counts: a second is a breach of I4, and must not hide one of I9.
                let life = Life { held_as: Some(journal.kind), hold: journal.legs(), ..Life::default() };
                lives.entry(journal.subject).or_insert(life);
            }
            JournalKind::TipRelease
            | JournalKind::TipReturn
            | JournalKind::CashOut
            | JournalKind::CashOutReturn
            | JournalKind::TransferRelease
            | JournalKind::TransferReturn => {
                let life = life.ok_or_else(|| wrong("no hold stands before it"))?;
                if std::mem::replace(&mut life.settled, true) {
                    return Err(wrong("it was settled before"));
                }
                if life.held_as != Some(held_as(journal.kind)) {
                    return Err(wrong("it was held as something else"));
                }
                fits(journal, life.hold).map_err(wrong)?;
                life.released = journal.legs().filter(|_| journal.kind == JournalKind::TipRelease);
            }
            JournalKind::Advance => {
                match life {
                    Some(life) => life.advanced = journal.legs(),
                    // Then it is for what operators take, which must follow.
                    None => {
                        debts.insert(journal.subject, journal.legs());
                    }
                }
                advances.entry(journal.subject).or_insert(journal);
            }
            JournalKind::TipRefund => {
                let life = life.ok_or_else(|| wrong("no hold stands before it"))?;
                refunds(journal, life).map_err(wrong)?;
                (life.released, life.advanced) = (None, None);
                advances.remove(&journal.subject);
            }
        }
    }
    match advances.values().min_by_key(|journal| journal.seq) {
        None => Ok(()),
        Some(journal) => Err(Offence::by(journal, "a debt for what never was taken")),
    }
}

/// As what the money that such a journal settles was held.
const fn held_as(settled: JournalKind) -> JournalKind {
    if matches!(settled, JournalKind::CashOut | JournalKind::CashOutReturn) {
        JournalKind::CashOutHold
    } else if matches!(settled, JournalKind::TransferRelease | JournalKind::TransferReturn) {
        JournalKind::TransferHold
    } else {
        JournalKind::TipHold
    }
}

fn fits(settlement: &Journal, hold: Option<Legs>) -> Result<(), &'static str> {
    let hold = hold.ok_or("its hold is not one sum between two accounts")?;
    let legs = settlement.legs().ok_or("not one sum between two accounts")?;
    if legs.amount != hold.amount {
        Err("another amount than was held")
    } else if legs.from != hold.to {
        Err("from another account than where it was held")
    } else if matches!(
        settlement.kind,
        JournalKind::TipReturn | JournalKind::CashOutReturn | JournalKind::TransferReturn
    ) && legs.to != hold.from
    {
        Err("returned to another account than it came from")
    } else {
        Ok(())
    }
}

fn refunds(refund: &Journal, life: &Life) -> Result<(), &'static str> {
    let legs = refund.legs().ok_or("not one sum between two accounts")?;
    let released = life.released.ok_or("its tip is not with the payee")?;
    if legs.amount != released.amount {
        Err("another amount than was released")
    } else if legs.from != released.to {
        Err("from another account than it was released to")
    } else if Some(legs.to) != life.hold.map(|hold| hold.from) {
        Err("refunded to another account than it came from")
    } else if life.advanced.is_some_and(|debt| debt.to != legs.from || debt.amount > legs.amount) {
        Err("a debt of somebody else, or of more")
    } else {
        Ok(())
    }
}

/// What operators take from somebody, of which `debt` was lent to them before.
fn takes(debit: &Journal, debt: Option<Legs>) -> Result<(), &'static str> {
    let legs = debit.legs().ok_or("not one sum between two accounts")?;
    let debt = debt.ok_or("its debt is not one sum between two accounts")?;
    if debt.to != legs.from || debt.amount > legs.amount {
        Err("a debt of somebody else, or of more")
    } else {
        Ok(())
    }
}

/// I11. Only a hold raises a day's sum, so that looking after each hold is looking at every instant. What was returned or
/// refunded no longer counts on the day that it was held. Tips and transfers have a day each.
pub(super) fn within_limits(books: &Books<'_>) -> Result<(), Offence> {
    let limits = books.limits;
    let mut days = HashMap::<(JournalKind, LedgerAccountId, i64), i128>::new();
    let mut holds = HashMap::new();
    for BookedJournal { journal, .. } in books.journals {
        let most = match journal.kind {
            JournalKind::TopUp
            | JournalKind::TipRelease
            | JournalKind::TransferRelease
            | JournalKind::Advance
            | JournalKind::Repayment
            | JournalKind::CashOutHold
            | JournalKind::CashOut
            | JournalKind::CashOutReturn
            | JournalKind::AdjustmentCredit
            | JournalKind::AdjustmentDebit => continue,
            JournalKind::TipReturn | JournalKind::TipRefund | JournalKind::TransferReturn => {
                if let Some((day, Money { minor, .. })) = holds.remove(&journal.subject) {
                    *days.entry(day).or_default() -= i128::from(minor);
                }
                continue;
            }
            JournalKind::TipHold => limits.day,
            JournalKind::TransferHold => limits.transfer_day,
        };
        // What has no legs is a breach of I1.
        let Some(Legs { from, amount, .. }) = journal.legs() else { continue };
        let is_tip = journal.kind == JournalKind::TipHold;
        if is_tip && (amount < limits.tip_min || amount > limits.tip_max) {
            return Err(Offence::by(journal, format!("a tip of {}", amount.minor)));
        }
        let day = (journal.kind, from, journal.booked_at.shanghai_day());
        let sum = days.entry(day).or_default();
        *sum += i128::from(amount.minor);
        if *sum > i128::from(most.minor) {
            return Err(Offence::by(journal, format!("brings its payer's day to {sum}")));
        }
        holds.insert(journal.subject, (day, amount));
    }
    Ok(())
}
