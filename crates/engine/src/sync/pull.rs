//! One pull: page after page until the server has no more.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use circles_domain::PostId;
use circles_store::Change;
use circles_store::table::meta;
use circles_wire::ErrorCode;
use circles_wire::sync::SyncChange;

use super::{apply, fill, plan, refresh_counts};
use crate::account::Account;
use crate::error::Result;
use crate::remote;

/// After a pull, what is known of oneself is read again when it is older, in seconds: gates are predicted with it.
const KNOWN_S: i64 = 3_600;

/// Pulls all that changed. What follows from it (first pages, counts, the wallet) is read in the background.
///
/// # Errors
/// As for any request, and for writing.
pub(crate) async fn pull(account: &Arc<Account>) -> Result<()> {
    let _pulling = account.sync.pulling.lock().await;
    let mut commented = BTreeSet::new();
    let (mut wallet, mut myself, mut standing) = (false, false, false);
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
        plan.people.iter().for_each(|who| account.sync.doubt(*who));
        commented.append(&mut plan.commented);
        wallet |= plan.wallet;
        myself |= plan
            .changes
            .iter()
            .any(|change| matches!(change, SyncChange::Person { person } if person.id == account.person));
        standing |= plan.standing;
        if !page.more {
            account.set_new_device(page.new_device);
            account.look_at_devices.store(page.look_at_devices, Ordering::SeqCst);
            break;
        }
    }
    account.store.changes().publish(vec![Change::Session]);
    crate::govern::after_pull(account, standing, myself).await?;
    super::look_at_known(account, if myself { 0 } else { KNOWN_S });
    follow_up(account, commented, wallet, myself);
    Ok(())
}

fn follow_up(account: &Arc<Account>, commented: BTreeSet<PostId>, wallet: bool, myself: bool) {
    if wallet {
        crate::money::wallet_moved(account);
    }
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        account
            .stop
            .run_until_cancelled(async {
                if myself {
                    read_myself(&account).await;
                }
                refresh_counts(&account, commented.into_iter().collect()).await;
                fill::first_pages(&account).await;
            })
            .await;
    });
}

/// Another device changed one's own profile: the whole of it is read anew. What does not work now, the next sign-in or
/// change brings.
async fn read_myself(account: &Account) {
    if let Err(error) = account.read_me().await {
        tracing::debug!(code = ?error.code(), "one's own profile could not be read");
    }
}
