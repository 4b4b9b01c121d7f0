//! Connections: one writer a file, several readers over both files, and the pragmas that durability rests on.
//!
//! Promises: every pragma is read back; SQLite is new enough. Does not: migrate or mend.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};

use crate::{Error, Result};

/// How hard a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// `synchronous=FULL`: a commit has reached the disk.
    Full,
    /// `synchronous=NORMAL`: the last commits may be lost with the power, the file stays whole.
    Normal,
}

fn options(path: &Path, durability: Durability) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .synchronous(match durability {
            Durability::Full => SqliteSynchronous::Full,
            Durability::Normal => SqliteSynchronous::Normal,
        })
        .pragma("temp_store", "MEMORY");
    // Apple's fsync does not wait for the drive; only F_FULLFSYNC does.
    if cfg!(target_vendor = "apple") && durability == Durability::Full {
        options.pragma("fullfsync", "1").pragma("checkpoint_fullfsync", "1")
    } else {
        options
    }
}

/// The one connection that writes `path`.
pub(crate) async fn writer(path: &Path, durability: Durability) -> Result<SqlitePool> {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        // SQLite ends a transaction by itself when the disk is full; the driver still counts it, and would refuse every
        // later one on this connection.
        .after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
        .connect_with(options(path, durability))
        .await?;
    let mut connection = pool.acquire().await?;
    read_back(&mut connection, durability).await?;
    drop(connection);
    Ok(pool)
}

async fn read_back(connection: &mut SqliteConnection, durability: Durability) -> Result<()> {
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await?;
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&mut *connection).await?;
    let wanted = match durability {
        Durability::Full => 2,
        Durability::Normal => 1,
    };
    let mut as_asked = journal == "wal" && synchronous == wanted;
    if cfg!(target_vendor = "apple") && durability == Durability::Full {
        let fullfsync: i64 = sqlx::query_scalar("PRAGMA fullfsync").fetch_one(&mut *connection).await?;
        as_asked &= fullfsync == 1;
    }
    if as_asked { Ok(()) } else { Err(Error::Row("pragma")) }
}

/// Connections that read both files and cannot write either. `outbox.db` is `main`, `cache.db` is `cache`.
pub(crate) async fn readers(outbox: &Path, cache: &Path) -> Result<SqlitePool> {
    let cache: PathBuf = cache.to_owned();
    let pool = SqlitePoolOptions::new()
        .max_connections(4)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        // A file does not go away as a server does; the driver looks at a connection when it comes back, which no
        // reader waits for.
        .test_before_acquire(false)
        .after_connect(move |connection, _| {
            let cache = cache.to_string_lossy().into_owned();
            Box::pin(async move {
                sqlx::query("ATTACH DATABASE ? AS cache").bind(cache).execute(&mut *connection).await?;
                sqlx::query("PRAGMA cache.cache_size = -16000").execute(&mut *connection).await?;
                sqlx::query("PRAGMA query_only = ON").execute(&mut *connection).await?;
                Ok(())
            })
        })
        .connect_with(options(outbox, Durability::Full).create_if_missing(false))
        .await?;
    Ok(pool)
}

/// A connection that only looks: it creates, migrates and checkpoints nothing.
pub(crate) async fn look(path: &Path) -> Result<SqliteConnection> {
    let options =
        SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(Duration::from_secs(5));
    Ok(SqliteConnection::connect_with(&options).await?)
}

/// Refuses a SQLite with the WAL-reset fault: versions before 3.51.3 can lose committed writes.
///
/// # Errors
/// [`Error::Row`] when the linked SQLite is older.
pub async fn assert_sqlite_version() -> Result<()> {
    let mut connection = SqliteConnection::connect_with(&SqliteConnectOptions::new().in_memory(true)).await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut connection).await?;
    connection.close().await?;
    if is_new_enough(&version) { Ok(()) } else { Err(Error::Row("SQLite version")) }
}

fn is_new_enough(version: &str) -> bool {
    let parts: Vec<u32> = version.split('.').map_while(|part| part.parse().ok()).collect();
    parts.as_slice() >= &[3, 51, 3][..]
}

/// Makes `path` an empty file that its owner alone can read, unless it is there already. SQLite gives its own
/// companions (`-wal`, `-shm`) the same mode.
pub(crate) fn create_private_file(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?;
    Ok(())
}

/// Makes a directory that its owner alone can enter, with its parents.
pub(crate) fn create_private_dir(path: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(is_new_enough("3.51.3") && is_new_enough("3.100.0") && is_new_enough("4.0"));
        assert!(!is_new_enough("3.51.2") && !is_new_enough("3.9.9") && !is_new_enough(""));
    }

    #[tokio::test]
    async fn the_linked_sqlite_is_new_enough() {
        assert_sqlite_version().await.unwrap();
    }
}
