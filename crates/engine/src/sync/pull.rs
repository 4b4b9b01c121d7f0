//! One pull: page after page until the server has no more.

use std::collections::BTreeSet;
use std::sync::Arc;

use circles_domain::PostId;
use circles_store::Change;
use circles_store::table::meta;
use circles_wire::ErrorCode;

use super::{apply, fill, plan, refresh_counts};
use crate::account::Account;
use crate::error::Result;
use crate::remote;

/// Pulls all that changed. What follows from it (first pages, counts, the wallet) is read in the background.
///
/// # Errors
/// As for any request, and for writing.
pub(crate) async fn pull(account: &Arc<Account>) -> Result<()> {
    let _pulling = account.sync.pulling.lock().await;
    let mut commented = BTreeSet::new();
    let (mut wallet, mut standing) = (false, false);
    loop {
        let remote = account.remote()?;
        let since = meta::cursor(&mut *account.store.read().await?).await?;
        let page = match remote.sync(since).await {
            Err(remote::Error::Rejected(body)) if body.code == ErrorCode::CursorExpired => {
                let mut write = account.store.write_cache().await?;
                meta::forget_all(&mut write).await?;
                write.commit().await?;
                continue;
            }
            page => page?,
        };
        let mut plan = plan::plan(page.changes);
        let ended = if page.more { None } else { Some(account.clock.now()) };
        apply::apply(&account.store, &plan, &page.cursor, ended).await?;
        commented.append(&mut plan.commented);
        wallet |= plan.wallet;
        standing |= plan.standing;
        if !page.more {
            break;
        }
    }
    account.store.changes().publish(vec![Change::Session]);
    if standing {
        crate::govern::standings_moved(account);
    }
    follow_up(account, commented, wallet);
    Ok(())
}

fn follow_up(account: &Arc<Account>, commented: BTreeSet<PostId>, wallet: bool) {
    if wallet {
        crate::money::wallet_moved(account);
    }
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        account
            .stop
            .run_until_cancelled(async {
                refresh_counts(&account, commented.into_iter().collect()).await;
                fill::first_pages(&account).await;
            })
            .await;
    });
}
