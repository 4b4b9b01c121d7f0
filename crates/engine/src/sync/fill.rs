//! Gaps: pages of a circle, read when they come on screen, and the first page of each circle as soon as it may be read.

use std::sync::{Arc, PoisonError};

use circles_domain::CircleId;
use circles_store::Change;
use circles_store::read::newest_in_circle;
use circles_store::table::gap::{self, Gap};
use circles_store::table::{read_mark, scope, standing};
use circles_wire::ErrorCode;
use circles_wire::circle::{PostsQuery, PostsResponse};
use circles_wire::sync::Scope;
use futures::StreamExt as _;

use crate::account::Account;
use crate::error::Result;
use crate::remote;

/// Posts of one page.
const PAGE: u32 = 50;
/// First pages that are read at the same time.
const AT_ONCE: usize = 4;

/// Fills a gap from its upper end by one page. One that is gone, or is being filled, is left alone.
///
/// # Errors
/// As for any request, and for writing.
pub(crate) async fn fill(account: &Arc<Account>, id: i64) -> Result<()> {
    let Some(gap) = gap::find(&mut *account.store.read().await?, id).await? else { return Ok(()) };
    let Some(_filling) = Filling::begin(account, &gap) else { return Ok(()) };
    let page = read_page(account, &gap).await?;
    keep(account, &[(gap, page)]).await
}

/// The page below a gap's upper end; `None` when the circle is not for this person any more.
async fn read_page(account: &Account, gap: &Gap) -> Result<Option<PostsResponse>> {
    let query = PostsQuery {
        before_at: gap.upper.map(|upper| upper.accepted_at),
        before_id: gap.upper.map(|upper| upper.id),
        limit: Some(PAGE),
    };
    match account.remote()?.circle_posts(gap.circle, &query).await {
        Err(remote::Error::Rejected(body))
            if matches!(body.code, ErrorCode::NotFound | ErrorCode::Forbidden) =>
        {
            Ok(None)
        }
        page => Ok(Some(page?)),
    }
}

/// Keeps what was read, all of it in one transaction.
async fn keep(account: &Account, read: &[(Gap, Option<PostsResponse>)]) -> Result<()> {
    let mut write = account.store.write_cache().await?;
    for (gap, page) in read {
        if let Some(page) = page {
            gap::fill(&mut write, gap, page).await?;
        } else {
            // The pull takes the rest away.
            gap::delete_all(&mut write, gap.circle).await?;
            write.changed(Change::Timeline(gap.circle));
        }
    }
    write.commit().await?;
    for (gap, page) in read {
        if page.is_some() && gap.upper.is_none() {
            mark_first(account, gap.circle).await?;
        }
    }
    Ok(())
}

/// Shown as being filled for as long as it lives.
struct Filling<'a> {
    account: &'a Account,
    id: i64,
    circle: CircleId,
}

impl<'a> Filling<'a> {
    /// `None` when the gap is being filled already.
    fn begin(account: &'a Account, gap: &Gap) -> Option<Self> {
        if !account.sync.filling.lock().unwrap_or_else(PoisonError::into_inner).insert(gap.id) {
            return None;
        }
        account.store.changes().publish(vec![Change::Timeline(gap.circle)]);
        Some(Self { account, id: gap.id, circle: gap.circle })
    }
}

impl Drop for Filling<'_> {
    fn drop(&mut self) {
        self.account.sync.filling.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
        self.account.store.changes().publish(vec![Change::Timeline(self.circle)]);
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

/// Reads the first page of each joined circle of which nothing was read yet. All of them appear at once: circles that
/// came one after the other would look like news above what is read already. What does not work now shows as a gap.
pub(super) async fn first_pages(account: &Account) {
    if let Err(error) = read_first_pages(account).await {
        tracing::debug!(code = ?error.code(), "a first page could not be read");
    }
}

async fn read_whole(account: &Account, gap: Gap) -> Result<(Gap, Option<PostsResponse>)> {
    Ok((gap, read_page(account, &gap).await?))
}

async fn read_first_pages(account: &Account) -> Result<()> {
    let gaps = gap::list_unread(&mut *account.store.read().await?).await?;
    let claimed = gaps.into_iter().filter_map(|gap| Some((Filling::begin(account, &gap)?, gap)));
    let (_filling, gaps): (Vec<_>, Vec<Gap>) = claimed.unzip();
    let (mut read, mut stopped) = (Vec::with_capacity(gaps.len()), Ok(()));
    let mut pages = futures::stream::iter(gaps).map(|gap| read_whole(account, gap)).buffered(AT_ONCE);
    while let Some(page) = pages.next().await {
        match page {
            Ok(page) => read.push(page),
            Err(error) => {
                stopped = Err(error);
                break;
            }
        }
    }
    keep(account, &read).await?;
    stopped
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
