//! The books as operators of the platform see them, and the record of what operators did.

mod acts;

use std::collections::BTreeMap;

use circles_domain::ledger::AccountKind;
use circles_domain::{Money, PersonId, Timestamp};
use circles_wire::finance::{
    Debtor, EscrowKind, EscrowLine, FinanceResponse, FrozenWallet, LastCheckpoint, TrialLine,
};
use circles_wire::wallet::WalletFreeze;
use sqlx::SqliteConnection;

use super::{ESCROW, LedgerError, list_proposals, list_reconciliations};
use crate::store::people::{BylineRow, byline_columns};

pub(super) use acts::{NewAct, find_act, write_act};
pub use acts::{list_acts, note_look};

/// Days of the provider's statements.
const DAYS: i64 = 31;

/// The books. Give it a connection in a transaction, so that it is one state of the ledger. It adds up every posting: it
/// is for a reader, and never for the writer.
///
/// # Errors
/// When the database fails.
pub async fn finance(tx: &mut SqliteConnection, now: Timestamp) -> Result<FinanceResponse, LedgerError> {
    let trial = trial(tx).await?;
    let sum = trial.iter().map(|line| line.balance.minor).sum();
    let journals =
        sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM journal").fetch_one(&mut *tx).await?;
    let (debts, owed): (i64, i64) = sqlx::query_as(
        "SELECT COUNT(*), CAST(COALESCE(SUM(-balance_minor), 0) AS INTEGER) FROM ledger_account
         WHERE kind = 'receivable' AND balance_minor < 0",
    )
    .fetch_one(&mut *tx)
    .await?;
    let checkpoint: Option<(i64, i64)> =
        sqlx::query_as("SELECT seq, made_at_us FROM checkpoint ORDER BY seq DESC LIMIT 1")
            .fetch_optional(&mut *tx)
            .await?;
    Ok(FinanceResponse {
        trial,
        sum: Money::fen(sum),
        journals,
        escrow: escrow(tx).await?,
        debts,
        owed: Money::fen(owed),
        debtors: debtors(tx, now).await?,
        checkpoint: checkpoint.map(|(seq, at)| LastCheckpoint { seq, made_at: Timestamp::from_micros(at) }),
        frozen: frozen(tx, now).await?,
        proposals: list_proposals(tx, now).await?,
        acts: list_acts(tx, None, now).await?,
        reconciliations: list_reconciliations(tx, DAYS).await?,
    })
}

/// Every kind of account, in their order; those that nobody has yet are told with nothing.
async fn trial(tx: &mut SqliteConnection) -> Result<Vec<TrialLine>, LedgerError> {
    let kept: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT kind, COUNT(*), CAST(SUM(balance_minor) AS INTEGER) FROM ledger_account GROUP BY kind",
    )
    .fetch_all(&mut *tx)
    .await?;
    let moved: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT account.kind,
                CAST(SUM(CASE WHEN posting.amount_minor > 0 THEN posting.amount_minor ELSE 0 END) AS INTEGER),
                CAST(SUM(CASE WHEN posting.amount_minor < 0 THEN -posting.amount_minor ELSE 0 END) AS INTEGER)
         FROM posting JOIN ledger_account AS account ON account.id = posting.account_id
         GROUP BY account.kind",
    )
    .fetch_all(tx)
    .await?;
    let by_kind = |rows: Vec<(String, i64, i64)>| -> BTreeMap<String, (i64, i64)> {
        rows.into_iter().map(|(kind, a, b)| (kind, (a, b))).collect()
    };
    let (kept, moved) = (by_kind(kept), by_kind(moved));
    let of = |map: &BTreeMap<String, (i64, i64)>, kind: AccountKind| {
        map.get(kind.as_str()).copied().unwrap_or_default()
    };
    Ok(AccountKind::ALL
        .into_iter()
        .map(|kind| {
            let ((accounts, kept), (arrived, left)) = (of(&kept, kind), of(&moved, kind));
            TrialLine {
                kind: kind.into(),
                accounts,
                arrived: Money::fen(arrived),
                left: Money::fen(left),
                balance: Money::fen(arrived - left),
                kept: Money::fen(kept),
            }
        })
        .collect())
}

/// What was held and neither released nor given back, by the journals alone.
async fn escrow(tx: &mut SqliteConnection) -> Result<Vec<EscrowLine>, LedgerError> {
    let rows: Vec<(Option<String>, i64, i64, i64)> = sqlx::query_as(
        "SELECT kind, COUNT(*), CAST(SUM(amount) AS INTEGER), MIN(since)
         FROM (SELECT MIN(CASE WHEN posting.amount_minor > 0 THEN journal.kind END) AS kind,
                      SUM(posting.amount_minor) AS amount, MIN(journal.booked_at_us) AS since
               FROM posting JOIN journal ON journal.seq = posting.journal_seq
               WHERE posting.account_id = $1
               GROUP BY journal.subject_id HAVING SUM(posting.amount_minor) <> 0) AS open
         GROUP BY kind ORDER BY kind DESC",
    )
    .bind(ESCROW.0)
    .fetch_all(tx)
    .await?;
    let line = |(kind, count, sum, oldest): (Option<String>, i64, i64, i64)| EscrowLine {
        kind: match kind.as_deref() {
            Some("tip_hold") => EscrowKind::Tip,
            Some("transfer_hold") => EscrowKind::Transfer,
            Some("cash_out_hold") => EscrowKind::CashOut,
            Some(_) | None => EscrowKind::Unknown,
        },
        count,
        sum: Money::fen(sum),
        oldest_at: Timestamp::from_micros(oldest),
    };
    Ok(rows.into_iter().map(line).collect())
}

#[derive(sqlx::FromRow)]
struct DebtorRow {
    #[sqlx(flatten)]
    byline: BylineRow,
    owed_minor: i64,
}

async fn debtors(tx: &mut SqliteConnection, now: Timestamp) -> Result<Vec<Debtor>, LedgerError> {
    let rows: Vec<DebtorRow> = sqlx::query_as(concat!(
        "SELECT ",
        byline_columns!(),
        ", -account.balance_minor AS owed_minor
         FROM ledger_account AS account JOIN person p ON p.id = account.person_id
         WHERE account.kind = 'receivable' AND account.balance_minor < 0
         ORDER BY account.balance_minor, p.id LIMIT 50"
    ))
    .fetch_all(tx)
    .await?;
    let told = |row: DebtorRow| Debtor { person: row.byline.byline(now), owed: Money::fen(row.owed_minor) };
    Ok(rows.into_iter().map(told).collect())
}

/// What `person` owes.
///
/// # Errors
/// When the database fails.
pub async fn owed(tx: &mut SqliteConnection, person: PersonId) -> Result<Money, LedgerError> {
    let minor: Option<i64> = sqlx::query_scalar(
        "SELECT -balance_minor FROM ledger_account WHERE person_id = $1 AND kind = 'receivable'",
    )
    .bind(person.0)
    .fetch_optional(tx)
    .await?;
    Ok(Money::fen(minor.unwrap_or(0)))
}

#[derive(sqlx::FromRow)]
struct FrozenRow {
    #[sqlx(flatten)]
    byline: BylineRow,
    at_us: i64,
    reason: String,
}

async fn frozen(tx: &mut SqliteConnection, now: Timestamp) -> Result<Vec<FrozenWallet>, LedgerError> {
    let rows: Vec<FrozenRow> = sqlx::query_as(concat!(
        "SELECT ",
        byline_columns!(),
        ", act.at_us, act.reason
         FROM wallet_freeze AS freeze JOIN finance_act AS act ON act.seq = freeze.act_seq
         JOIN person p ON p.id = freeze.person_id
         ORDER BY freeze.act_seq LIMIT 200"
    ))
    .fetch_all(tx)
    .await?;
    let told = |row: FrozenRow| FrozenWallet {
        person: row.byline.byline(now),
        freeze: WalletFreeze { since: Timestamp::from_micros(row.at_us), reason: row.reason },
    };
    Ok(rows.into_iter().map(told).collect())
}
