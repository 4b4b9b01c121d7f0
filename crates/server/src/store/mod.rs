//! The database: one file, one writing connection, a few reading ones. All SQL of the core is in this folder, one file
//! a noun; the ledger's is in `ledger`.
//!
//! Promises: a write is one `BEGIN IMMEDIATE` transaction on the one writing connection, so writes never meet `BUSY`
//! and the order of `changes.seq` is the order of commits; what was committed survives a power cut (`synchronous=FULL`).
//! Does not: wake anyone. Whoever commits pokes afterwards.

pub mod administering;
pub mod admissions;
pub mod bans;
pub mod changes;
pub mod circles;
pub mod claims;
pub mod codes;
pub mod comments;
pub mod counts;
pub mod deletion;
pub mod departures;
pub mod devices;
pub mod dialect;
pub mod files;
pub mod gates;
pub mod govern;
pub mod invitations;
pub mod key_check;
pub mod lifecycle;
pub mod media;
pub mod members;
pub mod names;
pub mod payees;
pub mod people;
pub mod posts;
pub mod proofs;
pub mod reading;
pub mod recent;
pub mod relations;
pub mod rules;
pub mod sandbox_books;
pub mod scores;
pub mod sessions;
pub mod sign_in;
pub mod sync;
pub mod tries;
pub mod under_way;
pub mod uploads;

use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{Connection as _, Sqlite, Transaction};

/// The oldest SQLite whose write-ahead log cannot lose a commit.
const SQLITE_MIN: (u32, u32, u32) = (3, 51, 3);
/// Reading connections; reads are short and the processors few.
const READERS: u32 = 6;
/// The end of what has none.
pub const FOREVER_US: i64 = i64::MAX;

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be opened or read.
    #[error("cannot open the database")]
    Sql(#[from] sqlx::Error),
    /// Its schema is newer than this program, or was changed by hand.
    #[error("cannot bring the database to this version")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The SQLite inside this program is too old.
    #[error("SQLite {0} can lose commits; 3.51.3 is the least")]
    OldSqlite(String),
    /// The directory cannot be made.
    #[error("cannot make the data directory")]
    Io(#[from] std::io::Error),
}

/// The database.
#[derive(Clone, Debug)]
pub struct Db {
    writer: SqlitePool,
    readers: SqlitePool,
    epoch: Arc<AtomicU64>,
    cursors: sync::Cursors,
}

impl Db {
    /// Opens or makes `file` and brings its schema to this version.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(file: &Path) -> Result<Self, OpenError> {
        make_private(file)?;
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .statement_cache_capacity(256)
            .pragma("temp_store", "MEMORY")
            .pragma("cache_size", "-32000")
            .pragma("mmap_size", "268435456");
        // A connection is never closed for its age: reopening would throw its prepared statements away.
        let pool = |most: u32| {
            SqlitePoolOptions::new()
                .max_connections(most)
                .min_connections(1)
                .acquire_timeout(Duration::from_secs(10))
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
        };
        let writer = pool(1)
            // SQLite ends a transaction by itself when the disk is full; the driver still counts it, and would refuse
            // every later one on this connection. After a commit there is nothing to wait for.
            .after_release(|connection, _| {
                Box::pin(async move {
                    if connection.is_in_transaction() {
                        connection.ping().await?;
                    }
                    Ok(!connection.is_in_transaction())
                })
            })
            .connect_with(options.clone())
            .await?;
        let (version,): (String,) = sqlx::query_as("SELECT sqlite_version()").fetch_one(&writer).await?;
        if !new_enough(&version) {
            return Err(OpenError::OldSqlite(version));
        }
        sqlx::migrate!("./migrations").run(&writer).await?;
        let cursors = sync::Cursors::open(&mut *writer.acquire().await?).await?;
        let readers = pool(READERS).connect_with(options.pragma("query_only", "1")).await?;
        Ok(Self { writer, readers, epoch: Arc::default(), cursors })
    }

    /// For reads outside a transaction, or `begin()` for several that must agree.
    #[must_use]
    pub fn read(&self) -> &SqlitePool {
        &self.readers
    }

    /// Makes and reads sync cursors.
    #[must_use]
    pub fn cursors(&self) -> &sync::Cursors {
        &self.cursors
    }

    /// Begins a write; waits for the one before it.
    ///
    /// # Errors
    /// When the writer is not free within ten seconds or the disk fails.
    pub async fn write(&self) -> sqlx::Result<Write> {
        let tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Write { tx, epoch: Arc::clone(&self.epoch) })
    }

    /// Counts up with each commit: what was read in an older epoch may be stale.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    /// Closes all connections, the write-ahead log folded back into the file.
    pub async fn close(&self) {
        self.readers.close().await;
        let _ = sqlx::query("PRAGMA optimize").execute(&self.writer).await;
        let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.writer).await;
        self.writer.close().await;
    }
}

/// A write under way; dropped without [`Write::commit`], nothing happened.
#[derive(Debug)]
pub struct Write {
    tx: Transaction<'static, Sqlite>,
    epoch: Arc<AtomicU64>,
}

/// Begins a new epoch when a commit is over. Also when it was cut short: a needless new epoch costs a look-up, a missed
/// one would show what is past. Not for a write that ends without one: whoever is refused must not empty the caches.
#[derive(Debug)]
struct Epoch(Arc<AtomicU64>);

impl Drop for Epoch {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

impl Write {
    /// Makes it so.
    ///
    /// # Errors
    /// When the disk fails; then nothing happened.
    pub async fn commit(self) -> sqlx::Result<()> {
        let Self { tx, epoch } = self;
        let _end = Epoch(epoch);
        tx.commit().await
    }
}

impl Deref for Write {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        &self.tx
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.tx
    }
}

/// Makes `file` readable for its owner alone, before SQLite makes it: its companions (`-wal`, `-shm`) get the same mode.
fn make_private(file: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(0o600).open(file)?.set_permissions(std::fs::Permissions::from_mode(0o600))
    }
    #[cfg(not(unix))]
    options.open(file).map(drop)
}

fn new_enough(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= SQLITE_MIN
}

#[cfg(test)]
mod tests {
    use super::new_enough;

    #[test]
    fn old_sqlite_is_known() {
        assert!(new_enough("3.51.3") && new_enough("3.52.0") && new_enough("4.0.0"));
        assert!(!new_enough("3.51.2") && !new_enough("3.40.1") && !new_enough(""));
    }
}
