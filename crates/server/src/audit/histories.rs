//! I5, I6, I7: what devices were told against what the ledger did.
//!
//! A history is a file of JSON lines, one an operation. Looked at are the operations `tip` and `confirm_tip`; a device
//! writes a line when it learns something, so that an `info` may be followed by an `ok` or a `fail` of the same id.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use circles_domain::ledger::{BookedJournal, Finding, Invariant, Journal, JournalKind, Offence};
use circles_domain::{LedgerAccountId, PersonId};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{AuditError, read_lines};
use crate::ledger::Books;

/// What a device learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// It holds a receipt.
    Ok,
    /// No money moved, and none ever will.
    Fail,
    /// It does not know.
    Info,
}

/// One line. Other fields (`t_us`, `device`) are for people.
#[derive(Clone, Debug, serde::Deserialize)]
struct Operation {
    id: Option<Uuid>,
    op: String,
    #[serde(default)]
    amount: Option<serde_json::Value>,
    #[serde(default)]
    payer: Option<Uuid>,
    #[serde(default)]
    payee: Option<Uuid>,
    #[serde(default)]
    subject: Option<Uuid>,
    outcome: Outcome,
}

impl Operation {
    /// In fen, from a number, a string of minor units, or money as it is on the wire.
    fn fen(&self) -> Option<i64> {
        let value = self.amount.as_ref()?;
        let value = value.get("amount").unwrap_or(value);
        value.as_i64().or_else(|| value.as_str()?.parse().ok())
    }
}

pub(super) async fn check(
    tx: &mut SqliteConnection,
    books: &Books,
    dir: &Path,
) -> Result<Vec<Finding>, AuditError> {
    let told = read(dir)?;
    let tips: Vec<(Uuid, Option<Uuid>, Option<Uuid>)> =
        sqlx::query_as("SELECT id, payee_id, post_id FROM tip WHERE state <> 'refused'")
            .fetch_all(tx)
            .await?;
    let bound = tips.into_iter().map(|(id, payee, post)| (id, (payee, post))).collect();
    let mut holds = HashMap::<Uuid, Vec<&Journal>>::new();
    for BookedJournal { journal, .. } in &books.journals {
        if journal.kind == JournalKind::TipHold {
            holds.entry(journal.subject).or_default().push(journal);
        }
    }
    let ledger = Ledger { books, holds, bound };
    Ok(vec![
        Finding::of(Invariant::I5, accepted(&ledger, &told)),
        Finding::of(Invariant::I6, refused(&ledger, &told)),
        Finding::of(Invariant::I7, known(&ledger, &told)),
    ])
}

struct Ledger<'a> {
    books: &'a Books,
    holds: HashMap<Uuid, Vec<&'a Journal>>,
    bound: HashMap<Uuid, (Option<Uuid>, Option<Uuid>)>,
}

impl Ledger<'_> {
    fn payer(&self, hold: &Journal) -> Option<PersonId> {
        let from: LedgerAccountId = hold.legs()?.from;
        self.books.accounts.get(&from)?.person
    }
}

type Told = BTreeMap<Uuid, Vec<Operation>>;

fn read(dir: &Path) -> Result<Told, AuditError> {
    let failed = |source| AuditError::File { path: dir.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|end| end == "jsonl") {
            files.push(path);
        }
    }
    files.sort();
    let mut told = Told::new();
    for file in files {
        for operation in read_lines::<Operation>(&file)? {
            if let (Some(id), "tip" | "confirm_tip") = (operation.id, operation.op.as_str()) {
                told.entry(id).or_default().push(operation);
            }
        }
    }
    Ok(told)
}

fn nowhere(why: String) -> Offence {
    Offence { seq: 0, journal: None, why }
}

/// I5: no loss, no duplicate, no substitution.
fn accepted(ledger: &Ledger<'_>, told: &Told) -> Result<(), Offence> {
    for (id, operation) in of(told, Outcome::Ok) {
        let holds = ledger.holds.get(&id).map(Vec::as_slice).unwrap_or_default();
        let [hold] = holds else {
            return Err(nowhere(format!("the tip {id} was told to be paid, and has {} holds", holds.len())));
        };
        let (payee, post) = ledger.bound.get(&id).copied().unwrap_or_default();
        let differs = |told: Option<Uuid>, kept: Option<Uuid>| told.is_some() && told != kept;
        if operation.fen().is_some() && operation.fen() != hold.legs().map(|legs| legs.amount.minor) {
            return Err(Offence::by(hold, "another amount than the device was told"));
        }
        if differs(operation.payer, ledger.payer(hold).map(|person| person.0)) {
            return Err(Offence::by(hold, "another payer than the device was told"));
        }
        if differs(operation.payee, payee) {
            return Err(Offence::by(hold, "another payee than the device was told"));
        }
        if differs(operation.subject, post) {
            return Err(Offence::by(hold, "another post than the device was told"));
        }
    }
    Ok(())
}

/// I6.
fn refused(ledger: &Ledger<'_>, told: &Told) -> Result<(), Offence> {
    for (id, _) in of(told, Outcome::Fail) {
        if let Some(hold) = ledger.holds.get(&id).and_then(|holds| holds.first()) {
            return Err(Offence::by(hold, "the device was told that it never moves"));
        }
    }
    Ok(())
}

/// I7: for every payer who appears in a history, so that people who have none (demo, other devices) do not count.
fn known(ledger: &Ledger<'_>, told: &Told) -> Result<(), Offence> {
    let holds =
        || ledger.books.journals.iter().map(|b| &b.journal).filter(|j| j.kind == JournalKind::TipHold);
    let named = told.values().flatten().filter_map(|operation| operation.payer.map(PersonId));
    let seen = holds().filter(|hold| told.contains_key(&hold.subject)).filter_map(|hold| ledger.payer(hold));
    let payers: HashSet<PersonId> = named.chain(seen).collect();
    let paid: HashSet<Uuid> = of(told, Outcome::Ok).map(|(id, _)| id).collect();
    let unknown = |hold: &&Journal| {
        ledger.payer(hold).is_some_and(|payer| payers.contains(&payer)) && !paid.contains(&hold.subject)
    };
    match holds().find(unknown) {
        None => Ok(()),
        Some(hold) => Err(Offence::by(hold, "its payer's device does not know that it was paid")),
    }
}

fn of(told: &Told, outcome: Outcome) -> impl Iterator<Item = (Uuid, &Operation)> {
    let lines =
        told.iter().flat_map(|(id, operations)| operations.iter().map(move |operation| (*id, operation)));
    lines.filter(move |(_, operation)| operation.outcome == outcome)
}
