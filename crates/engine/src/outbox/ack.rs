//! The server took it: its row goes into the cache, is committed, and only then does the item go. A death between the
//! two sends the same id again, which changes nothing.

use circles_domain::EditId;
use circles_store::OutboxWrite;
use circles_store::table::outbox_item::{self, Body, Item};
use circles_store::table::{comment, draft_attachment, outbox_file, post};

use super::attempt::Ack;
use crate::account::Account;
use crate::attachments;
use crate::error::Result;

/// Writes down what the server took.
pub(super) async fn ack(account: &Account, item: &Item, acked: Ack) -> Result<()> {
    let mut write = account.store.write_cache().await?;
    match &acked {
        Ack::Post(response) => {
            post::save(&mut write, response).await?;
        }
        Ack::PostDeleted => post::mark_deleted(&mut write, item.post).await?,
        Ack::Comment(response) => comment::save(&mut write, response).await?,
        Ack::CommentDeleted => {
            if let Some(id) = item.body.comment() {
                comment::mark_deleted(&mut write, id, item.post).await?;
            }
        }
        Ack::Praised(on) => post::set_praised(&mut write, item.post, *on).await?,
    }
    write.commit().await?;
    settle(account, item, matches!(acked, Ack::Post(_))).await
}

/// The item goes, with the files of a post that it published; or, if it was changed meanwhile, becomes what is left to
/// be done.
pub(super) async fn settle(account: &Account, item: &Item, published: bool) -> Result<()> {
    let files = match &item.body {
        Body::Publish(_) if published => attachments::adopt(account, item.post).await?,
        Body::Publish(_)
        | Body::EditPost { .. }
        | Body::DeletePost
        | Body::Comment { .. }
        | Body::EditComment { .. }
        | Body::DeleteComment { .. }
        | Body::Praise { .. } => Vec::new(),
    };
    let mut write = account.store.write_outbox().await?;
    if !outbox_item::settle(&mut write, item).await? {
        carry_on(&mut write, item).await?;
    }
    if matches!(item.body, Body::Publish(_)) && published {
        draft_attachment::delete_all(&mut write, item.post).await?;
        outbox_file::delete_all(&mut write, item.post).await?;
    }
    write.commit().await?;
    attachments::release(account, files).await?;
    account.outbox.wake.notify_one();
    Ok(())
}

/// What the person changed while the answer was on its way: new words for something that is there now are an edit of
/// it; all else is simply sent.
async fn carry_on(write: &mut OutboxWrite, sent: &Item) -> Result<()> {
    let Some(now) = outbox_item::find(write, sent.id).await? else { return Ok(()) };
    match (&sent.body, &now.body) {
        (Body::Publish(then), Body::Publish(request)) => {
            if then.text == request.text {
                return Ok(outbox_item::remove(write, &now).await?);
            }
            let edit = Body::EditPost { edit: EditId::mint(), text: request.text.clone() };
            outbox_item::revise(write, &now, &edit).await?;
        }
        (Body::Comment { text: then, .. }, Body::Comment { comment, text }) => {
            if then == text {
                return Ok(outbox_item::remove(write, &now).await?);
            }
            let edit = Body::EditComment { comment: *comment, edit: EditId::mint(), text: text.clone() };
            outbox_item::revise(write, &now, &edit).await?;
        }
        (Body::Praise { on: then }, Body::Praise { on }) if then == on => {
            return Ok(outbox_item::remove(write, &now).await?);
        }
        (
            Body::Publish(_)
            | Body::EditPost { .. }
            | Body::DeletePost
            | Body::Comment { .. }
            | Body::EditComment { .. }
            | Body::DeleteComment { .. }
            | Body::Praise { .. },
            _,
        ) => {}
    }
    Ok(outbox_item::requeue(write, &now, circles_domain::Timestamp::from_micros(0)).await?)
}
