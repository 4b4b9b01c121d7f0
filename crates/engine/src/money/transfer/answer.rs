//! What the two can say about a transfer that was sent, and giving up on one whose outcome is unknown.

use std::sync::Arc;

use circles_domain::Money;
use circles_domain::tip::{TipEvent, TipState};
use circles_domain::transfer::{TransferOutcome, TransferRefusal};
use circles_store::table::transfer_intent::TransferIntent;
use circles_wire::transfer::{TransferAnswerRequest, TransferResponse, TransfersResponse};

use super::super::check::PATIENCE;
use super::super::live::Live;
use super::super::wallet;
use super::{row, settle};
use crate::account::Account;
use crate::args::{AnswerTransferArgs, TransferArgs};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::remote;
use crate::view::TransferView;

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
        let answer = account.remote()?.answer_transfer(args.transfer, &request).await?;
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

    /// Ends a transfer. One that was never sent ends here; any other ends on the server, and if that cannot be asked
    /// now, it is asked as soon as it can.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Remote`] when the server could not be asked yet.
    pub async fn abandon_transfer(&self, args: TransferArgs) -> Result<TransferView> {
        let account = self.account()?;
        let task = account.tasks.spawn(abandon(account.clone(), args));
        task.await.map_err(|_| Error::Internal("giving up a transfer"))?
    }
}

async fn take_back(account: Arc<Account>, args: TransferArgs) -> Result<TransfersResponse> {
    let remote = account.remote()?;
    let asked = tokio::time::timeout(PATIENCE, remote.take_back_transfer(args.transfer)).await;
    let answer = asked.unwrap_or(Err(remote::Error::Timeout))?;
    // It may be of another device of this person.
    let live = account.transfers.live(args.transfer);
    let _step = live.step.lock().await;
    if let Ok(mut intent) = row::load(&account, args.transfer).await {
        settle::settle(&account, &live, &mut intent, answer).await?;
    }
    wallet::wallet_moved(&account);
    Ok(remote.transfers().await?)
}

async fn abandon(account: Arc<Account>, args: TransferArgs) -> Result<TransferView> {
    let live = account.transfers.live(args.transfer);
    let _step = live.step.lock().await;
    let mut intent = row::load(&account, args.transfer).await?;
    settle::lose(&account, &mut intent).await?;
    match intent.state {
        TipState::Draft | TipState::Quoted if intent.confirmed_at.is_none() => {
            drop_unsent(&account, &mut intent).await?
        }
        TipState::Draft | TipState::Quoted | TipState::Unknown => {
            live.with(|seen| (seen.give_up, seen.due) = (true, None));
            live.forget_problem();
            let asked = ask_abandon(&account, &live, &mut intent).await;
            if let Err(error) = &asked {
                live.note(error);
                account.transfers.wake.notify_one();
            }
            asked?;
        }
        // `lose` has left none confirming.
        TipState::Confirming
        | TipState::Held
        | TipState::Released
        | TipState::Returned
        | TipState::Refused => {}
    }
    row::show(&account, args.transfer).await
}

/// The server was never asked to pay, so there is nothing to tell it.
async fn drop_unsent(account: &Account, intent: &mut TransferIntent) -> Result<()> {
    intent.state =
        intent.state.next(TipEvent::Abandoned).map_err(|_| Error::Internal("a step of a transfer"))?;
    intent.outcome = Some(TransferResponse {
        id: intent.id,
        payee: Some(intent.payee),
        amount: Some(Money::fen(intent.amount_minor)),
        note: intent.note.clone(),
        outcome: TransferOutcome::Refused { reason: TransferRefusal::Abandoned },
        offered_at: None,
        expires_at: None,
        receipt: None,
    });
    row::save(account, intent).await
}

/// Asks the server to end it. Whoever calls holds the transfer's step.
pub(super) async fn ask_abandon(
    account: &Arc<Account>,
    live: &Live,
    intent: &mut TransferIntent,
) -> Result<()> {
    let remote = account.remote()?;
    let answer = match tokio::time::timeout(PATIENCE, remote.abandon_transfer(intent.id)).await {
        Ok(answer) => answer?,
        Err(_) => return Err(remote::Error::Timeout.into()),
    };
    settle::settle(account, live, intent, answer).await
}
