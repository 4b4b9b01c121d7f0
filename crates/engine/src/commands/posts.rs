use circles_domain::EditId;
use circles_domain::post::check;
use circles_store::read::find_post;
use circles_store::table::outbox_item::{self, Body};
use circles_store::table::{draft_attachment, outbox_file};
use circles_wire::post::PublishRequest;

use crate::args::{EditPostArgs, PostArgs};
use crate::attachments;
use crate::engine::Engine;
use crate::error::{Error, Result};

impl Engine {
    /// Changes the words of one's own post: of one that waits, in place (if an earlier try has landed after all, the
    /// outbox makes an edit of it); of one that is there, by an edit with an id of its own.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for one whose removal waits; [`Error::Forbidden`]; [`Error::Invalid`]; what the store says.
    pub async fn edit_post(&self, args: EditPostArgs) -> Result<()> {
        let account = self.account()?;
        // Before the post is read: a removal that waits is seen here, and one that is over has left its mark there.
        let mut write = account.store.write_outbox().await?;
        if outbox_item::find_for(&mut write, "delete_post", args.post.as_bytes()).await?.is_some() {
            return Err(Error::NotFound);
        }
        let mut tx = account.store.read().await?;
        let shown = find_post(&mut tx, args.post, &account.me().byline).await?.ok_or(Error::NotFound)?;
        tx.end().await?;
        if shown.author.id != account.person {
            return Err(Error::Forbidden);
        }
        let text = check(&args.text, &shown.attachments)?;
        let publish = outbox_item::find_for(&mut write, "publish", args.post.as_bytes()).await?;
        let edit = Body::EditPost { edit: EditId::mint(), text: text.clone() };
        let item = match publish {
            Some(item) => {
                let Body::Publish(request) = &item.body else {
                    return Err(Error::Internal("an item's kind"));
                };
                let body = Body::Publish(PublishRequest { text, ..request.clone() });
                outbox_item::revise(&mut write, &item, &body).await?;
                Some(item.id)
            }
            None => match outbox_item::find_for(&mut write, "edit_post", args.post.as_bytes()).await? {
                Some(item) => {
                    outbox_item::revise(&mut write, &item, &edit).await?;
                    Some(item.id)
                }
                None => {
                    let now = account.clock.now();
                    outbox_item::insert(&mut write, &edit, args.post, Some(shown.circle), now).await?;
                    None
                }
            },
        };
        write.commit().await?;
        match item {
            Some(item) => account.outbox.due_now(item),
            None => account.outbox.wake.notify_one(),
        }
        Ok(())
    }

    /// Removes one's own post. One that was never tried goes at once; one that may have landed is asked for.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Forbidden`]; what the store says.
    pub async fn delete_post(&self, args: PostArgs) -> Result<()> {
        let account = self.account()?;
        let mut tx = account.store.read().await?;
        let shown = find_post(&mut tx, args.post, &account.me().byline).await?.ok_or(Error::NotFound)?;
        tx.end().await?;
        if shown.author.id != account.person {
            return Err(Error::Forbidden);
        }
        let files = attachments::files_of(&account, args.post).await?;
        let mut write = account.store.write_outbox().await?;
        let mut asked = false;
        let mut unsent = false;
        // Whatever else was to be done with it is over.
        for item in outbox_item::list_of_post(&mut write, args.post).await? {
            match &item.body {
                Body::Publish(_) if item.attempts > 0 => {
                    outbox_item::revise(&mut write, &item, &Body::DeletePost).await?;
                    asked = true;
                }
                Body::Publish(_) => {
                    outbox_item::remove(&mut write, &item).await?;
                    unsent = true;
                }
                Body::DeletePost => {
                    outbox_item::retry(&mut write, &item).await?;
                    asked = true;
                }
                Body::EditPost { .. }
                | Body::Comment { .. }
                | Body::EditComment { .. }
                | Body::DeleteComment { .. }
                | Body::Praise { .. } => outbox_item::remove(&mut write, &item).await?,
            }
            account.outbox.interrupt(item.id);
            account.outbox.due_now(item.id);
        }
        if !asked && !unsent {
            let now = account.clock.now();
            outbox_item::insert(&mut write, &Body::DeletePost, args.post, Some(shown.circle), now).await?;
        }
        draft_attachment::delete_all(&mut write, args.post).await?;
        outbox_file::delete_all(&mut write, args.post).await?;
        write.commit().await?;
        account.outbox.wake.notify_one();
        attachments::release(&account, files.into_iter().map(|file| file.sha256).collect()).await
    }
}
