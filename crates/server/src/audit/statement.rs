//! I14: the payment provider's statement against what came in and went out in the ledger.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use circles_domain::ledger::{Finding, Invariant, JournalKind, Offence};
use circles_domain::{Money, PaymentId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{AuditError, read_lines};
use crate::ledger::Books;
use crate::payments::{Direction, Movement};

pub(super) async fn check(
    tx: &mut SqliteConnection,
    books: &Books,
    file: &Path,
) -> Result<Finding, AuditError> {
    let lines: Vec<Movement> = read_lines(file)?;
    Ok(Finding::of(Invariant::I14, matches(books, &lines, &open_cases(tx).await?)))
}

/// Orders of which the provider reported another sum, with that sum: no money is booked of them, and somebody looks; and
/// those whose other sum was given back, whatever it was.
async fn open_cases(tx: &mut SqliteConnection) -> Result<HashSet<(PaymentId, Option<Money>)>, AuditError> {
    let rows: Vec<(Uuid, Option<i64>)> = sqlx::query_as(
        "SELECT id, reported_minor FROM payment_order
         WHERE state = 'mismatched' OR (state = 'failed' AND reason = 'returned')",
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id, minor)| (PaymentId(id), minor.map(Money::fen))).collect())
}

fn matches(
    books: &Books,
    lines: &[Movement],
    open: &HashSet<(PaymentId, Option<Money>)>,
) -> Result<(), Offence> {
    let mut moved = HashMap::new();
    for line in lines {
        if moved.insert((line.order, line.direction), line.amount).is_some() {
            return Err(nowhere(format!("the statement has the order {} twice", line.order)));
        }
    }
    for booked in &books.journals {
        let journal = &booked.journal;
        let direction = match journal.kind {
            JournalKind::TopUp => Direction::In,
            JournalKind::CashOut => Direction::Out,
            JournalKind::TipHold
            | JournalKind::TipRelease
            | JournalKind::TipReturn
            | JournalKind::TipRefund
            | JournalKind::Advance
            | JournalKind::Repayment
            | JournalKind::TransferHold
            | JournalKind::TransferRelease
            | JournalKind::TransferReturn
            | JournalKind::CashOutHold
            | JournalKind::CashOutReturn
            | JournalKind::AdjustmentCredit
            | JournalKind::AdjustmentDebit => continue,
        };
        let amount = journal.legs().map(|legs| legs.amount);
        match moved.remove(&(PaymentId(journal.subject), direction)) {
            Some(moved) if Some(moved) == amount => {}
            Some(_) => return Err(Offence::by(journal, "the statement has another sum for it")),
            None => return Err(Offence::by(journal, "the statement does not have it")),
        }
    }
    let explained = |order, amount| open.contains(&(order, Some(amount))) || open.contains(&(order, None));
    let unexplained = moved.iter().filter(|((order, _), amount)| !explained(*order, **amount));
    match unexplained.map(|((order, _), _)| order).min() {
        None => Ok(()),
        Some(order) => Err(nowhere(format!("the order {order} was paid and is not booked"))),
    }
}

fn nowhere(why: String) -> Offence {
    Offence { seq: 0, journal: None, why }
}
