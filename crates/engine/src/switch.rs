//! Whose data the engine shows: entering an account, leaving it, mending it.
//!
//! Promises: one account is closed, its workers ended, before another opens. Does not: ask who somebody is.

use std::sync::{Arc, PoisonError};

use circles_domain::PersonId;
use circles_store::Change;
use circles_wire::person::MeResponse;
use circles_wire::tip::ReceiptKey;

use crate::account::Account;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::view::SessionState;

impl Engine {
    /// The account, when its session is good. At start this waits for the keychain's answer, so that nobody is told
    /// that a session ended which is only being looked up.
    ///
    /// # Errors
    /// [`Error::SignedOut`], [`Error::SessionExpired`].
    pub(crate) async fn connected_account(&self) -> Result<Arc<Account>> {
        let account = self.account()?;
        let mut changes = self.changes();
        let mut remote = account.watch_remote();
        while remote.borrow_and_update().is_none() {
            if self.session().await?.state != SessionState::SignedIn {
                return Err(Error::SessionExpired);
            }
            // Whichever comes: a session, or the news that there is none.
            tokio::select! {
                changed = remote.changed() => changed.map_err(|_| Error::SignedOut)?,
                // A listener that fell behind looks again as well.
                _ = changes.recv() => {}
            }
        }
        Ok(account)
    }

    /// Shows this person's data from now on. Whoever was shown before is closed first; the same person, signed in again,
    /// stays where they are.
    ///
    /// # Errors
    /// As for opening a store.
    pub(crate) async fn enter(&self, me: MeResponse, receipt_keys: Vec<ReceiptKey>) -> Result<Arc<Account>> {
        let _switching = self.inner.switching.lock().await;
        let person = me.byline.id;
        let signed_in_at = self.inner.clock.now();
        let account = circles_store::Account { me, receipt_keys, signed_in_at };
        if let Some(open) = self.find_account().filter(|open| open.person == person) {
            open.save_signed_in(account).await?;
            self.inner.device.sign_in(person).await?;
            return Ok(open);
        }
        self.close_account().await;
        self.inner.device.save_account(&account).await?;
        self.inner.device.sign_in(person).await?;
        self.inner.device.set_current(Some(person)).await?;
        self.open_account(person).await
    }

    /// Shows another person's data from now on, and goes on with their session.
    ///
    /// # Errors
    /// [`Error::UnsettledPayment`] while a payment of the account in use is not decided; as for opening a store.
    pub(crate) async fn change_account(&self, person: PersonId) -> Result<()> {
        let _switching = self.inner.switching.lock().await;
        if let Some(account) = self.find_account() {
            if account.person == person {
                return Ok(());
            }
            account.may_rest().await?;
            self.close_account().await;
        }
        self.inner.device.set_current(Some(person)).await?;
        self.open_account(person).await?;
        crate::session::resume(self);
        self.announce_session();
        Ok(())
    }

    /// Shows nobody's data from now on. What the server can give again goes; with `discard`, drafts and what was not
    /// sent go too. Money intents stay.
    ///
    /// # Errors
    /// As for writing.
    pub(crate) async fn leave_account(&self, discard: bool) -> Result<()> {
        let _switching = self.inner.switching.lock().await;
        let Some(account) = self.find_account() else { return Ok(()) };
        account.stop_workers().await;
        if discard {
            account.discard_unsent().await?;
        }
        let paths = account.store.paths().clone();
        self.close_account().await;
        self.inner.device.set_current(None).await?;
        crate::account::forget_cache(&paths)?;
        self.inner.changes.publish(vec![Change::All]);
        Ok(())
    }

    /// Opens the files of a person who has signed in on this device.
    ///
    /// # Errors
    /// [`Error::SignedOut`] when this device does not know them; what the store says.
    pub(crate) async fn open_account(&self, person: PersonId) -> Result<Arc<Account>> {
        let Some(known) = self.inner.device.find_account(person).await? else {
            self.inner.device.set_current(None).await?;
            return Err(Error::SignedOut);
        };
        let (account, notice) = Account::open(&self.inner, person, known).await?;
        if notice.is_some() {
            *self.inner.notice.lock().unwrap_or_else(PoisonError::into_inner) = notice;
        }
        *self.inner.account.write().unwrap_or_else(PoisonError::into_inner) = Some(account.clone());
        self.inner.changes.publish(vec![Change::All]);
        Ok(account)
    }

    /// Ends the workers of the account that is shown, and closes its files.
    pub(crate) async fn close_account(&self) {
        let account = self.inner.account.write().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(account) = account {
            account.stop_workers().await;
            // Said in the list of accounts while another one is in use.
            let noted = match account.count_waiting().await {
                Ok(waiting) => {
                    self.inner.device.set_waiting(account.person, waiting).await.map_err(Error::from)
                }
                Err(error) => Err(error),
            };
            if let Err(error) = noted {
                tracing::debug!(code = ?error.code(), "nobody knows what waits in an account");
            }
            account.close().await;
        }
    }

    /// After SQLite called a file of the running account damaged: opens the account again, which mends it.
    ///
    /// # Errors
    /// As for opening it.
    pub(crate) async fn mend_account(&self, account: &Arc<Account>) -> Result<()> {
        let _switching = self.inner.switching.lock().await;
        // Whoever met the same damage before has mended it already.
        if !self.find_account().is_some_and(|now| Arc::ptr_eq(&now, account)) {
            return Ok(());
        }
        let file = account.store.blame().await?;
        tracing::warn!(?file, "a file is damaged; the account is opened again");
        self.close_account().await;
        self.open_account(account.person).await?;
        crate::session::resume(self);
        Ok(())
    }
}
