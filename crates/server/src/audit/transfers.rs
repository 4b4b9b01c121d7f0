//! What the server keeps of transfers, held against the journals: I4 for them, as `kept` has it for tips.

use std::collections::{HashMap, HashSet};

use circles_domain::ledger::{AccountKind, BookedJournal, JournalKind, Offence};
use circles_domain::transfer::TransferReturn;
use circles_domain::{LedgerAccountId, PersonId};
use circles_wire::transfer::SignedTransferReceipt;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::AuditError;
use crate::ledger::{Books, TrustedKeys, encode};

#[derive(sqlx::FromRow)]
struct Row {
    payer_id: Uuid,
    id: Uuid,
    payee_id: Option<Uuid>,
    amount_minor: Option<i64>,
    /// Bytes: what was tampered with must still be read.
    state: Vec<u8>,
    reason: Vec<u8>,
    spent_day: i64,
    receipt: Option<Vec<u8>>,
    signature: Option<Vec<u8>>,
    hold_seq: Option<i64>,
    settled_seq: Option<i64>,
    answered_at_us: i64,
}

type Accounts = HashMap<PersonId, LedgerAccountId>;

/// Each answer that says "sent" is exactly one hold and its settlement, and the reverse.
pub(super) async fn check(
    tx: &mut SqliteConnection,
    books: &Books,
    keys: &TrustedKeys,
) -> Result<Result<(), Offence>, AuditError> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT payer_id, id, payee_id, amount_minor, state, reason, spent_day, receipt, signature, hold_seq, settled_seq,
                answered_at_us
         FROM transfer WHERE state <> 'refused' ORDER BY hold_seq",
    )
    .fetch_all(tx)
    .await?;
    Ok(answers(books, &rows, keys))
}

fn answers(books: &Books, rows: &[Row], keys: &TrustedKeys) -> Result<(), Offence> {
    let journals: HashMap<i64, &BookedJournal> = books.journals.iter().map(|b| (b.journal.seq, b)).collect();
    let accounts: Accounts = books
        .accounts
        .iter()
        .filter(|(_, account)| account.kind == AccountKind::Person)
        .filter_map(|(id, account)| account.person.map(|person| (person, *id)))
        .collect();
    let mut answered = HashSet::new();
    for row in rows {
        let at = |seq: Option<i64>| seq.and_then(|seq| journals.get(&seq)).copied();
        let hold = at(row.hold_seq).ok_or_else(|| Offence {
            seq: 0,
            journal: None,
            why: format!("the transfer {} is answered and was never held", row.id),
        })?;
        let wrong = |why: &str| Offence::by(&hold.journal, why);
        held(row, hold, &accounts).map_err(wrong)?;
        receipt(row, hold, keys).map_err(wrong)?;
        answered.insert(hold.journal.seq);
        match (row.state.as_slice(), at(row.settled_seq)) {
            (b"held", None) => {}
            (b"accepted" | b"returned", Some(settled)) => {
                settles(row, settled, &accounts).map_err(|why| Offence::by(&settled.journal, why))?;
                answered.insert(settled.journal.seq);
            }
            (_, _) => return Err(wrong("its transfer's state is not that of the ledger")),
        }
    }
    let is_of_one = |booked: &&BookedJournal| {
        matches!(
            booked.journal.kind,
            JournalKind::TransferHold | JournalKind::TransferRelease | JournalKind::TransferReturn
        )
    };
    match books.journals.iter().filter(is_of_one).find(|booked| !answered.contains(&booked.journal.seq)) {
        None => Ok(()),
        Some(booked) => Err(Offence::by(&booked.journal, "no answer is kept of it")),
    }
}

fn held(row: &Row, hold: &BookedJournal, accounts: &Accounts) -> Result<(), &'static str> {
    let journal = &hold.journal;
    let legs = journal.legs().ok_or("not one sum between two accounts")?;
    if journal.kind != JournalKind::TransferHold {
        Err("its transfer takes it for a hold")
    } else if journal.subject != row.id || Some(legs.amount.minor) != row.amount_minor {
        Err("its transfer is another, or of another amount")
    } else if accounts.get(&PersonId(row.payer_id)) != Some(&legs.from) {
        Err("its transfer has another payer")
    } else if journal.booked_at.shanghai_day() != row.spent_day
        || journal.booked_at.as_micros() != row.answered_at_us
    {
        Err("its transfer counts at another time")
    } else if !is_reason(row) {
        Err("its transfer went back for no reason that there is")
    } else {
        Ok(())
    }
}

/// Whether the kept reason is one that a transfer in its state can have.
fn is_reason(row: &Row) -> bool {
    let reason = String::from_utf8_lossy(&row.reason);
    let known = serde_json::from_value::<TransferReturn>(reason.as_ref().into());
    if row.state == b"returned" {
        known.is_ok_and(|known| known != TransferReturn::Unknown)
    } else {
        reason.is_empty()
    }
}

fn settles(row: &Row, settled: &BookedJournal, accounts: &Accounts) -> Result<(), &'static str> {
    let journal = &settled.journal;
    let legs = journal.legs().ok_or("not one sum between two accounts")?;
    let (kind, person) = if row.state == b"accepted" {
        (JournalKind::TransferRelease, row.payee_id)
    } else {
        (JournalKind::TransferReturn, Some(row.payer_id))
    };
    if journal.kind != kind || journal.subject != row.id {
        Err("its transfer's state is not that of the ledger")
    } else if person.and_then(|person| accounts.get(&PersonId(person))) != Some(&legs.to)
        || Some(legs.amount.minor) != row.amount_minor
    {
        Err("it paid somebody else than its transfer says, or another amount")
    } else {
        Ok(())
    }
}

fn receipt(row: &Row, hold: &BookedJournal, keys: &TrustedKeys) -> Result<(), &'static str> {
    let (Some(text), Some(signature)) = (&row.receipt, &row.signature) else {
        return Err("its transfer has no receipt");
    };
    let receipt = serde_json::from_slice(text).map_err(|_| "its receipt cannot be read")?;
    let signed = SignedTransferReceipt { receipt, signature: encode(signature) };
    let told = &signed.receipt;
    let fits = told.journal == hold.journal.id
        && told.payer.0 == row.payer_id
        && Some(told.payee.0) == row.payee_id
        && told.transfer.0 == row.id
        && Some(told.amount.minor) == row.amount_minor
        && told.held_at == hold.journal.booked_at;
    if fits && keys.signed_transfer(&signed) { Ok(()) } else { Err("its receipt is not that of the hold") }
}
