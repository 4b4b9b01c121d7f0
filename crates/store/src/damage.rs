//! Damaged files: told by SQLite's codes, put aside, and, for the outbox, read row by row as far as it goes.
//!
//! Promises: looking changes no byte; the files of an outbox are moved together and never deleted.
//! Does not: repair pages. A row that SQLite cannot read stays in quarantine for other tools.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use circles_domain::Timestamp;
use sqlx::migrate::Migrator;
use sqlx::{Connection, SqliteConnection, SqlitePool};

use crate::connect::{create_private_dir, look};
use crate::{DbFile, Error, Result};

/// What looking at a file found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// Absent, empty, or readable with a schema that this version knows.
    Sound,
    /// Not a database, or damaged, or somebody else's.
    Damaged,
}

/// Looks at `path` without changing it.
///
/// # Errors
/// [`Error::NewerSchema`].
pub(crate) async fn examine(path: &Path, known: &Migrator, file: DbFile) -> Result<Finding> {
    let empty = |path: &Path| fs::metadata(path).map_or(true, |meta| meta.len() == 0);
    if empty(path) && empty(&companion(path, "-wal")) {
        return Ok(Finding::Sound);
    }
    let found = match look(path).await {
        Ok(mut connection) => {
            let found = examine_open(&mut connection, known, file).await;
            // Nothing was written, so there is nothing that closing could lose.
            let _ = connection.close().await;
            found
        }
        Err(error) => Err(error),
    };
    match found {
        Err(Error::Damaged) => Ok(Finding::Damaged),
        other => other,
    }
}

async fn examine_open(connection: &mut SqliteConnection, known: &Migrator, file: DbFile) -> Result<Finding> {
    let tables: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(&mut *connection).await?;
    if tables == 0 {
        return Ok(Finding::Sound);
    }
    let ours: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
        .fetch_one(&mut *connection)
        .await?;
    if ours == 0 {
        return Ok(Finding::Damaged);
    }
    let written: Option<i64> =
        sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(&mut *connection).await?;
    let newest = known.iter().map(|migration| migration.version).max();
    if written > newest {
        return Err(Error::NewerSchema(file));
    }
    // The outbox is small and cannot be pulled again, so each start reads all of it; the cache is read as it is used.
    if file == DbFile::Cache {
        return Ok(Finding::Sound);
    }
    let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut *connection).await?;
    Ok(if verdict == "ok" { Finding::Sound } else { Finding::Damaged })
}

fn companion(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

fn move_together(path: &Path, to: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let from = companion(path, suffix);
        if from.exists() {
            fs::rename(from, companion(to, suffix))?;
        }
    }
    Ok(())
}

/// Moves a damaged cache out of the way; the one that was put aside before gives way to it.
pub(crate) fn put_aside(path: &Path) -> Result<()> {
    let aside = companion(path, ".damaged");
    for suffix in ["", "-wal", "-shm"] {
        let old = companion(&aside, suffix);
        if old.exists() {
            fs::remove_file(old)?;
        }
    }
    move_together(path, &aside)
}

/// Moves a file with its companions into a folder of its own under `quarantine`. Returns where it is now.
pub(crate) fn quarantine(path: &Path, quarantine: &Path, now: Timestamp) -> Result<PathBuf> {
    let mut stamp = now.as_micros();
    let mut folder = quarantine.join(stamp.to_string());
    while folder.exists() {
        stamp += 1;
        folder = quarantine.join(stamp.to_string());
    }
    create_private_dir(&folder)?;
    let name = path.file_name().unwrap_or_default();
    let kept = folder.join(name);
    move_together(path, &kept)?;
    Ok(kept)
}

struct Salvage {
    forwards: &'static str,
    backwards: &'static str,
    copy: &'static str,
}

macro_rules! salvage {
    ($($table:literal ($columns:literal)),* $(,)?) => {
        [$(Salvage {
            forwards: concat!("SELECT rowid FROM damaged.", $table, " ORDER BY rowid"),
            backwards: concat!("SELECT rowid FROM damaged.", $table, " ORDER BY rowid DESC"),
            copy: concat!("INSERT OR IGNORE INTO main.", $table, " (", $columns, ") SELECT ", $columns,
                          " FROM damaged.", $table, " WHERE rowid = ?"),
        }),*]
    };
}

/// The tables; a column that came later keeps its default in what is salvaged, and a table that came later may not be there.
const TABLES: [Salvage; 9] = salvage![
    "draft"("post_id, circle_id, text, saved_at_us"),
    "draft_attachment"(
        "attachment_id, post_id, position, kind, name, width, height, thumbhash, alt, duration_ms, removed_metadata"
    ),
    "comment_draft"("post_id, comment_id, text, saved_at_us"),
    "outbox_item"(
        "position, item_id, kind, lane, state, code, attempts, revision, post_id, circle_id, subject_id, body, created_at_us, next_attempt_at_us"
    ),
    "outbox_file"("attachment_id, rendition, post_id, sha256, size_bytes, uploaded"),
    "tip_intent"(
        "tip_id, post_id, state, amount_minor, quote, outcome, shown_at_us, confirmed_at_us, checks, next_check_at_us, created_at_us, updated_at_us"
    ),
    "transfer_intent"(
        "transfer_id, payee_id, state, amount_minor, note, quote, outcome, shown_at_us, confirmed_at_us, checks, next_check_at_us, created_at_us, updated_at_us"
    ),
    "payment_intent"("payment_id, kind, amount_minor, checks, asked_at_us"),
    "read_mark"("circle_id, accepted_at_us"),
];

/// Copies every row that SQLite can still read from the file `kept` into the fresh outbox. Returns how many.
pub(crate) async fn salvage(kept: &Path, outbox: &SqlitePool) -> Result<u64> {
    // Reading a WAL can write to it; the files in quarantine stay as they were found.
    let copy = companion(kept, ".salvage");
    for suffix in ["", "-wal"] {
        if companion(kept, suffix).exists() {
            fs::copy(companion(kept, suffix), companion(&copy, suffix))?;
        }
    }
    let mut connection = outbox.acquire().await?;
    let attached = sqlx::query("ATTACH DATABASE ? AS damaged")
        .bind(copy.to_string_lossy().into_owned())
        .execute(&mut *connection)
        .await;
    let mut rows = 0;
    if attached.is_ok() {
        for table in &TABLES {
            rows += salvage_table(&mut connection, table).await?;
        }
        sqlx::query("DETACH DATABASE damaged").execute(&mut *connection).await?;
    }
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let temporary = companion(&copy, suffix);
        if temporary.exists() {
            fs::remove_file(temporary)?;
        }
    }
    Ok(rows)
}

async fn salvage_table(connection: &mut SqliteConnection, table: &Salvage) -> Result<u64> {
    // A damaged page stops a walk; walking from both ends leaves only what lies between the damaged places.
    let mut ids = rowids(connection, table.forwards).await;
    ids.extend(rowids(connection, table.backwards).await);
    ids.sort_unstable();
    ids.dedup();
    let mut rows = 0;
    for id in ids {
        match sqlx::query(table.copy).bind(id).execute(&mut *connection).await.map_err(Error::from) {
            Ok(done) => rows += done.rows_affected(),
            Err(Error::Full) => return Err(Error::Full),
            // This row cannot be read, or holds what no column takes: it stays in quarantine.
            Err(_) => {}
        }
    }
    Ok(rows)
}

async fn rowids(connection: &mut SqliteConnection, sql: &'static str) -> Vec<i64> {
    use futures::TryStreamExt;
    let mut ids = Vec::new();
    let mut rows = sqlx::query_scalar::<_, i64>(sql).fetch(connection);
    while let Ok(Some(id)) = rows.try_next().await {
        ids.push(id);
    }
    ids
}
