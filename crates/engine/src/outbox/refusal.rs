//! The server did not take it: again later, never, or not as it was meant.

use std::time::Duration;

use circles_domain::gate::Verdict;
use circles_domain::{EditId, Timestamp};
use circles_store::table::outbox_item::{self, Body, Item};
use circles_store::table::{comment, post};
use circles_wire::ErrorCode;
use circles_wire::comment::CommentResponse;
use circles_wire::post::PostResponse;
use serde::de::DeserializeOwned;

use super::ack::{self, settle};
use super::attempt::{Ack, Refusal};
use super::backoff::{backoff, spread};
use crate::account::Account;
use crate::error::Result;
use crate::remote::{self, Remote, Retry};

/// Writes down why the server did not take it, and what follows.
pub(super) async fn refuse(account: &Account, remote: &Remote, item: &Item, refused: Refusal) -> Result<()> {
    let error = match refused {
        Refusal::Remote(error) => error,
        // No code of the server says this; it is what it would say of such a file.
        Refusal::File => return fail(account, item, ErrorCode::HashMismatch, None).await,
        // Whoever interrupted has written what is to be done instead.
        Refusal::Interrupted => return again(account, item, Some(Duration::ZERO)).await,
    };
    match error.retry() {
        Retry::Later(wait) => again(account, item, wait).await,
        // The worker waits for the network and for the session by itself; until it has heard that they are gone, this
        // keeps it from trying in a circle.
        Retry::WhenOnline | Retry::AfterSignIn => again(account, item, None).await,
        Retry::Never => never(account, remote, item, &error).await,
    }
}

async fn never(account: &Account, remote: &Remote, item: &Item, error: &remote::Error) -> Result<()> {
    let code = error.code().unwrap_or(ErrorCode::Unknown);
    match (&item.body, code) {
        // Whoever wants it gone has what they want.
        (Body::DeletePost, ErrorCode::NotFound) => ack::ack(account, item, Ack::PostDeleted).await,
        (Body::DeleteComment { .. }, ErrorCode::NotFound) => {
            ack::ack(account, item, Ack::CommentDeleted).await
        }
        // The post is gone, and nobody writes praise with care.
        (Body::Praise { .. }, ErrorCode::NotFound) => settle(account, item, false).await,
        (Body::Publish(_) | Body::Comment { .. }, ErrorCode::IdConflict) => {
            became_an_edit(account, remote, item, error).await
        }
        (
            Body::Publish(_)
            | Body::EditPost { .. }
            | Body::DeletePost
            | Body::Comment { .. }
            | Body::EditComment { .. }
            | Body::DeleteComment { .. }
            | Body::Praise { .. },
            code,
        ) => fail(account, item, code, verdict(error)).await,
    }
}

/// The id is taken: by an earlier try of ours whose reply was lost and whose words were changed since. What is stored
/// goes into the cache, and the new words become an edit of it. Anything else under our id is a failure.
async fn became_an_edit(
    account: &Account,
    remote: &Remote,
    item: &Item,
    error: &remote::Error,
) -> Result<()> {
    let edit = match &item.body {
        Body::Publish(request) => {
            let stored = match stored::<PostResponse>(error) {
                Some(stored) => Some(stored),
                None => remote.post(item.post).await.ok(),
            };
            match stored {
                Some(stored) if stored.author.id == account.person && stored.circle == request.circle => {
                    let mut write = account.store.write_cache().await?;
                    post::save(&mut write, &stored).await?;
                    write.commit().await?;
                    Some(Body::EditPost { edit: EditId::mint(), text: request.text.clone() })
                }
                Some(_) | None => None,
            }
        }
        Body::Comment { comment: id, text } => match stored::<CommentResponse>(error) {
            Some(stored) if stored.author.id == account.person && stored.post == item.post => {
                let mut write = account.store.write_cache().await?;
                comment::save(&mut write, &stored).await?;
                write.commit().await?;
                Some(Body::EditComment { comment: *id, edit: EditId::mint(), text: text.clone() })
            }
            Some(_) | None => None,
        },
        Body::EditPost { .. }
        | Body::DeletePost
        | Body::EditComment { .. }
        | Body::DeleteComment { .. }
        | Body::Praise { .. } => None,
    };
    let Some(edit) = edit else { return fail(account, item, ErrorCode::IdConflict, None).await };
    let mut write = account.store.write_outbox().await?;
    if let Some(now) = outbox_item::find(&mut write, item.id).await? {
        // Unless the person changed it again while we asked: then the next try finds the same conflict.
        if now.revision == item.revision {
            outbox_item::revise(&mut write, &now, &edit).await?;
        }
        outbox_item::requeue(&mut write, &now, Timestamp::from_micros(0)).await?;
    }
    write.commit().await?;
    account.outbox.wake.notify_one();
    Ok(())
}

fn stored<T: DeserializeOwned>(error: &remote::Error) -> Option<T> {
    match error {
        remote::Error::Rejected(body) => serde_json::from_value(body.stored.clone()?).ok(),
        remote::Error::Offline
        | remote::Error::Timeout
        | remote::Error::Protocol(_)
        | remote::Error::SignedOut => None,
    }
}

/// Why a gate was closed, as the server said it.
fn verdict(error: &remote::Error) -> Option<&Verdict> {
    match error {
        remote::Error::Rejected(body) => body.gate.as_ref(),
        remote::Error::Offline
        | remote::Error::Timeout
        | remote::Error::Protocol(_)
        | remote::Error::SignedOut => None,
    }
}

/// Fails it: nothing happens until the person decides.
pub(super) async fn fail(
    account: &Account,
    item: &Item,
    code: ErrorCode,
    gate: Option<&Verdict>,
) -> Result<()> {
    let mut write = account.store.write_outbox().await?;
    outbox_item::fail(&mut write, item, code, gate).await?;
    Ok(write.commit().await?)
}

/// Tries it again after `wait`.
pub(super) async fn again(account: &Account, item: &Item, wait: Option<Duration>) -> Result<()> {
    // `item` was read before its attempt was counted.
    let wait = wait.unwrap_or_else(|| backoff(item.attempts + 1, spread()));
    let us = i64::try_from(wait.as_micros()).unwrap_or(i64::MAX);
    let next = Timestamp::from_micros(account.clock.now().as_micros().saturating_add(us));
    let mut write = account.store.write_outbox().await?;
    outbox_item::requeue(&mut write, item, next).await?;
    let unchanged = outbox_item::find_revision(&mut write, item.id).await? == Some(item.revision);
    write.commit().await?;
    if unchanged && !wait.is_zero() {
        account.outbox.due_in(item.id, wait);
    }
    Ok(())
}
