//! What is known of the session now, and its view.

use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use circles_store::table::meta;
use circles_store::{Change, KnownAccount};
use circles_wire::person::MeResponse;
use tokio_util::sync::CancellationToken;

use crate::engine::Engine;
use crate::error::Result;
use crate::view::{MeView, NewDeviceView, Notice, SessionState, SessionView};

/// The session of an engine.
#[derive(Default)]
pub(crate) struct Session {
    known: Mutex<Known>,
}

#[derive(Default)]
pub(super) struct Known {
    /// The browser is open; cancelling gives it up.
    pub(super) asking: Option<CancellationToken>,
    /// The keychain was not heard yet, so that nobody is told that their session ended.
    pub(super) resuming: bool,
    /// Whether the secret is in the keychain.
    pub(super) kept: bool,
}

impl Session {
    pub(super) fn with<T>(&self, change: impl FnOnce(&mut Known) -> T) -> T {
        change(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Engine {
    /// Who uses the app, and how it reaches the server.
    ///
    /// # Errors
    /// What the store says.
    pub async fn session(&self) -> Result<SessionView> {
        let account = self.find_account();
        let (asking, resuming, kept) =
            self.inner.session.with(|known| (known.asking.is_some(), known.resuming, known.kept));
        let state = match &account {
            _ if asking => SessionState::SigningIn,
            None => SessionState::SignedOut,
            Some(account) if resuming || account.remote().is_ok() => SessionState::SignedIn,
            Some(_) => SessionState::Expired,
        };
        let accounts = self.inner.device.list_accounts().await?;
        let synced_at = match &account {
            Some(account) => meta::synced_at(&mut *account.store.read().await?).await?,
            None => None,
        };
        Ok(SessionView {
            state,
            notice: match &account {
                Some(account) if account.look_at_devices.load(Ordering::SeqCst) => {
                    Some(Notice::LookAtDevices)
                }
                Some(_) | None => *self.inner.notice.lock().unwrap_or_else(PoisonError::into_inner),
            },
            new_device: account
                .as_ref()
                .and_then(|account| account.find_new_device())
                .map(|new| NewDeviceView { id: new.id, name: new.name, signed_in_at: new.signed_in_at }),
            me: account.map(|account| {
                let is_it = |known: &&KnownAccount| known.account.me.byline.id == account.person;
                me(account.me(), accounts.iter().find(is_it).map_or(0, |known| known.colour))
            }),
            accounts: i64::try_from(accounts.len()).unwrap_or(i64::MAX),
            connectivity: self.inner.connectivity.now(),
            persistent: self.inner.keychain.is_persistent()
                && (kept || state != SessionState::SignedIn || resuming),
            server: self.inner.server.origin().ascii_serialization(),
            synced_at,
        })
    }

    pub(crate) fn announce_session(&self) {
        self.inner.changes.publish(vec![Change::Session]);
    }
}

fn me(me: MeResponse, colour: i64) -> MeView {
    MeView {
        byline: me.byline,
        bio: me.bio,
        masked_name: me.masked_name,
        gender: me.gender,
        adult: me.adult,
        student: me.student,
        employed: me.employed,
        overseas: me.overseas,
        score: me.score,
        joined_at: me.joined_at,
        who_may_ask: me.who_may_ask,
        colour,
        operator: me.operator,
        shows_name: me.shows_name,
        delete_at: me.delete_at,
        tips_off: me.tips_off,
        transfers_from_others: me.transfers_from_others,
    }
}
