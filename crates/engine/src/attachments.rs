//! The app's own copies of what was attached: `attachments/<sha256>`.
//!
//! Promises: a file is whole and on the disk, and so is its name, before a row speaks of it; what no row speaks of is
//! removed, at start and as rows go. Does not: prepare pictures.

use std::path::{Path, PathBuf};

use circles_domain::PostId;
use circles_store::table::outbox_file::{self, OutboxFile};
use sha2::{Digest, Sha256};

use crate::account::Account;
use crate::error::{Error, Result};

/// Keeps `bytes`. The caller holds [`Account::attaching`] until the row that speaks of it is committed.
pub(crate) async fn keep(account: &Account, bytes: Vec<u8>) -> Result<(String, i64)> {
    let folder = account.store.paths().attachments();
    tokio::task::spawn_blocking(move || write(&folder, &bytes))
        .await
        .map_err(|_| Error::Internal("writing a file"))?
        .map_err(|error| circles_store::Error::from(error).into())
}

fn write(folder: &Path, bytes: &[u8]) -> std::io::Result<(String, i64)> {
    use std::io::Write;
    let name = hex::encode(Sha256::digest(bytes));
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let path = folder.join(&name);
    let part = folder.join(format!("{name}.part"));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&part, &path)?;
    sync_dir(folder)?;
    Ok((name, size))
}

/// The name is in the directory, and that has to reach the disk as well.
fn sync_dir(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { std::fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Hands the files of a published post to the cache of media, so that they are not fetched again. Returns their names.
pub(crate) async fn adopt(account: &Account, post: PostId) -> Result<Vec<String>> {
    let files = files_of(account, post).await?;
    for file in &files {
        let from = account.store.paths().attachments().join(&file.sha256);
        if let Err(error) = crate::media::adopt(account, (file.attachment, file.rendition), &from).await {
            // It will be fetched when it is shown.
            tracing::debug!(code = ?error.code(), "a sent file was not kept");
        }
    }
    Ok(files.into_iter().map(|file| file.sha256).collect())
}

/// The files of a post that waits.
pub(crate) async fn files_of(account: &Account, post: PostId) -> Result<Vec<OutboxFile>> {
    let mut tx = account.store.read().await?;
    let files = outbox_file::list(&mut tx, post).await?;
    tx.end().await?;
    Ok(files)
}

/// Removes those of the named files that no row speaks of any more.
pub(crate) async fn release(account: &Account, names: Vec<String>) -> Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let _attaching = account.attaching.lock().await;
    let mut tx = account.store.read().await?;
    let spoken_of = outbox_file::list_names(&mut tx).await?;
    tx.end().await?;
    for name in names {
        if !spoken_of.contains(&name) {
            remove(account.store.paths().attachments().join(name)).await?;
        }
    }
    Ok(())
}

/// At start: removes what no row speaks of, such as files whose row never came.
pub(crate) async fn sweep(account: &Account) -> Result<()> {
    let _attaching = account.attaching.lock().await;
    let mut tx = account.store.read().await?;
    let spoken_of = outbox_file::list_names(&mut tx).await?;
    tx.end().await?;
    let io = |error: std::io::Error| Error::from(circles_store::Error::from(error));
    let mut files = tokio::fs::read_dir(account.store.paths().attachments()).await.map_err(io)?;
    while let Some(file) = files.next_entry().await.map_err(io)? {
        if !file.file_name().to_str().is_some_and(|name| spoken_of.contains(name)) {
            remove(file.path()).await?;
        }
    }
    Ok(())
}

async fn remove(path: PathBuf) -> Result<()> {
    match tokio::fs::remove_file(path).await {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(circles_store::Error::from(error).into()),
    }
}
