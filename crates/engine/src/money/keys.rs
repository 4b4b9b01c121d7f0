//! Learning a key of receipts that is newer than the pinned ones.

use super::receipt;
use crate::account::Account;
use crate::error::Result;

/// Asks the server for its keys and pins those that a pinned one vouches for.
pub(super) async fn learn(account: &Account) -> Result<()> {
    let told = account.remote()?.receipt_keys().await?.keys;
    let pinned = account.receipt_keys();
    match receipt::extend(&pinned, &told) {
        Some(keys) if keys.len() > pinned.len() => account.save_receipt_keys(keys).await,
        Some(_) => Ok(()),
        None => {
            tracing::warn!("the server told receipt keys that no pinned key vouches for");
            Ok(())
        }
    }
}
