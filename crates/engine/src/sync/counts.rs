//! Numbers of posts: not part of what is pulled, so they are read for what is on screen.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use circles_domain::PostId;
use circles_store::table::post;
use tokio::time::Instant;

use crate::account::Account;
use crate::error::Result;

/// Posts of one request.
const AT_ONCE: usize = 100;
/// A post that stays on screen is asked about so often.
const EVERY: Duration = Duration::from_secs(30);

/// Tells that posts were on screen, and reads their numbers, both not more often than [`EVERY`]. In the background.
pub(crate) fn count_views(account: &Arc<Account>, posts: Vec<PostId>) {
    let due =
        due(&mut account.sync.counted.lock().unwrap_or_else(PoisonError::into_inner), posts, Instant::now());
    if due.is_empty() {
        return;
    }
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        account
            .stop
            .run_until_cancelled(async {
                for posts in due.chunks(AT_ONCE) {
                    let Ok(remote) = account.remote() else { return };
                    if let Err(error) = remote.viewed(posts.to_vec()).await {
                        tracing::debug!(%error, "views were not counted");
                    }
                }
                refresh_counts(&account, due).await;
            })
            .await;
    });
}

/// Reads the numbers of posts. What does not work now is read another time.
pub(crate) async fn refresh_counts(account: &Account, posts: Vec<PostId>) {
    for posts in posts.chunks(AT_ONCE) {
        if let Err(error) = refresh(account, posts.to_vec()).await {
            tracing::debug!(code = ?error.code(), "counts could not be read");
            return;
        }
    }
}

async fn refresh(account: &Account, posts: Vec<PostId>) -> Result<()> {
    let counts = account.remote()?.counts(posts).await?;
    let mut write = account.store.write_cache().await?;
    post::save_counts(&mut write, &counts.posts).await?;
    Ok(write.commit().await?)
}

fn due(counted: &mut HashMap<PostId, Instant>, posts: Vec<PostId>, now: Instant) -> Vec<PostId> {
    counted.retain(|_, last| now.duration_since(*last) < EVERY);
    let mut due = Vec::new();
    for post in posts {
        counted.entry(post).or_insert_with(|| {
            due.push(post);
            now
        });
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_due_once_in_a_while() {
        let (a, b) = (PostId::mint(), PostId::mint());
        let mut counted = HashMap::new();
        let start = Instant::now();
        assert_eq!(due(&mut counted, vec![a, a], start), [a]);
        assert_eq!(due(&mut counted, vec![a, b], start + EVERY / 2), [b]);
        assert_eq!(due(&mut counted, vec![a, b], start + EVERY), [a]);
    }
}
