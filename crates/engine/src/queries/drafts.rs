use circles_store::ReadTx;
use circles_store::table::draft::{self, Draft};
use circles_store::table::draft_attachment::{self, DraftAttachment};

use crate::args::PostArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::view::{DraftAttachmentView, DraftView, DraftsView};

impl Engine {
    /// One draft.
    ///
    /// # Errors
    /// [`Error::NotFound`]; what the store says.
    pub async fn get_draft(&self, args: PostArgs) -> Result<DraftView> {
        let account = self.account()?;
        let mut tx = account.store.read().await?;
        let found = draft::find(&mut tx, args.post).await?.ok_or(Error::NotFound)?;
        draft_view(&mut tx, found).await
    }

    /// Drafts that have a word or a file, newest first.
    ///
    /// # Errors
    /// [`Error::SignedOut`]; what the store says.
    pub async fn list_drafts(&self) -> Result<DraftsView> {
        let account = self.account()?;
        let mut tx = account.store.read().await?;
        let mut drafts = Vec::new();
        for found in draft::list(&mut tx).await? {
            let view = draft_view(&mut tx, found).await?;
            if !view.text.is_empty() || !view.attachments.is_empty() {
                drafts.push(view);
            }
        }
        Ok(DraftsView { drafts })
    }
}

/// A draft with its files.
pub(crate) async fn draft_view(tx: &mut ReadTx, found: Draft) -> Result<DraftView> {
    let attachments = draft_attachment::list(tx, found.post).await?;
    Ok(DraftView {
        id: found.post,
        circle: found.circle,
        text: found.text,
        attachments: attachments.into_iter().map(attachment_view).collect(),
        saved_at: found.saved_at,
    })
}

fn attachment_view(file: DraftAttachment) -> DraftAttachmentView {
    let attachment = file.attachment;
    DraftAttachmentView {
        id: attachment.id,
        kind: attachment.kind,
        name: file.name,
        width: attachment.width,
        height: attachment.height,
        thumbhash: attachment.thumbhash,
        alt: attachment.alt,
        duration_ms: attachment.duration_ms,
        size_bytes: file.size_bytes,
        removed_metadata: file.removed_metadata,
        has_poster: attachment.has_poster,
    }
}
