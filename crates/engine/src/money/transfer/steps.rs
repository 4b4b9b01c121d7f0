//! The steps that a person takes with a transfer of theirs, and the look that tells how one ended.

use std::sync::Arc;

use circles_domain::transfer::{TransferOutcome, check_note};
use circles_domain::{Field, Invalid, Money, Rule};
use circles_store::table::transfer_intent::{self, Transfer};
use circles_wire::transfer::TransferQuoteRequest;

use crate::account::Account;
use crate::args::{ConfirmTransferArgs, QuoteTransferArgs, TransferArgs};
use crate::engine::Engine;
use crate::error::Result;
use crate::money::intent::abandon::abandon;
use crate::money::intent::check::{check, look};
use crate::money::intent::confirm::confirm;
use crate::money::intent::quote::quote;
use crate::view::TransferView;

impl Engine {
    /// Binds the transfer to what was typed, as often as wanted until it is confirmed; afterwards answers how it stands.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for what is no amount or no note, before anything is sent; [`crate::Error::Remote`].
    pub async fn quote_transfer(&self, args: QuoteTransferArgs) -> Result<TransferView> {
        let account = self.account()?;
        let amount = Money::parse_yuan(&args.amount)?;
        if amount.minor < 1 {
            return Err(Invalid::new(Field::Amount, Rule::TooSmall).into());
        }
        let note = check_note(&args.note)?;
        quote::<Transfer>(&account, args.transfer, move |intent| {
            (intent.amount_minor, intent.cause.note) = (amount.minor, note.clone());
            TransferQuoteRequest { payee: intent.cause.payee, amount, note, request: args.request }
        })
        .await
    }

    /// Confirms a quote. A second confirmation of the same transfer sends nothing and answers how it stands. What the
    /// server refuses for the moment is the view's `problem`.
    ///
    /// # Errors
    /// Nothing was sent: [`crate::Error::TooFast`], [`crate::Error::QuoteExpired`], [`crate::Error::StepUpRequired`],
    /// [`crate::Error::Invalid`], [`crate::Error::SessionExpired`]; [`crate::Error::Remote`] offline.
    pub async fn confirm_transfer(&self, args: ConfirmTransferArgs) -> Result<TransferView> {
        confirm::<Transfer>(&self.account()?, args.transfer, args.quote, args.pin).await
    }

    /// Asks about a transfer now, whenever it is due. What is definite is answered as it is.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`]; what does not work is the view's `problem`.
    pub async fn check_transfer(&self, args: TransferArgs) -> Result<TransferView> {
        check::<Transfer>(&self.connected_account().await?, args.transfer).await
    }

    /// Ends a transfer. One that was never sent ends here; any other ends on the server, and if that cannot be asked
    /// now, it is asked as soon as it can.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`]; [`crate::Error::Remote`] when the server could not be asked yet.
    pub async fn abandon_transfer(&self, args: TransferArgs) -> Result<TransferView> {
        abandon::<Transfer>(&self.account()?, args.transfer).await
    }
}

/// Whatever moved the wallet may have ended a transfer that is held: each is asked about once, so that its page says so.
pub(in crate::money) fn look_at_held(account: &Arc<Account>) {
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        if let Some(Err(error)) = account.stop.run_until_cancelled(look_at_each(&account)).await {
            tracing::debug!(code = ?error.code(), "a transfer that is held could not be asked about");
        }
    });
}

async fn look_at_each(account: &Arc<Account>) -> Result<()> {
    let mut tx = account.store.read().await?;
    let held = transfer_intent::list_held(&mut tx).await?;
    drop(tx);
    for id in held {
        look::<Transfer>(account, id, |answer| answer.outcome != TransferOutcome::Held).await?;
    }
    Ok(())
}
