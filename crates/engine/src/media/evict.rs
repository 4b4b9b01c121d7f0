//! What is cached: noting it, and deleting what was not shown for longest when the cap is passed.

use std::sync::PoisonError;

use circles_store::table::media_file::{self, MediaFile as Row};

use super::cache::{Key, path};
use super::storage::media_cap_bytes;
use crate::account::Account;
use crate::error::Result;

/// Uses that are noted before they are written down: showing a picture writes nothing by itself.
const USES_MAX: usize = 64;
/// Rows that one look for the oldest reads.
const EVICTED_AT_ONCE: i64 = 32;

pub(super) async fn note_fetched(account: &Account, key: Key, size: u64) -> Result<()> {
    let size_bytes = i64::try_from(size).unwrap_or(i64::MAX);
    account
        .media
        .uses
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(key, (size_bytes, account.clock.now()));
    write_uses(account).await?;
    evict(account, key).await
}

pub(super) async fn note_use(account: &Account, key: Key, size: u64) -> Result<()> {
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
