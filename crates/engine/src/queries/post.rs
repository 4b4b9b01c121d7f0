use std::sync::Arc;

use circles_domain::{CommentId, PostId};
use circles_store::read::{find_post, list_comments};
use circles_store::table::{comment, comment_draft, post};
use circles_wire::ErrorCode;

use super::{circle_view, comment_view, post_view};
use crate::account::Account;
use crate::args::PostArgs;
use crate::engine::Engine;
use crate::error::Result;
use crate::remote;
use crate::view::{CommentDraftView, PostDetailView};

impl Engine {
    /// A post with its comments. One that is not on this device is asked for; one that is not there either is absent.
    ///
    /// # Errors
    /// [`crate::Error::SignedOut`]; the server, for a post that is not here; what the store says.
    pub async fn get_post(&self, args: PostArgs) -> Result<PostDetailView> {
        let account = self.account()?;
        let found = detail(&account, args.post).await?;
        if found.post.is_some() || !fetch(&account, args.post).await? {
            return Ok(found);
        }
        detail(&account, args.post).await
    }
}

async fn detail(account: &Account, id: PostId) -> Result<PostDetailView> {
    let me = account.me().byline;
    let mut tx = account.store.read().await?;
    let post = find_post(&mut tx, id, &me).await?;
    let circle = match &post {
        Some(post) => circle_view(account, &mut tx, post.circle).await?,
        None => None,
    };
    let comments = if post.is_some() { list_comments(&mut tx, id, &me).await? } else { Vec::new() };
    let read = comment::find_read(&mut tx, id).await?;
    let draft = comment_draft::find(&mut tx, id).await?;
    tx.end().await?;
    let known = i64::try_from(comments.len()).unwrap_or(i64::MAX);
    let more_comments = match read {
        Some(read) => read.more,
        None => post.as_ref().is_some_and(|post| post.counts.comments > known),
    };
    Ok(PostDetailView {
        post: post.map(|post| post_view(account, post)),
        circle,
        comments: comments.into_iter().map(|comment| comment_view(account, comment)).collect(),
        more_comments,
        // Minted here, kept with the first word.
        draft: draft.map_or_else(
            || CommentDraftView { id: CommentId::mint(), text: String::new() },
            |draft| CommentDraftView { id: draft.comment, text: draft.text },
        ),
    })
}

/// Reads a post from the server. `false` when it is not there, for this person, or is known to be gone.
async fn fetch(account: &Arc<Account>, id: PostId) -> Result<bool> {
    let Ok(remote) = account.remote() else { return Ok(false) };
    let fetched = match remote.post(id).await {
        Err(remote::Error::Rejected(body))
            if matches!(body.code, ErrorCode::NotFound | ErrorCode::Forbidden) =>
        {
            return Ok(false);
        }
        fetched => fetched?,
    };
    let mut write = account.store.write_cache().await?;
    let kept = post::save(&mut write, &fetched).await?;
    write.commit().await?;
    Ok(kept)
}
