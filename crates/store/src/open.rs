//! Opening an account's two files: examined first, mended if SQLite calls them damaged, then migrated.
//!
//! Promises: a newer schema is refused before anything is written; a damaged cache is put aside and starts empty; a
//! damaged outbox is salvaged and its files are kept. Does not: pull anything again, that is the engine's.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use circles_domain::Timestamp;
use sqlx::SqlitePool;
use sqlx::migrate::Migrator;

use crate::connect::{Durability, create_private_dir, create_private_file, readers, writer};
use crate::damage::{self, Finding};
use crate::{CacheWrite, Changes, DbFile, Error, OutboxWrite, ReadTx, Result};

static OUTBOX: Migrator = sqlx::migrate!("./migrations/outbox");
static CACHE: Migrator = sqlx::migrate!("./migrations/cache");

/// Where an account's files are.
#[derive(Clone, Debug)]
pub struct Paths {
    dir: PathBuf,
}

impl Paths {
    /// In `<data dir>/accounts/<person id>`.
    #[must_use]
    pub fn new(dir: PathBuf) -> Self {
        Self { dir }
    }
    /// `outbox.db`.
    #[must_use]
    pub fn outbox(&self) -> PathBuf {
        self.dir.join("outbox.db")
    }
    /// `cache.db`.
    #[must_use]
    pub fn cache(&self) -> PathBuf {
        self.dir.join("cache.db")
    }
    /// The app's own copies of what was attached, named by SHA-256.
    #[must_use]
    pub fn attachments(&self) -> PathBuf {
        self.dir.join("attachments")
    }
    /// Cached renditions.
    #[must_use]
    pub fn media(&self) -> PathBuf {
        self.dir.join("media")
    }
    /// Files that were damaged; never deleted by the app.
    #[must_use]
    pub fn quarantine(&self) -> PathBuf {
        self.dir.join("quarantine")
    }
    fn suspect(&self) -> PathBuf {
        self.dir.join("cache.suspect")
    }
}

/// What was mended at opening.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// The cache starts empty.
    pub cache_rebuilt: bool,
    /// What could be read of the outbox was kept.
    pub outbox_salvaged: bool,
}

struct Inner {
    paths: Paths,
    outbox: SqlitePool,
    cache: SqlitePool,
    readers: SqlitePool,
    changes: Changes,
}

/// An account's two open files. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

impl Store {
    /// Opens, and mends what must be.
    ///
    /// # Errors
    /// [`Error::NewerSchema`] with all bytes unchanged; [`Error::Full`]; what else SQLite says.
    pub async fn open(paths: Paths, changes: Changes, now: Timestamp) -> Result<(Self, Mended)> {
        for dir in [paths.dir.clone(), paths.attachments(), paths.media()] {
            create_private_dir(&dir)?;
        }
        let (outbox, outbox_salvaged) = open_outbox(&paths, now).await?;
        let (cache, cache_rebuilt) = open_cache(&paths).await?;
        let readers = readers(&paths.outbox(), &paths.cache()).await?;
        let store = Self(Arc::new(Inner { paths, outbox, cache, readers, changes }));
        Ok((store, Mended { cache_rebuilt, outbox_salvaged }))
    }

    /// Begins a write of `outbox.db`; one at a time.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn write_outbox(&self) -> Result<OutboxWrite> {
        OutboxWrite::begin(&self.0.outbox, &self.0.changes).await
    }
    /// Begins a write of `cache.db`; one at a time.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn write_cache(&self) -> Result<CacheWrite> {
        CacheWrite::begin(&self.0.cache, &self.0.changes).await
    }
    /// Begins a view of both files.
    ///
    /// # Errors
    /// What SQLite says.
    pub async fn read(&self) -> Result<ReadTx> {
        ReadTx::begin(&self.0.readers).await
    }
    /// Connections that read both files, each statement as things are by then.
    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.0.readers
    }
    /// Where changes are announced.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.0.changes
    }
    /// Where the files are.
    #[must_use]
    pub fn paths(&self) -> &Paths {
        &self.0.paths
    }

    /// After [`Error::Damaged`] from a running store: looks which file it is. A damaged cache is marked, so that the
    /// next opening rebuilds it.
    ///
    /// # Errors
    /// When the mark cannot be written.
    pub async fn blame(&self) -> Result<DbFile> {
        if damage::examine(&self.0.paths.outbox(), &OUTBOX, DbFile::Outbox).await? == Finding::Damaged {
            return Ok(DbFile::Outbox);
        }
        create_private_file(&self.0.paths.suspect())?;
        Ok(DbFile::Cache)
    }

    /// Closes all connections; what runs is waited for.
    pub async fn close(&self) {
        self.0.readers.close().await;
        self.0.cache.close().await;
        self.0.outbox.close().await;
    }
}

async fn open_outbox(paths: &Paths, now: Timestamp) -> Result<(SqlitePool, bool)> {
    let path = paths.outbox();
    match damage::examine(&path, &OUTBOX, DbFile::Outbox).await? {
        Finding::Sound => match migrated(&path, Durability::Full, &OUTBOX).await {
            Ok(pool) => return Ok((pool, false)),
            Err(Error::Damaged) => {}
            Err(error) => return Err(error),
        },
        Finding::Damaged => {}
    }
    let kept = damage::quarantine(&path, &paths.quarantine(), now)?;
    let pool = migrated(&path, Durability::Full, &OUTBOX).await?;
    let rows = damage::salvage(&kept, &pool).await?;
    tracing::warn!(rows, "the outbox was damaged; its files are in quarantine");
    Ok((pool, true))
}

async fn open_cache(paths: &Paths) -> Result<(SqlitePool, bool)> {
    let path = paths.cache();
    let suspect = paths.suspect().exists();
    if !suspect && damage::examine(&path, &CACHE, DbFile::Cache).await? == Finding::Sound {
        match migrated(&path, Durability::Normal, &CACHE).await {
            Ok(pool) => return Ok((pool, false)),
            Err(Error::Damaged) => {}
            Err(error) => return Err(error),
        }
    }
    damage::put_aside(&path)?;
    let pool = migrated(&path, Durability::Normal, &CACHE).await?;
    if suspect {
        std::fs::remove_file(paths.suspect())?;
    }
    tracing::warn!("the cache was damaged and starts empty");
    Ok((pool, true))
}

/// The writer of `path`, with its schema at the newest version.
pub(crate) async fn migrated(path: &Path, durability: Durability, migrator: &Migrator) -> Result<SqlitePool> {
    create_private_file(path)?;
    let pool = writer(path, durability).await?;
    migrator.run(&pool).await?;
    Ok(pool)
}
