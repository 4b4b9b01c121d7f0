//! The account whose data is shown: its two files, its remote while the session is good, and its workers.
//!
//! Promises: workers of one account have ended before another account opens, so nothing is sent in a wrong name.
//! Does not: sign in or out; `session` does.

mod me;

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use circles_domain::{Clock, PersonId};
use circles_store::table::{draft, outbox_item};
use circles_store::{Change, Paths, Store};
use circles_wire::device::NewDevice;
use circles_wire::tip::ReceiptKey;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::connectivity::Connectivity;
use crate::engine::Inner;
use crate::error::Result;
use crate::remote::Remote;
use crate::view::Notice;

/// So that a worker that panics at once does not keep the machine busy.
const AFTER_PANIC: Duration = Duration::from_secs(1);

/// The open account.
pub(crate) struct Account {
    pub(crate) person: PersonId,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) connectivity: Connectivity,
    pub(crate) device: circles_store::Device,
    known: RwLock<circles_store::Account>,
    told: Mutex<me::Told>,
    remote: watch::Sender<Option<Remote>>,
    pub(crate) outbox: crate::outbox::Outbox,
    pub(crate) sync: crate::sync::Sync,
    /// Held from writing an attachment's file until its row is committed, and while files without rows are removed.
    pub(crate) attaching: tokio::sync::Mutex<()>,
    pub(crate) tips: crate::money::Tips,
    pub(crate) transfers: crate::money::Transfers,
    pub(crate) purse: crate::money::Purse,
    pub(crate) media: crate::media::Cache,
    /// A session of this person was ended for their safety, and they have not seen it.
    pub(crate) look_at_devices: AtomicBool,
    /// Another device that signed in, until they have seen that on this one.
    pub(crate) new_device: Mutex<Option<NewDevice>>,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

impl Account {
    pub(crate) async fn open(
        inner: &Inner,
        person: PersonId,
        known: circles_store::Account,
    ) -> Result<(Arc<Self>, Option<Notice>)> {
        let paths = Paths::new(dir(&inner.data_dir, person));
        let (store, mended) = Store::open(paths, inner.changes.clone(), inner.clock.now()).await?;
        let account = Arc::new(Self {
            person,
            store,
            clock: inner.clock.clone(),
            connectivity: inner.connectivity.clone(),
            device: inner.device.clone(),
            known: RwLock::new(known),
            told: Mutex::default(),
            remote: watch::Sender::new(None),
            outbox: crate::outbox::Outbox::default(),
            sync: crate::sync::Sync::default(),
            attaching: tokio::sync::Mutex::default(),
            tips: crate::money::Tips::default(),
            transfers: crate::money::Transfers::default(),
            purse: crate::money::Purse::default(),
            media: crate::media::Cache::default(),
            look_at_devices: AtomicBool::new(false),
            new_device: Mutex::default(),
            stop: inner.stop.child_token(),
            tasks: TaskTracker::new(),
        });
        account.recover().await?;
        crate::outbox::start(&account);
        crate::sync::start(&account);
        crate::money::start(&account);
        crate::money::payment::start(&account);
        let notice = if mended.outbox_salvaged {
            Some(Notice::OutboxSalvaged)
        } else if mended.cache_rebuilt {
            Some(Notice::CacheRebuilt)
        } else {
            None
        };
        Ok((account, notice))
    }

    /// At start: what was being sent waits again; drafts that never got a word, and files that never got a row, go.
    async fn recover(&self) -> Result<()> {
        let mut write = self.store.write_outbox().await?;
        outbox_item::recover(&mut write).await?;
        draft::delete_empty(&mut write).await?;
        write.commit().await?;
        crate::attachments::sweep(self).await
    }

    /// What the server says of another device that signed in.
    pub(crate) fn set_new_device(&self, found: Option<NewDevice>) {
        *self.new_device.lock().unwrap_or_else(PoisonError::into_inner) = found;
    }

    /// Another device that signed in, of which the person has to be told.
    pub(crate) fn find_new_device(&self) -> Option<NewDevice> {
        self.new_device.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The session is good: workers may speak to the server.
    pub(crate) fn connect(&self, remote: Remote) {
        self.remote.send_replace(Some(remote));
    }

    /// The session ended: workers wait, what is written here stays.
    pub(crate) fn disconnect(&self) {
        self.remote.send_replace(None);
    }

    /// The server, while the session is good.
    ///
    /// # Errors
    /// [`crate::Error::SessionExpired`].
    pub(crate) fn remote(&self) -> Result<Remote> {
        self.remote.borrow().clone().ok_or(crate::Error::SessionExpired)
    }

    /// Tells of each change of the remote.
    pub(crate) fn watch_remote(&self) -> watch::Receiver<Option<Remote>> {
        self.remote.subscribe()
    }

    /// Keys of receipts, pinned at the first sign-in.
    pub(crate) fn receipt_keys(&self) -> Vec<ReceiptKey> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).receipt_keys.clone()
    }

    /// Keeps what a new sign-in of the same person told.
    pub(crate) async fn save_signed_in(&self, now: circles_store::Account) -> Result<()> {
        self.save_known(|known| *known = now).await
    }

    /// Keeps keys that the pinned ones vouch for.
    pub(crate) async fn save_receipt_keys(&self, keys: Vec<ReceiptKey>) -> Result<()> {
        self.save_known(|known| known.receipt_keys = keys).await
    }

    async fn save_known(&self, change: impl FnOnce(&mut circles_store::Account) + Send) -> Result<()> {
        let known = {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            change(&mut known);
            known.clone()
        };
        self.device.save_account(&known).await?;
        self.store.changes().publish(vec![Change::Session, Change::Person(self.person)]);
        Ok(())
    }

    /// What waits to be sent.
    pub(crate) async fn count_waiting(&self) -> Result<i64> {
        Ok(circles_store::read::unsent(&mut *self.store.read().await?).await?.items)
    }

    /// Whether the account may go out of use. Posts can wait; a payment that may have moved cannot.
    ///
    /// # Errors
    /// [`crate::Error::UnsettledPayment`].
    pub(crate) async fn may_rest(&self) -> Result<()> {
        let unsent = circles_store::read::unsent(&mut *self.store.read().await?).await?;
        if unsent.undecided_tips > 0 { Err(crate::Error::UnsettledPayment) } else { Ok(()) }
    }

    /// Starts a worker that ends with the account. One that panics begins again: nobody else does its work.
    pub(crate) fn keep_working<W>(
        self: &Arc<Self>,
        name: &'static str,
        work: impl Fn(Arc<Self>) -> W + Send + 'static,
    ) where
        W: Future<Output = ()> + Send + 'static,
    {
        let account = self.clone();
        self.tasks.spawn(async move {
            loop {
                let (one, life) = (account.clone(), work(account.clone()));
                let life =
                    account.tasks.spawn(async move { one.stop.run_until_cancelled(life).await.is_some() });
                // It ended by itself, or was told to.
                if life.await.is_ok() {
                    return;
                }
                tracing::error!(name, "a worker broke off; it begins again");
                if account.stop.run_until_cancelled(tokio::time::sleep(AFTER_PANIC)).await.is_none() {
                    return;
                }
            }
        });
    }

    /// Ends the workers, and waits for them.
    pub(crate) async fn stop_workers(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Throws away drafts and what was not sent.
    pub(crate) async fn discard_unsent(&self) -> Result<()> {
        let mut write = self.store.write_outbox().await?;
        circles_store::table::discard_unsent(&mut write).await?;
        write.commit().await?;
        crate::attachments::sweep(self).await
    }

    pub(crate) async fn close(&self) {
        self.stop_workers().await;
        self.store.close().await;
    }
}

fn dir(data_dir: &std::path::Path, person: PersonId) -> PathBuf {
    data_dir.join("accounts").join(person.to_string())
}

/// Deletes what the server can give again.
pub(crate) fn forget_cache(paths: &Paths) -> Result<()> {
    let cache = paths.cache();
    for suffix in ["", "-wal", "-shm"] {
        let mut name = cache.clone().into_os_string();
        name.push(suffix);
        remove_if_there(std::fs::remove_file(name))?;
    }
    remove_if_there(std::fs::remove_dir_all(paths.media()))
}

fn remove_if_there(removed: std::io::Result<()>) -> Result<()> {
    match removed {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(circles_store::Error::from(error).into()),
    }
}
