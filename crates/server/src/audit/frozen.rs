//! I11 as far as the record of operators shows it: nothing was held of a wallet while it was frozen, and what is kept as
//! frozen is what the newest acts say.

use std::collections::BTreeMap;

use circles_domain::PersonId;
use circles_domain::ledger::{Finding, Invariant, JournalKind, Offence};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::AuditError;
use super::kept::nowhere;
use crate::ledger::Books;

/// What froze and lifted the wallet of one person: after which journal, and whether it froze.
type Acts = BTreeMap<PersonId, Vec<(i64, bool)>>;

pub(super) async fn check(tx: &mut SqliteConnection, books: &Books) -> Result<Finding, AuditError> {
    let rows: Vec<(Uuid, Vec<u8>, i64)> = sqlx::query_as(
        "SELECT person_id, kind, journal_seq FROM finance_act WHERE kind IN ('freeze', 'lift') ORDER BY seq",
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut acts = Acts::new();
    for (person, kind, seq) in rows {
        acts.entry(PersonId(person)).or_default().push((seq, kind == b"freeze"));
    }
    let kept: Vec<Uuid> =
        sqlx::query_scalar("SELECT person_id FROM wallet_freeze ORDER BY person_id").fetch_all(tx).await?;
    let mut due: Vec<Uuid> = acts
        .iter()
        .filter(|(_, acts)| acts.last().is_some_and(|(_, frozen)| *frozen))
        .map(|(person, _)| person.0)
        .collect();
    due.sort_unstable();
    let checked = if kept == due {
        nothing_left(books, &acts)
    } else {
        Err(nowhere("the wallets kept as frozen are not those of the record"))
    };
    Ok(Finding::of(Invariant::I11, checked))
}

fn nothing_left(books: &Books, acts: &Acts) -> Result<(), Offence> {
    for booked in &books.journals {
        let journal = &booked.journal;
        if !matches!(
            journal.kind,
            JournalKind::TipHold | JournalKind::TransferHold | JournalKind::CashOutHold
        ) {
            continue;
        }
        let owner = journal.legs().and_then(|legs| books.accounts.get(&legs.from)?.person);
        let mut before = owner.and_then(|owner| acts.get(&owner)).into_iter().flatten();
        let frozen = before.rfind(|(seq, _)| *seq < journal.seq).is_some_and(|(_, frozen)| *frozen);
        if frozen {
            return Err(Offence::by(journal, "it left a wallet that was frozen"));
        }
    }
    Ok(())
}
