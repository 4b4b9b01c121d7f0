//! I4 as far as orders of the payment provider show it: what came in and went out was asked for, by whom and how much.

use std::collections::HashMap;

use circles_domain::PersonId;
use circles_domain::ledger::{BookedJournal, JournalKind, Offence};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::AuditError;
use super::kept::nowhere;
use crate::ledger::Books;

/// An order. Bytes, where what was tampered with must still be read.
#[derive(sqlx::FromRow)]
pub(super) struct OrderRow {
    id: Uuid,
    person_id: Uuid,
    purpose: Vec<u8>,
    amount_minor: i64,
    state: Vec<u8>,
}

pub(super) async fn orders(tx: &mut SqliteConnection) -> Result<Vec<OrderRow>, AuditError> {
    let rows =
        sqlx::query_as("SELECT id, person_id, purpose, amount_minor, state FROM payment_order ORDER BY id")
            .fetch_all(tx)
            .await?;
    Ok(rows)
}

/// The journals of one order.
#[derive(Default)]
struct Moved<'a> {
    in_or_held: Option<&'a BookedJournal>,
    out: Option<&'a BookedJournal>,
    back: Option<&'a BookedJournal>,
}

/// Each journal of money that came in or goes out is of exactly one order of ours, for whom and how much it was placed;
/// and each order has exactly the journals of the state that it is kept in.
pub(super) fn ordered(books: &Books, orders: &[OrderRow]) -> Result<(), Offence> {
    let mut moved = HashMap::<Uuid, Moved<'_>>::new();
    for booked in &books.journals {
        let subject = booked.journal.subject;
        match booked.journal.kind {
            JournalKind::TopUp | JournalKind::CashOutHold => {
                moved.entry(subject).or_default().in_or_held = Some(booked);
            }
            JournalKind::CashOut => moved.entry(subject).or_default().out = Some(booked),
            JournalKind::CashOutReturn => moved.entry(subject).or_default().back = Some(booked),
            JournalKind::TipHold
            | JournalKind::TipRelease
            | JournalKind::TipReturn
            | JournalKind::TipRefund
            | JournalKind::TransferHold
            | JournalKind::TransferRelease
            | JournalKind::TransferReturn
            | JournalKind::Advance
            | JournalKind::Repayment
            | JournalKind::AdjustmentCredit
            | JournalKind::AdjustmentDebit => {}
        }
    }
    for order in orders {
        fits(books, order, &moved.remove(&order.id).unwrap_or_default())?;
    }
    let strange = moved.values().flat_map(|of| [of.in_or_held, of.out, of.back]).flatten();
    match strange.min_by_key(|booked| booked.journal.seq) {
        None => Ok(()),
        Some(booked) => Err(Offence::by(&booked.journal, "no order of ours")),
    }
}

fn fits(books: &Books, order: &OrderRow, moved: &Moved<'_>) -> Result<(), Offence> {
    let state = order.state.as_slice();
    let goes_out = order.purpose == b"cash_out";
    let due = if goes_out {
        (state != b"refused", state == b"booked", state == b"failed")
    } else {
        (state == b"booked", false, false)
    };
    let is = (moved.in_or_held.is_some(), moved.out.is_some(), moved.back.is_some());
    let first = moved.in_or_held.or(moved.out).or(moved.back);
    if is != due {
        let why = format!("the order {} is not kept as the ledger has it", order.id);
        return Err(
            first.map_or_else(|| nowhere(why.clone()), |booked| Offence::by(&booked.journal, why.clone()))
        );
    }
    for booked in [moved.in_or_held, moved.out, moved.back].into_iter().flatten() {
        let journal = &booked.journal;
        let legs = journal.legs().ok_or_else(|| Offence::by(journal, "not one sum between two accounts"))?;
        let theirs = match journal.kind {
            JournalKind::TopUp | JournalKind::CashOutReturn => Some(legs.to),
            JournalKind::CashOutHold => Some(legs.from),
            JournalKind::CashOut
            | JournalKind::TipHold
            | JournalKind::TipRelease
            | JournalKind::TipReturn
            | JournalKind::TipRefund
            | JournalKind::TransferHold
            | JournalKind::TransferRelease
            | JournalKind::TransferReturn
            | JournalKind::Advance
            | JournalKind::Repayment
            | JournalKind::AdjustmentCredit
            | JournalKind::AdjustmentDebit => None,
        };
        let whose = theirs.map(|account| books.accounts.get(&account).and_then(|account| account.person));
        let is_of_purpose = (journal.kind == JournalKind::TopUp) != goes_out;
        if !is_of_purpose
            || legs.amount.minor != order.amount_minor
            || whose.is_some_and(|whose| whose != Some(PersonId(order.person_id)))
        {
            return Err(Offence::by(journal, "its order says something else"));
        }
    }
    Ok(())
}
