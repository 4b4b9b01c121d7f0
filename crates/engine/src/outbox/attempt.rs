//! One attempt: counted, made, and its outcome written down.

use circles_domain::OutboxItemId;
use circles_faults::crash_point;
use circles_store::table::outbox_item::{self, Body, Item};
use circles_wire::comment::{CommentRequest, CommentResponse};
use circles_wire::post::{EditRequest, PostResponse};
use tokio_util::sync::CancellationToken;

use super::upload::{Broken, upload};
use super::{ack, refusal};
use crate::account::Account;
use crate::error::Result;
use crate::remote::{self, Remote};

/// What the server took.
pub(super) enum Ack {
    /// A post in its newest form.
    Post(Box<PostResponse>),
    /// A post is gone.
    PostDeleted,
    /// A comment in its newest form.
    Comment(Box<CommentResponse>),
    /// A comment is gone.
    CommentDeleted,
    /// Praise stands so.
    Praised(bool),
}

/// Why it did not.
pub(super) enum Refusal {
    /// The server, or the way there.
    Remote(remote::Error),
    /// The app's own copy of a file is not what was prepared.
    File,
    /// The person changed or gave up the item.
    Interrupted,
}

/// Makes one attempt. Errors are faults of this device's files; to be called again then, and not to be counted again.
pub(super) async fn attempt(
    account: &Account,
    remote: &Remote,
    id: OutboxItemId,
    stop: &CancellationToken,
    counted: &mut bool,
) -> Result<()> {
    let mut write = account.store.write_outbox().await?;
    let Some(item) = outbox_item::find(&mut write, id).await? else { return Ok(()) };
    if !*counted && !outbox_item::begin_attempt(&mut write, &item).await? {
        return Ok(());
    }
    write.commit().await?;
    *counted = true;
    crash_point!("device.outbox.counted", crate::Error::Internal("ordered"));
    let sent = send(account, remote, &item, stop).await;
    crash_point!("device.outbox.answered", crate::Error::Internal("ordered"));
    match sent {
        Ok(acked) => ack::ack(account, &item, acked).await,
        Err(refused) => refusal::refuse(account, remote, &item, refused).await,
    }
}

/// Files can be broken off. What makes or changes something is waited for: broken off, it might still arrive, and
/// overtake whatever was sent to undo it.
async fn send(
    account: &Account,
    remote: &Remote,
    item: &Item,
    stop: &CancellationToken,
) -> Result<Ack, Refusal> {
    let answer = match &item.body {
        Body::Publish(request) => {
            match stop.run_until_cancelled(upload(account, remote, item)).await {
                Some(Ok(())) => {}
                Some(Err(Broken::Remote(error))) => return Err(Refusal::Remote(error)),
                Some(Err(Broken::File)) => return Err(Refusal::File),
                None => return Err(Refusal::Interrupted),
            }
            remote.publish(item.post, request).await.map(|post| Ack::Post(Box::new(post)))
        }
        Body::EditPost { edit, text } => {
            let request = EditRequest { text: text.clone() };
            remote.edit_post(item.post, *edit, &request).await.map(|post| Ack::Post(Box::new(post)))
        }
        Body::DeletePost => remote.delete_post(item.post).await.map(|()| Ack::PostDeleted),
        Body::Comment { comment, text } => {
            let request = CommentRequest { post: item.post, text: text.clone() };
            remote.comment(*comment, &request).await.map(|comment| Ack::Comment(Box::new(comment)))
        }
        Body::EditComment { comment, edit, text } => {
            let request = EditRequest { text: text.clone() };
            remote
                .edit_comment(*comment, *edit, &request)
                .await
                .map(|comment| Ack::Comment(Box::new(comment)))
        }
        Body::DeleteComment { comment } => {
            remote.delete_comment(*comment).await.map(|()| Ack::CommentDeleted)
        }
        Body::Praise { on } => remote.praise(item.post, *on).await.map(|()| Ack::Praised(*on)),
    };
    answer.map_err(Refusal::Remote)
}
