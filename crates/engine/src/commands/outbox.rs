use circles_store::table::comment_draft::{self, CommentDraft};
use circles_store::table::draft::{self, Draft};
use circles_store::table::outbox_item::{self, Body};

use crate::args::OutboxArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};

impl Engine {
    /// Tries an item again, now.
    ///
    /// # Errors
    /// [`Error::NotFound`]; what the store says.
    pub async fn retry(&self, args: OutboxArgs) -> Result<()> {
        let account = self.account()?;
        let mut write = account.store.write_outbox().await?;
        let item = outbox_item::find(&mut write, args.item).await?.ok_or(Error::NotFound)?;
        outbox_item::retry(&mut write, &item).await?;
        write.commit().await?;
        account.outbox.due_now(item.id);
        Ok(())
    }

    /// Gives an item up. Nothing that was written is lost: a post is a draft again, with its id and its files, and so
    /// is a comment.
    ///
    /// # Errors
    /// [`Error::NotFound`]; what the store says.
    pub async fn discard(&self, args: OutboxArgs) -> Result<()> {
        let account = self.account()?;
        let now = account.clock.now();
        let mut write = account.store.write_outbox().await?;
        let item = outbox_item::find(&mut write, args.item).await?.ok_or(Error::NotFound)?;
        outbox_item::remove(&mut write, &item).await?;
        match &item.body {
            Body::Publish(request) => {
                let text = request.text.clone();
                let again = Draft { post: item.post, circle: Some(request.circle), text, saved_at: now };
                draft::save(&mut write, &again).await?;
                // What was to be said about it has nothing to be said about.
                for other in outbox_item::list_of_post(&mut write, item.post).await? {
                    outbox_item::remove(&mut write, &other).await?;
                }
            }
            Body::Comment { comment, text } => {
                if comment_draft::find(&mut write, item.post).await?.is_none_or(|draft| draft.text.is_empty())
                {
                    let again = CommentDraft { post: item.post, comment: *comment, text: text.clone() };
                    comment_draft::save(&mut write, &again, now).await?;
                }
            }
            Body::EditPost { .. }
            | Body::DeletePost
            | Body::EditComment { .. }
            | Body::DeleteComment { .. }
            | Body::Praise { .. } => {}
        }
        write.commit().await?;
        account.outbox.interrupt(item.id);
        account.outbox.due_now(item.id);
        Ok(())
    }
}
