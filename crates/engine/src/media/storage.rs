//! How much this device keeps, and freeing what can be fetched again.

use std::path::{Path, PathBuf};

use super::evict;
use crate::account::Account;
use crate::engine::Engine;
use crate::error::Result;
use crate::view::{SettingsView, StorageView};

/// The cap until the person sets one.
pub(crate) const MEDIA_CAP_BYTES: i64 = 1_000_000_000;

impl Engine {
    /// What Circles keeps on this device.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`]; what the store says.
    pub async fn storage(&self) -> Result<StorageView> {
        let account = self.account()?;
        view(&account).await
    }

    /// Deletes cached photographs and videos; drafts and what waits to be sent stay.
    ///
    /// # Errors
    /// As for [`Engine::storage`].
    pub async fn clear_media(&self) -> Result<StorageView> {
        let account = self.account()?;
        evict::clear(&account).await?;
        view(&account).await
    }
}

async fn view(account: &Account) -> Result<StorageView> {
    let paths = account.store.paths();
    let media_bytes = evict::total_bytes(account).await?;
    let mut tx = account.store.read().await?;
    let cached_posts = circles_store::table::post::count(&mut tx).await?;
    drop(tx);
    Ok(StorageView {
        media_bytes,
        media_cap_bytes: media_cap_bytes(account).await?,
        cache_bytes: database_bytes(&paths.cache()).await,
        outbox_bytes: database_bytes(&paths.outbox()).await,
        attachment_bytes: folder_bytes(&paths.attachments()).await,
        cached_posts,
    })
}

/// As the person set it.
pub(super) async fn media_cap_bytes(account: &Account) -> Result<i64> {
    let settings = account.device.settings().await?;
    let settings = serde_json::from_str::<SettingsView>(&settings);
    Ok(settings.map_or(MEDIA_CAP_BYTES, |settings| settings.media_cap_bytes))
}

/// A database with its companions.
async fn database_bytes(path: &Path) -> i64 {
    let mut bytes = 0_i64;
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        bytes = bytes.saturating_add(file_bytes(&PathBuf::from(name)).await);
    }
    bytes
}

async fn folder_bytes(path: &Path) -> i64 {
    let Ok(mut files) = tokio::fs::read_dir(path).await else { return 0 };
    let mut bytes = 0_i64;
    while let Ok(Some(file)) = files.next_entry().await {
        bytes = bytes.saturating_add(file_bytes(&file.path()).await);
    }
    bytes
}

async fn file_bytes(path: &Path) -> i64 {
    tokio::fs::metadata(path).await.map_or(0, |meta| i64::try_from(meta.len()).unwrap_or(i64::MAX))
}
