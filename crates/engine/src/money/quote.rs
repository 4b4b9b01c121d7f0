//! Asking what would move: the server binds payer, payee, post and amount, and the page shows that.

use std::sync::Arc;

use circles_domain::tip::{TipEvent, TipState, check_message};
use circles_domain::{Money, TipAmount};
use circles_faults::crash_point;
use circles_store::table::tip_intent::TipIntent;
use circles_wire::ErrorCode;
use circles_wire::tip::{QuoteRequest, QuoteResponse};

use super::live::Live;
use super::{row, settle};
use crate::account::Account;
use crate::args::QuoteTipArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::remote;
use crate::view::TipView;

impl Engine {
    /// Binds the tip to what was typed, as often as wanted until it is confirmed; afterwards answers how it stands.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no amount, before anything is sent; [`Error::Remote`].
    pub async fn quote_tip(&self, args: QuoteTipArgs) -> Result<TipView> {
        let account = self.account()?;
        let amount = TipAmount::parse_yuan(&args.amount)?;
        let message = check_message(args.message.as_deref().unwrap_or_default())?;
        // On its own task: a page that closes must not leave a quote of the server unknown here.
        let task = account.tasks.spawn(quote(account.clone(), args, amount, message));
        task.await.map_err(|_| Error::Internal("a quote"))?
    }
}

async fn quote(
    account: Arc<Account>,
    args: QuoteTipArgs,
    amount: TipAmount,
    message: String,
) -> Result<TipView> {
    let live = account.tips.live(args.tip);
    let _step = live.step.lock().await;
    let mut intent = row::load(&account, args.tip).await?;
    match intent.state {
        TipState::Draft | TipState::Quoted => {}
        TipState::Confirming
        | TipState::Unknown
        | TipState::Held
        | TipState::Released
        | TipState::Returned
        | TipState::Refused => return row::show(&account, args.tip).await,
    }
    live.forget_problem();
    if intent.amount_minor != amount.as_fen() {
        // What was typed is still there when the network is not.
        intent.amount_minor = amount.as_fen();
        row::save(&account, &mut intent).await?;
        crash_point!("device.quote.typed", Error::Internal("ordered"));
    }
    let request = QuoteRequest {
        post: intent.post,
        amount: amount.money(),
        privacy: args.privacy.unwrap_or_default(),
        message,
    };
    let asked = ask(&account, &live, &mut intent, &request).await;
    if let Err(error) = &asked {
        live.note(error);
    }
    asked?;
    row::show(&account, args.tip).await
}

async fn ask(
    account: &Arc<Account>,
    live: &Live,
    intent: &mut TipIntent,
    request: &QuoteRequest,
) -> Result<()> {
    let answer = account.remote()?.quote_tip(intent.id, request).await;
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
    crash_point!("device.quote.answered", Error::Internal("ordered"));
    intent.state = intent.state.next(TipEvent::Quoted).map_err(|_| Error::Internal("a step of a tip"))?;
    intent.quote = Some(quote);
    intent.shown_at = Some(account.clock.now());
    row::save(account, intent).await?;
    crash_point!("device.quote.kept", Error::Internal("ordered"));
    live.with(|seen| seen.void = false);
    Ok(())
}

fn is_what_was_asked(quote: &QuoteResponse, intent: &TipIntent, asked: &QuoteRequest) -> bool {
    quote.tip == intent.id
        && quote.post == intent.post
        && quote.amount == asked.amount
        && (quote.privacy, quote.message.as_str()) == (asked.privacy, asked.message.as_str())
        && quote.fee == Money::fen(0)
}
