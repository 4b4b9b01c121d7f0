//! The engine: one open data directory, and the account whose data it shows.
//!
//! ```text
//! Engine ── device.db, lock, changes, connectivity            lives as long as the process
//!   └── Account ── outbox.db + cache.db, outbox worker, pull  lives from sign-in to sign-out
//!         └── Remote                                          present while the session is good
//! ```
//!
//! Promises: one process owns a data directory; closing waits for what runs. Cached data shows before the keychain or
//! the network has answered. Does not: know windows.

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use circles_domain::{Clock, DeviceId};
use circles_store::{Change, Changes, Device};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::account::Account;
use crate::connectivity::Connectivity;
use crate::error::{Error, Result};
use crate::keychain::Keychain;
use crate::session::Opener;
use crate::view::Notice;

/// What an engine is opened with.
pub struct Options {
    /// The folder that everything is kept in.
    pub data_dir: PathBuf,
    /// The server.
    pub server: Url,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Opens the sign-in page.
    pub opener: Box<Opener>,
    /// What this device calls itself, for the list of devices.
    pub device_name: String,
    /// Where its secrets are.
    pub keychain: Box<dyn FnOnce(DeviceId) -> Keychain + Send>,
}

pub(crate) struct Inner {
    pub(crate) data_dir: PathBuf,
    pub(crate) server: Url,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) opener: Box<Opener>,
    pub(crate) device_name: String,
    pub(crate) http: reqwest::Client,
    pub(crate) device: Device,
    pub(crate) keychain: Keychain,
    pub(crate) connectivity: Connectivity,
    pub(crate) changes: Changes,
    pub(crate) session: crate::session::Session,
    pub(crate) account: RwLock<Option<Arc<Account>>>,
    /// Held while an account is entered or left, so that two never overlap.
    pub(crate) switching: tokio::sync::Mutex<()>,
    pub(crate) notice: Mutex<Option<Notice>>,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
    // Unlocked by the system when the process ends, however it ends.
    lock: File,
}

/// The engine. Cheap to clone; all clones are the same.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

impl Engine {
    /// Opens a data directory, and the account that was last shown.
    ///
    /// # Errors
    /// [`Error::AlreadyRunning`]; a schema of a newer version; a full disk.
    pub async fn open(options: Options) -> Result<Self> {
        circles_store::assert_sqlite_version().await?;
        let now = options.clock.now();
        let lock = lock(&options.data_dir)?;
        let device = Device::open(&options.data_dir, now).await?;
        let keychain = (options.keychain)(device.id());
        let inner = Inner {
            data_dir: options.data_dir,
            server: options.server,
            clock: options.clock,
            opener: options.opener,
            device_name: options.device_name,
            http: crate::remote::http().map_err(|_| Error::Internal("TLS"))?,
            device,
            keychain,
            connectivity: Connectivity::default(),
            changes: Changes::default(),
            session: crate::session::Session::default(),
            account: RwLock::new(None),
            switching: tokio::sync::Mutex::new(()),
            notice: Mutex::new(None),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
            lock,
        };
        let engine = Self { inner: Arc::new(inner) };
        if let Some(person) = engine.inner.device.current().await? {
            match engine.open_account(person).await {
                // `device.db` was lost and made anew: whoever signs in finds their data where it was.
                Err(Error::SignedOut) => {}
                opened => drop(opened?),
            }
        }
        engine.announce_connectivity();
        crate::session::forget_left(&engine);
        crate::session::resume(&engine);
        Ok(engine)
    }

    /// Stops what runs, waits for it, and closes the files.
    pub async fn close(&self) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        self.close_account().await;
        self.inner.tasks.wait().await;
        self.inner.device.close().await;
        if let Err(error) = self.inner.lock.unlock() {
            tracing::debug!(%error, "the lock of the data directory goes with the process");
        }
    }

    /// What changes from now on. A listener that falls behind should take it as [`Change::All`], as
    /// [`Changes::next`] does.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Vec<Change>> {
        self.inner.changes.listen()
    }

    /// The account whose data is shown.
    ///
    /// # Errors
    /// [`Error::SignedOut`].
    pub(crate) fn account(&self) -> Result<Arc<Account>> {
        self.find_account().ok_or(Error::SignedOut)
    }

    /// The account whose data is shown, if any.
    pub(crate) fn find_account(&self) -> Option<Arc<Account>> {
        self.inner.account.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Connectivity is part of the session's view.
    fn announce_connectivity(&self) {
        let mut state = self.inner.connectivity.watch();
        let changes = self.inner.changes.clone();
        let stop = self.inner.stop.clone();
        self.inner.tasks.spawn(async move {
            while let Some(Ok(())) = stop.run_until_cancelled(state.changed()).await {
                changes.publish(vec![Change::Session]);
            }
        });
    }
}

fn lock(data_dir: &std::path::Path) -> Result<File> {
    std::fs::create_dir_all(data_dir).map_err(circles_store::Error::from)?;
    let file = std::fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(data_dir.join("lock"))
        .map_err(circles_store::Error::from)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Error::AlreadyRunning),
        Err(std::fs::TryLockError::Error(error)) => Err(circles_store::Error::from(error).into()),
    }
}
