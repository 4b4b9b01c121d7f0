//! Files go before the post that speaks of them, each going on where the server stands.

use circles_domain::attachment::{AttachmentKind, Rendition};
use circles_store::Change;
use circles_store::table::outbox_file;
use circles_store::table::outbox_item::Item;
use circles_wire::media::UploadRequest;

use crate::account::Account;
use crate::remote::{self, Remote};

/// Why the files are not there.
pub(super) enum Broken {
    /// The server, or the way there.
    Remote(remote::Error),
    /// The app's own copy is gone, or is not what was prepared.
    File,
}

impl From<circles_store::Error> for Broken {
    fn from(_: circles_store::Error) -> Self {
        // The attempt ends as one that may be made again; the fault shows where its outcome is written.
        Self::Remote(remote::Error::Timeout)
    }
}

/// Uploads what the server does not have yet of an item's files.
pub(super) async fn upload(account: &Account, remote: &Remote, item: &Item) -> Result<(), Broken> {
    let mut tx = account.store.read().await?;
    let files = outbox_file::list(&mut tx, item.post).await?;
    tx.end().await?;
    let total = files.iter().map(|file| file.size_bytes).sum::<i64>();
    let mut sent = files.iter().filter(|file| file.uploaded).map(|file| file.size_bytes).sum::<i64>();
    for file in files.into_iter().filter(|file| !file.uploaded) {
        let path = account.store.paths().attachments().join(&file.sha256);
        let size = tokio::fs::metadata(&path).await.map_err(|_| Broken::File)?.len();
        let size_bytes = u64::try_from(file.size_bytes).map_err(|_| Broken::File)?;
        if size != size_bytes {
            return Err(Broken::File);
        }
        let kind = match file.rendition {
            Rendition::Large | Rendition::Small => AttachmentKind::Photo,
            Rendition::Video | Rendition::Poster => AttachmentKind::Video,
        };
        let what = UploadRequest { kind, size_bytes, sha256: file.sha256.clone() };
        let before = sent;
        let progress = |bytes: u64| {
            let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
            account.outbox.set_progress(item.id, before.saturating_add(bytes), total);
            account.store.changes().publish(vec![Change::Outbox, Change::Post(item.post)]);
        };
        remote
            .upload(file.attachment, file.rendition, &what, &path, &progress)
            .await
            .map_err(Broken::Remote)?;
        sent = sent.saturating_add(file.size_bytes);
        let mut write = account.store.write_outbox().await?;
        outbox_file::mark_uploaded(&mut write, file.attachment, file.rendition).await?;
        write.commit().await?;
    }
    Ok(())
}
