//! One fen or one byte planted anywhere in a copy of the ledger: found, and named.

mod books;
mod places;
mod plant;

use std::collections::BTreeMap;
use std::path::Path;

use circles_server::Limits;
use circles_server::audit::{self, Audit};
use circles_tests::Result;
use serde_json::json;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};

use crate::flags::Flags;
use crate::report::Report;
use circles_tests::dice::Dice;

pub async fn run(flags: &Flags) -> Result<Report> {
    flags.only(&["n", "seed"])?;
    let (n, seed) = (flags.number("n", 1_000)?, flags.seed()?);
    let mut report = Report::of("tamper");
    report.tell("seed", seed);
    let mut dice = Dice::new(seed);
    let books = books::write(&mut dice).await?;
    let untouched = look(books.path()).await?;
    report.must("untouched_holds", untouched.holds, true);

    let (mut found, mut named) = (0, 0);
    let mut where_it_was = BTreeMap::<String, usize>::new();
    let mut missed = Vec::new();
    let (file, kept) = (books.path().join("circles.db"), books.path().join("kept.db"));
    std::fs::copy(&file, &kept)?;
    for _ in 0..n {
        std::fs::copy(&kept, &file)?;
        let plant = plant::somewhere(books.path(), &mut dice).await?;
        let said = look(books.path()).await?;
        *where_it_was.entry(plant.place().to_owned()).or_default() += 1;
        let is_found = !said.holds;
        let is_named = plant.is_named_by(&said);
        found += usize::from(is_found);
        named += usize::from(is_named);
        if !is_named {
            missed.push(json!({"planted": plant.to_string(), "audit": said}));
        }
    }
    std::fs::copy(&kept, &file)?;
    report.must("untouched_again", look(books.path()).await?.holds, true);
    report.tell("planted", n);
    report.tell("journals", untouched.journals);
    report.tell("planted_in", serde_json::to_value(&where_it_was)?);
    report.tell("not_planted_in", places::left_out());
    if !missed.is_empty() {
        report.tell("missed", missed);
    }
    report.must("found", found, n);
    report.must("named", named, n);
    Ok(report)
}

/// The ledger of `folder`, for somebody who does not care what guards it.
async fn open(folder: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("circles.db"))
        .foreign_keys(false)
        .journal_mode(SqliteJournalMode::Delete)
        .pragma("ignore_check_constraints", "1")
        .pragma("synchronous", "OFF");
    Ok(options.connect().await?)
}

/// Takes away all that would stop them.
async fn unguard(folder: &Path) -> Result {
    let mut db = open(folder).await?;
    let guards: Vec<String> = sqlx::query_scalar(
        "SELECT type || ' ' || name FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL",
    )
    .fetch_all(&mut db)
    .await?;
    for guard in guards {
        sqlx::query(AssertSqlSafe(format!("DROP {guard}"))).execute(&mut db).await?;
    }
    Ok(db.close().await?)
}

async fn look(folder: &Path) -> Result<audit::Report> {
    let asked = Audit { data_dir: folder.to_owned(), histories: None, statement: None, checkpoints: None };
    Ok(audit::audit(&asked, &Limits::default()).await?)
}
