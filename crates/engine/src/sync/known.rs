//! What the server knows of oneself: read again when it is old.

use std::sync::{Arc, PoisonError};

use circles_store::table::known;

use crate::account::Account;
use crate::error::Result;

/// Reads it in the background when the last reading is older than `seconds`.
pub(crate) fn look_at_known(account: &Arc<Account>, seconds: i64) {
    if account.remote().is_err() || !account.sync.known_begin() {
        return;
    }
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        let look = async {
            let read = known::find(&mut *account.store.read().await?).await?;
            let now = account.clock.now();
            if read.is_some_and(|(_, at)| now.seconds_since(at) < seconds && at <= now) {
                return Ok(());
            }
            read_known(&account).await
        };
        let done = account.stop.run_until_cancelled(look).await;
        account.sync.known_end();
        if let Some(Err(error)) = done {
            tracing::debug!(code = ?error.code(), "what is known of oneself could not be read");
        }
    });
}

/// Reads it now.
///
/// # Errors
/// As for any request, and for writing.
pub(crate) async fn read_known(account: &Arc<Account>) -> Result<()> {
    let remote = account.remote()?;
    let known = remote.known().await?;
    let me = remote.me().await?;
    let mut write = account.store.write_cache().await?;
    known::save(&mut write, &known, account.clock.now()).await?;
    write.commit().await?;
    if me != account.me() {
        account.save_me(me).await?;
    }
    Ok(())
}

impl super::Sync {
    fn known_begin(&self) -> bool {
        !std::mem::replace(&mut *self.looking.lock().unwrap_or_else(PoisonError::into_inner), true)
    }
    fn known_end(&self) {
        *self.looking.lock().unwrap_or_else(PoisonError::into_inner) = false;
    }
}
