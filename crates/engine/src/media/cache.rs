//! Files of attachments: one's own that wait to be sent, those that were fetched before, and fetching the others.
//!
//! ```text
//! attachments/<sha256>   drafts and the outbox: never evicted, looked at first
//! media/<id>.<rendition> what the server gave: written beside, fsynced, then renamed, so that a name means a whole file
//! ```
//!
//! Promises: one file is fetched once, however many ask; what was not shown for longest goes when the cap is passed;
//! offline, a photograph of another size is better than none. Does not: decode, or serve bytes to a page.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use circles_domain::attachment::Rendition;
use circles_domain::media::{Format, sniff};
use circles_domain::{AttachmentId, Timestamp};
use circles_store::table::media_file::{self, MediaFile as Row};
use circles_store::table::outbox_file;
use futures::FutureExt;
use futures::future::{BoxFuture, Shared};

use super::storage::media_cap_bytes;
use crate::account::Account;
use crate::engine::Engine;
use crate::error::Result;
use crate::remote;

type Key = (AttachmentId, Rendition);
type Fetch = Shared<BoxFuture<'static, Result<(), remote::Error>>>;

/// Uses that are noted before they are written down: showing a picture writes nothing by itself.
const USES_MAX: usize = 64;
/// Enough of a file to tell what it is.
const HEAD_BYTES: usize = 4_096;
/// Rows that one look for the oldest reads.
const EVICTED_AT_ONCE: i64 = 32;

/// A file to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaFile {
    /// Where it is.
    pub path: PathBuf,
    /// What it holds, by its first bytes.
    pub media_type: &'static str,
}

/// What is known of an account's files only while the process lives.
#[derive(Default)]
pub(crate) struct Cache {
    fetching: Mutex<HashMap<Key, Fetch>>,
    uses: Mutex<HashMap<Key, (i64, Timestamp)>>,
    swept: tokio::sync::OnceCell<()>,
    evicting: tokio::sync::Mutex<()>,
}

impl Engine {
    /// The file of an attachment, fetched if it is not here.
    ///
    /// # Errors
    /// [`crate::Error::Remote`] when it is not here and cannot be fetched.
    pub async fn media_file(&self, attachment: AttachmentId, rendition: Rendition) -> Result<MediaFile> {
        let account = self.account()?;
        if let Some(found) = find(&account, (attachment, rendition)).await? {
            return Ok(found);
        }
        let fetched = fetch(&account, (attachment, rendition)).await;
        if let Err(error) = fetched {
            return match other_size(rendition) {
                Some(other) => find(&account, (attachment, other)).await?.ok_or(error),
                None => Err(error),
            };
        }
        let path = path(&account, (attachment, rendition));
        describe(path).await.ok_or(remote::Error::Protocol("a file that went").into())
    }
}

fn other_size(rendition: Rendition) -> Option<Rendition> {
    match rendition {
        Rendition::Large => Some(Rendition::Small),
        Rendition::Small => Some(Rendition::Large),
        Rendition::Video | Rendition::Poster => None,
    }
}

fn path(account: &Account, (attachment, rendition): Key) -> PathBuf {
    account.store.paths().media().join(format!("{attachment}.{}", rendition.as_str()))
}

/// What is on this device.
async fn find(account: &Account, key: Key) -> Result<Option<MediaFile>> {
    let mut tx = account.store.read().await?;
    let own = outbox_file::find(&mut tx, key.0, key.1).await?;
    drop(tx);
    if let Some(own) = own {
        let path = account.store.paths().attachments().join(own.sha256);
        if let Some(found) = describe(path).await {
            return Ok(Some(found));
        }
    }
    let path = path(account, key);
    let Ok(meta) = tokio::fs::metadata(&path).await else { return Ok(None) };
    let found = describe(path).await;
    if found.is_some() {
        note_use(account, key, meta.len()).await?;
    }
    Ok(found)
}

/// Looks at the first bytes: what is no picture or video of ours is not shown as one.
async fn describe(path: PathBuf) -> Option<MediaFile> {
    use tokio::io::AsyncReadExt;
    let mut head = Vec::with_capacity(HEAD_BYTES);
    let file = tokio::fs::File::open(&path).await.ok()?;
    file.take(HEAD_BYTES as u64).read_to_end(&mut head).await.ok()?;
    let media_type = match sniff(&head)? {
        Format::Heic => return None,
        format @ (Format::Jpeg | Format::Png | Format::WebP | Format::Gif | Format::Mp4) => format.content_type(),
    };
    Some(MediaFile { path, media_type })
}

/// Fetches, or waits for whoever fetches the same already.
async fn fetch(account: &Arc<Account>, key: Key) -> Result<()> {
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
    async move { task.await.unwrap_or(Err(remote::Error::Protocol("a fetch that broke off"))) }.boxed().shared()
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

async fn note_fetched(account: &Account, key: Key, size: u64) -> Result<()> {
    let size_bytes = i64::try_from(size).unwrap_or(i64::MAX);
    account.media.uses.lock().unwrap_or_else(PoisonError::into_inner).insert(key, (size_bytes, account.clock.now()));
    write_uses(account).await?;
    evict(account, key).await
}

async fn note_use(account: &Account, key: Key, size: u64) -> Result<()> {
    let size_bytes = i64::try_from(size).unwrap_or(i64::MAX);
    let noted = {
        let mut uses = account.media.uses.lock().unwrap_or_else(PoisonError::into_inner);
        uses.insert(key, (size_bytes, account.clock.now()));
        uses.len()
    };
    if noted >= USES_MAX { write_uses(account).await } else { Ok(()) }
}

async fn write_uses(account: &Account) -> Result<()> {
    let uses = std::mem::take(&mut *account.media.uses.lock().unwrap_or_else(PoisonError::into_inner));
    let mut tx = account.store.write_cache().await?;
    for ((attachment, rendition), (size_bytes, used_at)) in uses {
        media_file::save(&mut tx, Row { attachment, rendition, size_bytes }, used_at).await?;
    }
    Ok(tx.commit().await?)
}

/// Deletes what was not shown for longest until the rest fits; never what was fetched just now.
async fn evict(account: &Account, newest: Key) -> Result<()> {
    let _evicting = account.media.evicting.lock().await;
    let cap = media_cap_bytes(account).await?;
    loop {
        let mut tx = account.store.write_cache().await?;
        let mut total = media_file::total_bytes(&mut tx).await?;
        let mut evicted = Vec::new();
        for row in media_file::list_oldest(&mut tx, EVICTED_AT_ONCE).await? {
            if total <= cap {
                break;
            }
            let key = (row.attachment, row.rendition);
            if key != newest {
                media_file::delete(&mut tx, row.attachment, row.rendition).await?;
                total = total.saturating_sub(row.size_bytes);
                evicted.push(key);
            }
        }
        tx.commit().await?;
        for key in &evicted {
            // One that somebody holds open stays until it is noted again.
            let _ = tokio::fs::remove_file(path(account, *key)).await;
        }
        if evicted.is_empty() || total <= cap {
            return Ok(());
        }
    }
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

/// Deletes all cached files.
pub(super) async fn clear(account: &Account) -> Result<()> {
    let _evicting = account.media.evicting.lock().await;
    account.media.uses.lock().unwrap_or_else(PoisonError::into_inner).clear();
    let mut tx = account.store.write_cache().await?;
    media_file::delete_all(&mut tx).await?;
    tx.commit().await?;
    let io = |error: std::io::Error| circles_store::Error::from(error);
    let mut files = tokio::fs::read_dir(account.store.paths().media()).await.map_err(io)?;
    while let Some(file) = files.next_entry().await.map_err(io)? {
        // A fetch that runs now will note what it brings.
        if file.path().extension().is_some_and(|extension| extension != "part") {
            tokio::fs::remove_file(file.path()).await.map_err(io)?;
        }
    }
    Ok(())
}

/// Bytes of all cached files, those included that are not written down yet.
pub(super) async fn total_bytes(account: &Account) -> Result<i64> {
    write_uses(account).await?;
    let mut tx = account.store.read().await?;
    Ok(media_file::total_bytes(&mut tx).await?)
}
