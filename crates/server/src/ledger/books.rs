//! Reading the whole ledger: for its audit and for its export.

use std::collections::BTreeMap;

use circles_domain::ledger::{AccountKind, BookedJournal, Journal, JournalKind, Offence, Posting};
use circles_domain::{Currency, JournalId, LedgerAccountId, PersonId, Timestamp};
use futures::{StreamExt, TryStreamExt};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::LedgerError;

/// An account as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whom it stands for.
    pub kind: AccountKind,
    /// Whose, for a person's.
    pub person: Option<PersonId>,
    /// The kept balance.
    pub balance_minor: i64,
}

/// A ledger as it is kept, including what could be recomputed.
#[derive(Clone, Debug, Default)]
pub struct Books {
    /// Every account.
    pub accounts: BTreeMap<LedgerAccountId, Account>,
    /// Every journal, by ascending `seq`.
    pub journals: Vec<BookedJournal>,
    /// What each journal says of the link before it, in the same order.
    pub prev_hashes: Vec<[u8; 32]>,
    /// The kept running balance of each posting, by account and `seq`.
    pub running: BTreeMap<(LedgerAccountId, i64), i64>,
    /// Postings whose journal is not there.
    pub orphans: Vec<i64>,
}

/// Reads everything. Give it a connection in a transaction, so that it is one state of the ledger.
///
/// # Errors
/// When the database fails or a row makes no sense.
pub async fn read_books(tx: &mut SqliteConnection) -> Result<Books, LedgerError> {
    let rows: Vec<(Uuid, Vec<u8>, Option<Uuid>, i64)> =
        sqlx::query_as("SELECT id, kind, person_id, balance_minor FROM ledger_account")
            .fetch_all(&mut *tx)
            .await?;
    let mut accounts = BTreeMap::new();
    for (id, kind, person, balance_minor) in rows {
        let known = std::str::from_utf8(&kind).ok().and_then(AccountKind::from_name);
        let kind =
            known.ok_or_else(|| unreadable(0, format!("the account {id} is of no kind that there is")))?;
        accounts.insert(LedgerAccountId(id), Account { kind, person: person.map(PersonId), balance_minor });
    }
    let running: Vec<(Uuid, i64, i64)> =
        sqlx::query_as("SELECT account_id, journal_seq, balance_minor FROM posting")
            .fetch_all(&mut *tx)
            .await?;
    let orphans = sqlx::query_scalar(
        "SELECT journal_seq FROM posting WHERE NOT EXISTS (SELECT 1 FROM journal WHERE seq = journal_seq)
         ORDER BY journal_seq",
    )
    .fetch_all(&mut *tx)
    .await?;
    let (mut journals, mut prev_hashes) = (Vec::new(), Vec::new());
    each_journal(tx, |booked, prev| {
        journals.push(booked);
        prev_hashes.push(prev);
        Ok(())
    })
    .await?;
    let running =
        running.into_iter().map(|(account, seq, minor)| ((LedgerAccountId(account), seq), minor)).collect();
    Ok(Books { accounts, journals, prev_hashes, running, orphans })
}

#[derive(sqlx::FromRow)]
struct LegRow {
    seq: i64,
    id: Uuid,
    kind: Vec<u8>,
    subject_id: Uuid,
    booked_at_us: i64,
    prev_hash: Vec<u8>,
    hash: Vec<u8>,
    account_id: Option<Uuid>,
    amount_minor: Option<i64>,
    currency: Option<Vec<u8>>,
}

fn unreadable(seq: i64, why: impl Into<String>) -> LedgerError {
    LedgerError::Unreadable(Box::new(Offence { seq, journal: None, why: why.into() }))
}

/// Calls `with` for each journal in the order of the ledger, together with the link that it names as the one before.
///
/// # Errors
/// When the database fails, a row makes no sense, or `with` fails.
pub async fn each_journal(
    tx: &mut SqliteConnection,
    mut with: impl FnMut(BookedJournal, [u8; 32]) -> Result<(), LedgerError>,
) -> Result<(), LedgerError> {
    let mut rows = sqlx::query_as::<_, LegRow>(
        "SELECT journal.seq, journal.id, journal.kind, journal.subject_id, journal.booked_at_us, journal.prev_hash,
                journal.hash, posting.account_id, posting.amount_minor, posting.currency
         FROM journal
         LEFT JOIN posting ON posting.journal_seq = journal.seq
         ORDER BY journal.seq, posting.amount_minor, posting.account_id",
    )
    .fetch(tx)
    .boxed();
    let mut open: Option<(BookedJournal, [u8; 32])> = None;
    while let Some(row) = rows.try_next().await? {
        if let Some((booked, prev)) = open.take_if(|(booked, _)| booked.journal.seq != row.seq) {
            with(booked, prev)?;
        }
        let leg = leg(&row)?;
        let (booked, _) = match &mut open {
            Some(open) => open,
            None => open.insert(head(&row)?),
        };
        booked.journal.postings.extend(leg);
    }
    open.map_or(Ok(()), |(booked, prev)| with(booked, prev))
}

fn head(row: &LegRow) -> Result<(BookedJournal, [u8; 32]), LedgerError> {
    let link =
        |bytes: &[u8]| bytes.try_into().map_err(|_| unreadable(row.seq, "a link that is not 32 bytes"));
    let kind = std::str::from_utf8(&row.kind).ok().and_then(JournalKind::from_name);
    let journal = Journal {
        id: JournalId(row.id),
        seq: row.seq,
        kind: kind.ok_or_else(|| unreadable(row.seq, "of no kind that there is"))?,
        subject: row.subject_id,
        postings: Vec::with_capacity(2),
        booked_at: Timestamp::from_micros(row.booked_at_us),
    };
    Ok((BookedJournal { journal, hash: link(&row.hash)? }, link(&row.prev_hash)?))
}

fn leg(row: &LegRow) -> Result<Option<Posting>, LedgerError> {
    match (row.account_id, row.amount_minor, row.currency.as_deref()) {
        (Some(account), Some(amount_minor), Some(b"CNY")) => {
            Ok(Some(Posting { account: LedgerAccountId(account), amount_minor, currency: Currency::CNY }))
        }
        (None, None, None) => Ok(None),
        (_, _, _) => Err(unreadable(row.seq, "a posting in a currency that there is not")),
    }
}
