//! Asking what would move: the server binds payer, payee, amount and note, and the page shows that.

use std::sync::Arc;

use circles_domain::tip::{TipEvent, TipState};
use circles_domain::transfer::check_note;
use circles_domain::{Field, Invalid, Money, Rule};
use circles_store::table::transfer_intent::TransferIntent;
use circles_wire::ErrorCode;
use circles_wire::transfer::{TransferQuoteRequest, TransferQuoteResponse};

use super::super::live::Live;
use super::{row, settle};
use crate::account::Account;
use crate::args::QuoteTransferArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::remote;
use crate::view::TransferView;

impl Engine {
    /// Binds the transfer to what was typed, as often as wanted until it is confirmed; afterwards answers how it stands.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no amount or no note, before anything is sent; [`Error::Remote`].
    pub async fn quote_transfer(&self, args: QuoteTransferArgs) -> Result<TransferView> {
        let account = self.account()?;
        let amount = Money::parse_yuan(&args.amount)?;
        if amount.minor < 1 {
            return Err(Invalid::new(Field::Amount, Rule::TooSmall).into());
        }
        let note = check_note(&args.note)?;
        // On its own task: a page that closes must not leave a quote of the server unknown here.
        let task = account.tasks.spawn(quote(account.clone(), args, amount, note));
        task.await.map_err(|_| Error::Internal("a quote"))?
    }
}

async fn quote(
    account: Arc<Account>,
    args: QuoteTransferArgs,
    amount: Money,
    note: String,
) -> Result<TransferView> {
    let live = account.transfers.live(args.transfer);
    let _step = live.step.lock().await;
    let mut intent = row::load(&account, args.transfer).await?;
    match intent.state {
        TipState::Draft | TipState::Quoted => {}
        TipState::Confirming
        | TipState::Unknown
        | TipState::Held
        | TipState::Released
        | TipState::Returned
        | TipState::Refused => return row::show(&account, args.transfer).await,
    }
    live.forget_problem();
    if (intent.amount_minor, &intent.note) != (amount.minor, &note) {
        // What was typed is still there when the network is not.
        (intent.amount_minor, intent.note) = (amount.minor, note.clone());
        row::save(&account, &mut intent).await?;
    }
    let request = TransferQuoteRequest { payee: intent.payee, amount, note, request: args.request };
    let asked = ask(&account, &live, &mut intent, &request).await;
    if let Err(error) = &asked {
        live.note(error);
    }
    asked?;
    row::show(&account, args.transfer).await
}

async fn ask(
    account: &Arc<Account>,
    live: &Live,
    intent: &mut TransferIntent,
    request: &TransferQuoteRequest,
) -> Result<()> {
    let answer = account.remote()?.quote_transfer(intent.id, request).await;
    let quote = match answer {
        Ok(quote) if is_what_was_asked(&quote, intent, request) => quote,
        Ok(_) => {
            live.with(|seen| seen.void = true);
            return Err(remote::Error::Protocol("a quote for something else").into());
        }
        Err(remote::Error::Rejected(body)) => {
            // The outcome is stored already: a confirmation that was thought to have done nothing came late.
            if body.code == ErrorCode::IdConflict
                && let Some(stored) = settle::stored(&body)
            {
                return settle::settle(account, live, intent, stored).await;
            }
            return Err(remote::Error::Rejected(body).into());
        }
        Err(remote::Error::Offline) => return Err(remote::Error::Offline.into()),
        Err(error) => {
            // It may have arrived, and then it voided the quote that is kept here.
            live.with(|seen| seen.void = true);
            return Err(error.into());
        }
    };
    intent.state =
        intent.state.next(TipEvent::Quoted).map_err(|_| Error::Internal("a step of a transfer"))?;
    intent.quote = Some(quote);
    intent.shown_at = Some(account.clock.now());
    row::save(account, intent).await?;
    live.with(|seen| seen.void = false);
    Ok(())
}

fn is_what_was_asked(
    quote: &TransferQuoteResponse,
    intent: &TransferIntent,
    asked: &TransferQuoteRequest,
) -> bool {
    quote.transfer == intent.id
        && quote.payee.id == asked.payee
        && quote.amount == asked.amount
        && quote.note == asked.note
        && quote.request == asked.request
        && quote.fee == Money::fen(0)
}
