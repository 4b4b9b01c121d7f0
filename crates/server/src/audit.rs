//! `circles-server audit`: checks every invariant of the money over a data directory, while it is served or not.
//!
//! Promises: nothing is trusted that can be recomputed; the data is only read; what it was not given the means to see is
//! `"checked": false`, never assumed. Does not: repair.

mod checkpoints;
mod frozen;
mod histories;
mod kept;
mod orders;
mod proposals;
mod statement;
mod transfers;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use circles_domain::ledger::{self as rules, Checkpoint, Finding, Invariant, Offence, PlatformLimits};
use circles_domain::{LedgerAccountId, ledger::AccountKind};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::config::Limits;
use crate::ledger::{Books, LedgerError, Terms, read_books};

/// What to audit.
#[derive(Clone, Debug, clap::Args)]
pub struct Audit {
    /// Directory of the database.
    #[arg(long, env = "CIRCLES_DATA_DIR")]
    pub data_dir: PathBuf,
    /// Directory of histories, `*.jsonl`: what devices were told.
    #[arg(long)]
    pub histories: Option<PathBuf>,
    /// The payment provider's statement: a JSON line a payment.
    #[arg(long)]
    pub statement: Option<PathBuf>,
    /// Exported checkpoints, best a copy that was carried away; by default those beside the keys.
    #[arg(long)]
    pub checkpoints: Option<PathBuf>,
}

/// Why an audit could not be made. Not a finding: it says nothing about the money.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The ledger cannot be read.
    #[error("cannot read the ledger")]
    Ledger(#[from] LedgerError),
    /// A file cannot be read.
    #[error("{}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line of a file is not what it should be.
    #[error("{}:{line}", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// Why.
        source: serde_json::Error,
    },
}

impl From<sqlx::Error> for AuditError {
    fn from(error: sqlx::Error) -> Self {
        Self::Ledger(error.into())
    }
}

/// What an audit found, as it is printed.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Report {
    /// Whether nothing that was checked is broken.
    pub holds: bool,
    /// How many journals were read.
    pub journals: usize,
    /// How many accounts.
    pub accounts: usize,
    /// The link of the last journal, hexadecimal; empty for an empty ledger.
    pub head: String,
    /// I1 to I15.
    pub invariants: Vec<Line>,
}

/// One invariant of a [`Report`].
#[derive(Clone, Debug, serde::Serialize)]
pub struct Line {
    /// Which.
    pub id: Invariant,
    /// What it says.
    pub statement: &'static str,
    /// Whether there were means to see.
    pub checked: bool,
    /// Whether it holds; null when it was not checked.
    pub holds: Option<bool>,
    /// Where it broke first.
    pub detail: Option<Offence>,
}

/// Audits `asked`. `limits` are those that were in force. A ledger with a row that cannot be read is a breach of the
/// chain, and nothing else of it is checked.
///
/// # Errors
/// See [`AuditError`].
pub async fn audit(asked: &Audit, limits: &Limits) -> Result<Report, AuditError> {
    let mut db = open(&asked.data_dir).await?;
    let mut tx = db.begin().await?;
    let books = match read_books(&mut tx).await {
        Ok(books) => books,
        Err(LedgerError::Unreadable(offence)) => {
            return Ok(report(&Books::default(), of_one(Finding::of(Invariant::I13, Err(*offence)))));
        }
        Err(error) => return Err(error.into()),
    };
    let (checkpoints, signed) =
        checkpoints::read(&mut tx, asked.checkpoints.as_deref(), &asked.data_dir).await?;
    let mut findings = of_journals(&books, &checkpoints, Terms::of(limits).limits);
    add(&mut findings, signed);
    for finding in kept::check(&mut tx, &books).await? {
        add(&mut findings, finding);
    }
    add(&mut findings, frozen::check(&mut tx, &books).await?);
    add(&mut findings, proposals::check(&mut tx, &books).await?);
    if let Some(dir) = &asked.histories {
        for finding in histories::check(&mut tx, &books, dir).await? {
            add(&mut findings, finding);
        }
    }
    if let Some(file) = &asked.statement {
        add(&mut findings, statement::check(&mut tx, &books, file).await?);
    }
    Ok(report(&books, findings))
}

type Findings = BTreeMap<Invariant, Finding>;

fn of_one(finding: Finding) -> Findings {
    Findings::from([(finding.invariant, finding)])
}

fn report(books: &Books, mut findings: Findings) -> Report {
    let lines = Invariant::ALL.map(|id| line(findings.remove(&id).unwrap_or(Finding::unchecked(id))));
    Report {
        holds: lines.iter().all(|line| line.holds != Some(false)),
        journals: books.journals.len(),
        accounts: books.accounts.len(),
        head: books.journals.last().map(|booked| hex::encode(booked.hash)).unwrap_or_default(),
        invariants: lines.into(),
    }
}

/// Opens the database of `data_dir` for reading, whatever its schema.
pub(crate) async fn open(data_dir: &Path) -> Result<SqliteConnection, AuditError> {
    let file = data_dir.join("circles.db");
    let options =
        SqliteConnectOptions::new().filename(file).create_if_missing(false).pragma("query_only", "1");
    Ok(options.connect().await?)
}

fn of_journals(books: &Books, checkpoints: &[Checkpoint], limits: PlatformLimits) -> Findings {
    let accounts: BTreeMap<LedgerAccountId, AccountKind> =
        books.accounts.iter().map(|(id, account)| (*id, account.kind)).collect();
    let read = rules::Books { accounts: &accounts, journals: &books.journals, checkpoints, limits };
    rules::audit(&read).into_iter().map(|finding| (finding.invariant, finding)).collect()
}

/// An invariant that is looked at from two sides holds when it holds from both; the first breach is told.
fn add(findings: &mut Findings, finding: Finding) {
    match findings.get(&finding.invariant) {
        Some(before) if before.is_breach() => {}
        Some(_) | None => {
            findings.insert(finding.invariant, finding);
        }
    }
}

fn line(finding: Finding) -> Line {
    Line {
        id: finding.invariant,
        statement: finding.invariant.statement(),
        checked: finding.holds.is_some(),
        holds: finding.holds,
        detail: finding.first_offence,
    }
}

/// Lines of JSON; empty ones are skipped.
fn read_lines<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<T>, AuditError> {
    let text =
        std::fs::read_to_string(path).map_err(|source| AuditError::File { path: path.to_owned(), source })?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = lines.map(|(at, line)| {
        serde_json::from_str(line).map_err(|source| AuditError::Line {
            path: path.to_owned(),
            line: at + 1,
            source,
        })
    });
    read.collect()
}
