//! What the two can say about a transfer that was sent.

use std::sync::Arc;
use std::time::Duration;

use circles_faults::crash_point;
use circles_store::table::transfer_intent::Transfer;
use circles_wire::transfer::{TransferAnswerRequest, TransfersResponse};

use crate::account::Account;
use crate::args::{AnswerTransferArgs, TransferArgs};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::money::intent::{row, settle};
use crate::money::wallet;
use crate::remote;

const PATIENCE: Duration = Duration::from_secs(10);

impl Engine {
    /// One's own transfers, either way. Asked of the server each time.
    ///
    /// # Errors
    /// [`Error::Remote`].
    pub async fn transfers(&self) -> Result<TransfersResponse> {
        let account = self.connected_account().await?;
        Ok(account.remote()?.transfers().await?)
    }

    /// Accepts a transfer that was sent to oneself, or sends it back.
    ///
    /// # Errors
    /// [`Error::Remote`].
    pub async fn answer_transfer(&self, args: AnswerTransferArgs) -> Result<TransfersResponse> {
        let account = self.connected_account().await?;
        let request = TransferAnswerRequest { accept: args.accept };
        crash_point!("device.transfer.answer.begun", Error::Internal("ordered"));
        let answer = account.remote()?.answer_transfer(args.transfer, &request).await?;
        crash_point!("device.transfer.answer.answered", Error::Internal("ordered"));
        wallet::wallet_moved(&account);
        Ok(answer)
    }

    /// Takes a transfer back while it is not offered; afterwards nothing changes. From any of one's devices.
    ///
    /// # Errors
    /// [`Error::Remote`] when no answer came: then it may have gone back or not, and the next look tells.
    pub async fn take_back_transfer(&self, args: TransferArgs) -> Result<TransfersResponse> {
        let account = self.connected_account().await?;
        // On its own task: a page that closes must not lose the answer.
        let task = account.tasks.spawn(take_back(account.clone(), args));
        task.await.map_err(|_| Error::Internal("taking a transfer back"))?
    }
}

async fn take_back(account: Arc<Account>, args: TransferArgs) -> Result<TransfersResponse> {
    let remote = account.remote()?;
    crash_point!("device.transfer.back.begun", Error::Internal("ordered"));
    let asked = tokio::time::timeout(PATIENCE, remote.take_back_transfer(args.transfer)).await;
    let answer = asked.unwrap_or(Err(remote::Error::Timeout))?;
    crash_point!("device.transfer.back.answered", Error::Internal("ordered"));
    // It may be of another device of this person.
    let live = account.transfers.live(args.transfer);
    let _step = live.step.lock().await;
    if let Ok(mut intent) = row::load::<Transfer>(&account, args.transfer).await {
        settle::settle(&account, &live, &mut intent, answer).await?;
    }
    wallet::wallet_moved(&account);
    Ok(remote.transfers().await?)
}
