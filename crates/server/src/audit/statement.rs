//! I14: the payment provider's statement against the top-ups of the ledger.

use std::collections::HashMap;
use std::path::Path;

use circles_domain::ledger::{Finding, Invariant, JournalKind, Offence};

use super::{AuditError, read_lines};
use crate::ledger::Books;
use crate::payments::Notice;

pub(super) fn check(books: &Books, file: &Path) -> Result<Finding, AuditError> {
    let lines: Vec<Notice> = read_lines(file)?;
    Ok(Finding::of(Invariant::I14, matches(books, &lines)))
}

fn matches(books: &Books, lines: &[Notice]) -> Result<(), Offence> {
    let mut paid = HashMap::new();
    for line in lines {
        if paid.insert(line.order, line.amount).is_some() {
            return Err(nowhere(format!("the statement has the order {} twice", line.order)));
        }
    }
    for booked in books.journals.iter().filter(|booked| booked.journal.kind == JournalKind::TopUp) {
        let journal = &booked.journal;
        let amount = journal.legs().map(|legs| legs.amount);
        match paid.remove(&journal.subject) {
            Some(paid) if Some(paid) == amount => {}
            Some(_) => return Err(Offence::by(journal, "the statement has another sum for it")),
            None => return Err(Offence::by(journal, "the statement does not have it")),
        }
    }
    match paid.keys().min() {
        None => Ok(()),
        Some(order) => Err(nowhere(format!("the order {order} was paid and is not booked"))),
    }
}

fn nowhere(why: String) -> Offence {
    Offence { seq: 0, journal: None, why }
}
