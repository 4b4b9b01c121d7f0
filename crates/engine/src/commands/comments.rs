use circles_domain::comment::check;
use circles_domain::{CommentId, EditId, PostId};
use circles_store::read::{Comment, list_comments};
use circles_store::table::comment_draft::{self, CommentDraft};
use circles_store::table::outbox_item::{self, Body, Item};
use circles_store::table::{comment, post};
use circles_store::{OutboxWrite, ReadTx};

use crate::account::Account;
use crate::args::{CommentArgs, CommentIdArgs, EditCommentArgs, SaveCommentDraftArgs};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::queries::comment_view;
use crate::view::{CommentDraftView, CommentView};

impl Engine {
    /// Keeps the unfinished comment under a post, and with it the id that it will have.
    ///
    /// # Errors
    /// What the store says.
    pub async fn save_comment_draft(&self, args: SaveCommentDraftArgs) -> Result<CommentDraftView> {
        let account = self.account()?;
        let mut write = account.store.write_outbox().await?;
        let known = comment_draft::find(&mut write, args.post).await?;
        let comment = known.map_or_else(CommentId::mint, |known| known.comment);
        let saved = CommentDraft { post: args.post, comment, text: args.text };
        comment_draft::save(&mut write, &saved, account.clock.now()).await?;
        write.commit().await?;
        Ok(CommentDraftView { id: saved.comment, text: saved.text })
    }

    /// Queues a comment.
    ///
    /// # Errors
    /// [`Error::Invalid`]; [`Error::NotFound`] for a post that is not here; what the store says.
    pub async fn comment(&self, args: CommentArgs) -> Result<CommentView> {
        let account = self.account()?;
        let text = check(&args.text)?;
        let mut tx = account.store.read().await?;
        let waiting = outbox_item::find_for(&mut tx, "publish", args.post.as_bytes()).await?;
        let circle = match waiting {
            Some(item) => item.circle,
            None => Some(post::find_circle(&mut tx, args.post).await?.ok_or(Error::NotFound)?),
        };
        // A second tap: what the first one made.
        let there = comment::find_post(&mut tx, args.comment).await?.is_some();
        tx.end().await?;
        let mut write = account.store.write_outbox().await?;
        if !there && outbox_item::find_for(&mut write, "comment", args.comment.as_bytes()).await?.is_none() {
            let body = Body::Comment { comment: args.comment, text };
            outbox_item::insert(&mut write, &body, args.post, circle, account.clock.now()).await?;
            comment_draft::delete(&mut write, args.post).await?;
        }
        write.commit().await?;
        account.outbox.wake.notify_one();
        let mut tx = account.store.read().await?;
        let shown = list_comments(&mut tx, args.post, &account.me().byline).await?;
        let shown = shown.into_iter().find(|one| one.id == args.comment).ok_or(Error::NotFound)?;
        Ok(comment_view(&account, shown))
    }

    /// Changes the words of one's own comment.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Forbidden`]; [`Error::Invalid`]; what the store says.
    pub async fn edit_comment(&self, args: EditCommentArgs) -> Result<()> {
        let account = self.account()?;
        let text = check(&args.text)?;
        // Before the comment is read, as with posts.
        let mut write = account.store.write_outbox().await?;
        if outbox_item::find_for(&mut write, "delete_comment", args.comment.as_bytes()).await?.is_some() {
            return Err(Error::NotFound);
        }
        let shown = own_comment(&account, args.comment).await?;
        let waiting = outbox_item::find_for(&mut write, "comment", args.comment.as_bytes()).await?;
        let edited = outbox_item::find_for(&mut write, "edit_comment", args.comment.as_bytes()).await?;
        let edit = Body::EditComment { comment: args.comment, edit: EditId::mint(), text: text.clone() };
        match (waiting, edited) {
            (Some(item), _) => {
                outbox_item::revise(&mut write, &item, &Body::Comment { comment: args.comment, text })
                    .await?;
                account.outbox.due_now(item.id);
            }
            (None, Some(item)) => {
                outbox_item::revise(&mut write, &item, &edit).await?;
                account.outbox.due_now(item.id);
            }
            (None, None) => insert(&account, &mut write, &edit, shown.post).await?,
        }
        write.commit().await?;
        account.outbox.wake.notify_one();
        Ok(())
    }

    /// Removes one's own comment.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Forbidden`]; what the store says.
    pub async fn delete_comment(&self, args: CommentIdArgs) -> Result<()> {
        let account = self.account()?;
        let shown = own_comment(&account, args.comment).await?;
        let delete = Body::DeleteComment { comment: args.comment };
        let mut write = account.store.write_outbox().await?;
        let items = outbox_item::list_of_post(&mut write, shown.post).await?;
        let (mut asked, mut unsent) = (false, false);
        for item in items.iter().filter(|item| item.body.comment() == Some(args.comment)) {
            match step(item) {
                Step::Ask => {
                    outbox_item::revise(&mut write, item, &delete).await?;
                    asked = true;
                }
                Step::Forget => {
                    outbox_item::remove(&mut write, item).await?;
                    unsent |= matches!(item.body, Body::Comment { .. });
                }
            }
            account.outbox.due_now(item.id);
        }
        if !asked && !unsent {
            insert(&account, &mut write, &delete, shown.post).await?;
        }
        write.commit().await?;
        account.outbox.wake.notify_one();
        Ok(())
    }
}

/// What becomes of an item whose comment is to go.
enum Step {
    /// It may have landed: its removal is asked for.
    Ask,
    /// It was never tried, or is beside the point.
    Forget,
}

fn step(item: &Item) -> Step {
    match &item.body {
        Body::Comment { .. } if item.attempts > 0 => Step::Ask,
        Body::DeleteComment { .. } => Step::Ask,
        Body::Comment { .. }
        | Body::EditComment { .. }
        | Body::Publish(_)
        | Body::EditPost { .. }
        | Body::DeletePost
        | Body::Praise { .. } => Step::Forget,
    }
}

async fn insert(account: &Account, write: &mut OutboxWrite, body: &Body, about: PostId) -> Result<()> {
    let circle = post::find_circle(&mut *account.store.read().await?, about).await?;
    outbox_item::insert(write, body, about, circle, account.clock.now()).await?;
    Ok(())
}

async fn own_comment(account: &Account, id: CommentId) -> Result<Comment> {
    let mut tx = account.store.read().await?;
    let about = find_about(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let shown = list_comments(&mut tx, about, &account.me().byline).await?;
    let found = shown.into_iter().find(|one| one.id == id).ok_or(Error::NotFound)?;
    if found.author.id == account.person { Ok(found) } else { Err(Error::Forbidden) }
}

async fn find_about(tx: &mut ReadTx, id: CommentId) -> Result<Option<PostId>> {
    if let Some(item) = outbox_item::find_for(tx, "comment", id.as_bytes()).await? {
        return Ok(Some(item.post));
    }
    Ok(comment::find_post(tx, id).await?)
}
