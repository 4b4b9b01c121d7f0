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
use std::path::PathBuf;
use std::sync::Mutex;

use circles_domain::attachment::Rendition;
use circles_domain::media::{Format, sniff};
use circles_domain::{AttachmentId, Timestamp};
use circles_store::table::outbox_file;
use futures::future::{BoxFuture, Shared};

use super::evict::note_use;
use super::fetch::fetch;
use crate::account::Account;
use crate::engine::Engine;
use crate::error::Result;
use crate::remote;

pub(super) type Key = (AttachmentId, Rendition);
pub(super) type Fetch = Shared<BoxFuture<'static, Result<(), remote::Error>>>;

/// Enough of a file to tell what it is.
const HEAD_BYTES: usize = 4_096;

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
    pub(super) fetching: Mutex<HashMap<Key, Fetch>>,
    pub(super) uses: Mutex<HashMap<Key, (i64, Timestamp)>>,
    pub(super) swept: tokio::sync::OnceCell<()>,
    pub(super) evicting: tokio::sync::Mutex<()>,
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

pub(super) fn path(account: &Account, (attachment, rendition): Key) -> PathBuf {
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
pub(super) async fn describe(path: PathBuf) -> Option<MediaFile> {
    use tokio::io::AsyncReadExt;
    let mut head = Vec::with_capacity(HEAD_BYTES);
    let file = tokio::fs::File::open(&path).await.ok()?;
    file.take(HEAD_BYTES as u64).read_to_end(&mut head).await.ok()?;
    let media_type = match sniff(&head)? {
        Format::Heic => return None,
        format @ (Format::Jpeg | Format::Png | Format::WebP | Format::Gif | Format::Mp4) => {
            format.content_type()
        }
    };
    Some(MediaFile { path, media_type })
}
