//! People: their profile page, and their posts a page at a time.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use circles_domain::PersonId;
use circles_store::Change;
use circles_store::table::{person, person_page};
use circles_wire::ErrorCode;
use circles_wire::circle::PostsQuery;
use tokio::time::Instant;

use crate::account::Account;
use crate::error::Result;
use crate::remote;

/// Posts of one page.
const PAGE: u32 = 50;

/// A profile page that stays on screen is read again so often.
const EVERY: Duration = Duration::from_secs(60);

/// What the server last said of a person.
#[derive(Clone, Copy)]
pub(super) struct Looked {
    at: Instant,
    missing: bool,
}

impl super::Sync {
    /// Whether the server said lately that there is no such person, or none for oneself.
    pub(crate) fn is_missing(&self, who: PersonId) -> bool {
        self.looked.lock().unwrap_or_else(PoisonError::into_inner).get(&who).is_some_and(|last| last.missing)
    }

    fn has_looked(&self, who: PersonId, missing: bool) {
        let looked = Looked { at: Instant::now(), missing };
        self.looked.lock().unwrap_or_else(PoisonError::into_inner).insert(who, looked);
    }

    fn looked_lately(&self, who: PersonId) -> bool {
        let looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        looked.get(&who).is_some_and(|last| last.at.elapsed() < EVERY)
    }

    /// What was last said of a person may be otherwise now.
    pub(super) fn doubt(&self, who: PersonId) {
        self.looked.lock().unwrap_or_else(PoisonError::into_inner).remove(&who);
    }
}

/// What was last said of a person may be otherwise now: whoever shows them reads it again.
pub(crate) fn look_again(account: &Arc<Account>, who: PersonId) {
    account.sync.doubt(who);
    account.store.changes().publish(vec![Change::Person(who)]);
}

/// Reads a person's profile page in the background, unless that was done lately.
pub(crate) fn load_person(account: &Arc<Account>, who: PersonId) {
    if account.sync.looked_lately(who) {
        return;
    }
    in_background(account, who, move |account| async move {
        let profile = match account.remote()?.person(who).await {
            Err(remote::Error::Rejected(body)) if body.code == ErrorCode::NotFound => {
                account.sync.has_looked(who, true);
                account.store.changes().publish(vec![Change::Person(who)]);
                return Ok(());
            }
            profile => profile?,
        };
        account.sync.has_looked(who, false);
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
