//! People: their profile page, and their posts a page at a time.

use std::sync::{Arc, PoisonError};

use circles_domain::PersonId;
use circles_store::table::{person, person_page};
use circles_wire::circle::PostsQuery;

use crate::account::Account;
use crate::error::Result;

/// Posts of one page.
const PAGE: u32 = 50;

/// Reads a person's profile page in the background.
pub(crate) fn load_person(account: &Arc<Account>, who: PersonId) {
    in_background(account, who, move |account| async move {
        let profile = account.remote()?.person(who).await?;
        let mut write = account.store.write_cache().await?;
        person::save_profile(&mut write, &profile).await?;
        Ok(write.commit().await?)
    });
}

/// Reads the next page of a person's posts in the background.
pub(crate) fn load_posts(account: &Arc<Account>, who: PersonId) {
    in_background(account, who, move |account| async move {
        let read = person_page::find(&mut *account.store.read().await?, who).await?;
        let before = read.and_then(|read| read.before);
        let query = PostsQuery {
            before_at: before.map(|before| before.accepted_at),
            before_id: before.map(|before| before.id),
            limit: Some(PAGE),
        };
        let page = account.remote()?.person_posts(who, &query).await?;
        let mut write = account.store.write_cache().await?;
        person_page::save(&mut write, who, &page).await?;
        Ok(write.commit().await?)
    });
}

/// One reading of a person at a time: a screen that reads again on each change would otherwise start another on each.
fn in_background<F>(
    account: &Arc<Account>,
    who: PersonId,
    work: impl FnOnce(Arc<Account>) -> F + Send + 'static,
) where
    F: Future<Output = Result<()>> + Send + 'static,
{
    if !account.sync.loading.lock().unwrap_or_else(PoisonError::into_inner).insert(who) {
        return;
    }
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        let done = account.stop.run_until_cancelled(work(account.clone())).await;
        account.sync.loading.lock().unwrap_or_else(PoisonError::into_inner).remove(&who);
        if let Some(Err(error)) = done {
            tracing::debug!(code = ?error.code(), "a person could not be read");
        }
    });
}
