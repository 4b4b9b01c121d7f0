//! Fetching: beside its place first, fsynced, then renamed, so that a name means a whole file.

use std::path::Path;
use std::sync::{Arc, PoisonError};

use circles_domain::AttachmentId;
use futures::FutureExt;

use super::cache::{Fetch, Key, describe, path};
use super::evict::note_fetched;
use crate::account::Account;
use crate::error::Result;
use crate::remote;

/// Fetches, or waits for whoever fetches the same already.
pub(super) async fn fetch(account: &Arc<Account>, key: Key) -> Result<()> {
    account.media.swept.get_or_init(|| sweep(account)).await;
    let remote = account.remote()?;
    let fetch = {
        let mut fetching = account.media.fetching.lock().unwrap_or_else(PoisonError::into_inner);
        fetching.entry(key).or_insert_with(|| start(account, remote, key)).clone()
    };
    Ok(fetch.await?)
}

/// On a task of its own: who asked first may scroll on, the others still wait.
fn start(account: &Arc<Account>, remote: remote::Remote, key: Key) -> Fetch {
    let account = account.clone();
    let task = account.tasks.clone().spawn(async move {
        let fetched = account.stop.run_until_cancelled(download(&account, &remote, key)).await;
        account.media.fetching.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        fetched.unwrap_or(Err(remote::Error::Offline))
    });
    async move { task.await.unwrap_or(Err(remote::Error::Protocol("a fetch that broke off"))) }
        .boxed()
        .shared()
}

async fn download(account: &Account, remote: &remote::Remote, key: Key) -> Result<(), remote::Error> {
    let part = account.store.paths().media().join(format!("{}.part", AttachmentId::mint()));
    let fetched = remote.fetch(key.0, key.1, &part).await;
    let kept = match fetched {
        Ok(size) if describe(part.clone()).await.is_some() => tokio::fs::rename(&part, path(account, key))
            .await
            .map(|()| size)
            .map_err(|_| remote::Error::Protocol("the file cannot be kept")),
        Ok(_) => Err(remote::Error::Protocol("neither picture nor video")),
        Err(error) => Err(error),
    };
    let size = match kept {
        Ok(size) => size,
        Err(error) => {
            // It may not have been made at all.
            let _ = tokio::fs::remove_file(&part).await;
            return Err(error);
        }
    };
    if let Err(error) = note_fetched(account, key, size).await {
        // The file is there and whole; its next use is noted again.
        tracing::warn!(code = ?error.code(), "a cached file could not be noted");
    }
    Ok(())
}

/// Removes what fetches of an earlier run left half done.
async fn sweep(account: &Account) {
    let Ok(mut files) = tokio::fs::read_dir(account.store.paths().media()).await else { return };
    while let Ok(Some(file)) = files.next_entry().await {
        if file.path().extension().is_some_and(|extension| extension == "part") {
            let _ = tokio::fs::remove_file(file.path()).await;
        }
    }
}

/// Takes over the bytes of one's own attachment once the server has it, so that they are not fetched again.
///
/// # Errors
/// When the file cannot be linked or copied, or not be noted.
pub(crate) async fn adopt(account: &Account, key: Key, from: &Path) -> Result<()> {
    let to = path(account, key);
    if tokio::fs::try_exists(&to).await.unwrap_or(false) {
        return Ok(());
    }
    let io = |error: std::io::Error| circles_store::Error::from(error);
    if tokio::fs::hard_link(from, &to).await.is_err() {
        let part = account.store.paths().media().join(format!("{}.part", AttachmentId::mint()));
        tokio::fs::copy(from, &part).await.map_err(io)?;
        tokio::fs::File::open(&part).await.map_err(io)?.sync_all().await.map_err(io)?;
        tokio::fs::rename(&part, &to).await.map_err(io)?;
    }
    let size = tokio::fs::metadata(&to).await.map_err(io)?.len();
    note_fetched(account, key, size).await
}
