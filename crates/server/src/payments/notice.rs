//! Notices of the provider, as they come in.

use circles_domain::Timestamp;
use circles_faults::crash_point;
use sha2::{Digest, Sha256};

use super::{Letter, PaymentProvider, ProviderError};
use crate::ledger::{LedgerError, keep_notice};
use crate::state::AppState;
use crate::store::Db;

/// What became of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// Its order is asked about now.
    Kept,
    /// It came before: nothing happens.
    Again,
    /// The provider did not sign it, or it cannot be read: nothing happens.
    Dropped,
}

/// Takes a notice, and has its order asked about.
///
/// # Errors
/// When the database fails; then nothing happened, and it has to be sent again.
pub async fn take_notice(state: &AppState, letter: &Letter) -> Result<Noticed, LedgerError> {
    let noticed = take(&state.db, &*state.payments, state.now(), letter).await?;
    state.paying.notify_one();
    Ok(noticed)
}

/// Checks its signature, keeps it and makes its order due, in one transaction. What it says is not believed; the
/// provider's books are asked.
pub(super) async fn take(
    db: &Db,
    provider: &dyn PaymentProvider,
    now: Timestamp,
    letter: &Letter,
) -> Result<Noticed, LedgerError> {
    let order = match provider.read_notice(&letter.body, &letter.signature) {
        Ok(order) => order,
        Err(ProviderError::Books(error)) => return Err(error.into()),
        Err(error @ (ProviderError::Forged | ProviderError::Malformed | ProviderError::Unanswered)) => {
            tracing::warn!(%error, "a notice was dropped");
            return Ok(Noticed::Dropped);
        }
    };
    let hash = Sha256::digest(&letter.body).into();
    let mut tx = db.write().await?;
    let kept = keep_notice(&mut tx, &hash, order, now).await?;
    crash_point!("server.notice.written", sqlx::Error::WorkerCrashed.into());
    tx.commit().await?;
    crash_point!("server.notice.kept", sqlx::Error::WorkerCrashed.into());
    Ok(if kept { Noticed::Kept } else { Noticed::Again })
}
