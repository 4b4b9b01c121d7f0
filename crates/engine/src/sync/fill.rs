//! Gaps: pages of a circle, read when they come on screen, and the first page of each circle as soon as it may be read.

use std::sync::{Arc, PoisonError};

use circles_domain::CircleId;
use circles_store::Change;
use circles_store::read::newest_in_circle;
use circles_store::table::gap::{self, Gap};
use circles_store::table::{read_mark, scope, standing};
use circles_wire::ErrorCode;
use circles_wire::circle::PostsQuery;
use circles_wire::sync::Scope;

use crate::account::Account;
use crate::error::Result;
use crate::remote;

/// Posts of one page.
const PAGE: u32 = 50;

/// Fills a gap from its upper end by one page. One that is gone, or is being filled, is left alone.
///
/// # Errors
/// As for any request, and for writing.
pub(crate) async fn fill(account: &Arc<Account>, id: i64) -> Result<()> {
    let Some(gap) = gap::find(&mut *account.store.read().await?, id).await? else { return Ok(()) };
    if !account.sync.filling.lock().unwrap_or_else(PoisonError::into_inner).insert(id) {
        return Ok(());
    }
    let _filling = Filling { account, gap: &gap };
    account.store.changes().publish(vec![Change::Timeline(gap.circle)]);
    let query = PostsQuery {
        before_at: gap.upper.map(|upper| upper.accepted_at),
        before_id: gap.upper.map(|upper| upper.id),
        limit: Some(PAGE),
    };
    let page = match account.remote()?.circle_posts(gap.circle, &query).await {
        Err(remote::Error::Rejected(body))
            if matches!(body.code, ErrorCode::NotFound | ErrorCode::Forbidden) =>
        {
            // Not for this person any more: the pull takes the rest away.
            let mut write = account.store.write_cache().await?;
            gap::delete_all(&mut write, gap.circle).await?;
            write.changed(Change::Timeline(gap.circle));
            return Ok(write.commit().await?);
        }
        page => page?,
    };
    let mut write = account.store.write_cache().await?;
    gap::fill(&mut write, &gap, &page).await?;
    write.commit().await?;
    if gap.upper.is_none() { mark_first(account, gap.circle).await } else { Ok(()) }
}

/// Shown as being filled for as long as it lives.
struct Filling<'a> {
    account: &'a Account,
    gap: &'a Gap,
}

impl Drop for Filling<'_> {
    fn drop(&mut self) {
        self.account.sync.filling.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.gap.id);
        self.account.store.changes().publish(vec![Change::Timeline(self.gap.circle)]);
    }
}

/// What was there when a circle was first read does not count as unread.
async fn mark_first(account: &Account, circle: CircleId) -> Result<()> {
    let mut tx = account.store.read().await?;
    let marked = read_mark::list(&mut tx).await?.contains_key(&circle);
    let newest = newest_in_circle(&mut tx, circle).await?;
    tx.end().await?;
    if let (false, Some(newest)) = (marked, newest) {
        let mut write = account.store.write_outbox().await?;
        read_mark::advance(&mut write, circle, newest).await?;
        write.commit().await?;
    }
    Ok(())
}

/// Reads the first page of each joined circle of which nothing was read yet. What does not work now shows as a gap.
pub(super) async fn first_pages(account: &Arc<Account>) {
    let gaps = async { Ok::<_, crate::Error>(gap::list_unread(&mut *account.store.read().await?).await?) };
    match gaps.await {
        Ok(gaps) => {
            for gap in gaps {
                if let Err(error) = fill(account, gap.id).await {
                    tracing::debug!(code = ?error.code(), "a first page could not be read");
                    return;
                }
            }
        }
        Err(error) => tracing::error!(error = ?error, "the gaps cannot be read"),
    }
}

/// Reads what a circle shows to those who have not joined it. The pull does not speak of such circles, so each opening
/// reads it anew.
///
/// # Errors
/// As for any request, and for writing.
pub(crate) async fn preview(account: &Arc<Account>, circle: CircleId) -> Result<()> {
    if standing::get(&mut *account.store.read().await?, circle).await?.reads() {
        return Ok(());
    }
    let query = PostsQuery { limit: Some(PAGE), ..PostsQuery::default() };
    let page = match account.remote()?.circle_posts(circle, &query).await {
        Err(remote::Error::Rejected(body))
            if matches!(body.code, ErrorCode::NotFound | ErrorCode::Forbidden) =>
        {
            None
        }
        page => Some(page?),
    };
    let mut write = account.store.write_cache().await?;
    // Joined meanwhile: the pull has it.
    if !standing::get(&mut write, circle).await?.reads() {
        scope::reset(&mut write, Scope::Circle(circle)).await?;
        match (page, gap::list(&mut write, circle).await?.first()) {
            (Some(page), Some(gap)) => {
                gap::fill(&mut write, gap, &page).await?;
            }
            (Some(_) | None, _) => gap::delete_all(&mut write, circle).await?,
        }
    }
    Ok(write.commit().await?)
}
