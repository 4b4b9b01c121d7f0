//! Comments of a post, oldest first, a page at a time.

use std::sync::Arc;

use circles_domain::PostId;
use circles_store::table::comment::{self, Read};
use circles_wire::comment::CommentsQuery;

use super::refresh_counts;
use crate::account::Account;
use crate::error::Result;

/// Reads the next page of a post's comments, and its numbers.
///
/// # Errors
/// As for any request, and for writing.
pub(crate) async fn load_comments(account: &Arc<Account>, post: PostId) -> Result<()> {
    let read = comment::find_read(&mut *account.store.read().await?, post).await?;
    let after = read.and_then(|read| read.after);
    let query = CommentsQuery { after_at: after.map(|(at, _)| at), after_id: after.map(|(_, id)| id) };
    let page = account.remote()?.comments(post, &query).await?;
    let mut write = account.store.write_cache().await?;
    for one in &page.comments {
        comment::save(&mut write, one).await?;
    }
    let youngest = page.comments.last().map(|one| (one.accepted_at, one.id));
    comment::save_read(&mut write, post, Read { after: youngest.or(after), more: page.more }).await?;
    write.commit().await?;
    refresh_counts(account, vec![post]).await;
    Ok(())
}
