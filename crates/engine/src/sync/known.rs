//! What the server knows of oneself: read again when it is old.

use std::sync::{Arc, PoisonError};

use circles_store::table::known;

use crate::account::Account;
use crate::error::Result;

/// Whether it is being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Looking {
    /// No.
    #[default]
    No,
    /// Yes.
    Now,
    /// Yes, and it changed meanwhile.
    Again,
}

/// Reads it in the background when the last reading is older than `seconds`; 0 when it is known to have changed.
pub(crate) fn look_at_known(account: &Arc<Account>, seconds: i64) {
    if account.remote().is_err() || !account.sync.known_begin(seconds) {
        return;
    }
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        let mut seconds = seconds;
        loop {
            let done = account.stop.run_until_cancelled(read_older(&account, seconds)).await;
            if let Some(Err(error)) = &done {
                tracing::debug!(code = ?error.code(), "what is known of oneself could not be read");
            }
            // What was read may be of before the change.
            if !account.sync.known_end() || done.is_none() {
                return;
            }
            seconds = 0;
        }
    });
}

async fn read_older(account: &Arc<Account>, seconds: i64) -> Result<()> {
    let read = known::find(&mut *account.store.read().await?).await?;
    let now = account.clock.now();
    if read.is_some_and(|(_, at)| now.seconds_since(at) < seconds && at <= now) {
        return Ok(());
    }
    read_known(account).await
}

/// Reads it now.
///
/// # Errors
/// As for any request, and for writing.
pub(crate) async fn read_known(account: &Arc<Account>) -> Result<()> {
    let remote = account.remote()?;
    let known = remote.known().await?;
    let mut write = account.store.write_cache().await?;
    known::save(&mut write, &known, account.clock.now()).await?;
    write.commit().await?;
    account.read_me().await
}

impl super::Sync {
    fn known_begin(&self, seconds: i64) -> bool {
        let mut looking = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        match *looking {
            Looking::No => {
                *looking = Looking::Now;
                true
            }
            Looking::Now if seconds == 0 => {
                *looking = Looking::Again;
                false
            }
            Looking::Now | Looking::Again => false,
        }
    }

    /// Whether it has to be read once more.
    fn known_end(&self) -> bool {
        let mut looking = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let again = *looking == Looking::Again;
        *looking = if again { Looking::Now } else { Looking::No };
        again
    }
}
