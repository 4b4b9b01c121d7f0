//! Asking what would move: the server binds payer, payee, amount and words, and the page shows that.

use std::sync::Arc;

use circles_domain::tip::{TipEvent, TipState};
use circles_faults::crash_point;
use circles_store::table::intent::Intent;
use circles_wire::ErrorCode;

use super::live::Live;
use super::{Sent, row, settle};
use crate::account::Account;
use crate::error::{Error, Result};
use crate::remote;

/// Binds the intent to what was typed, as often as wanted until it is confirmed; afterwards answers how it stands.
/// `typed` notes in the intent what the page has, and gives the request for it.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Remote`].
pub(in crate::money) async fn quote<S: Sent>(
    account: &Arc<Account>,
    id: S::Id,
    typed: impl FnOnce(&mut Intent<S>) -> S::Request + Send + 'static,
) -> Result<S::View> {
    // On its own task: a page that closes must not leave a quote of the server unknown here.
    let task = account.tasks.spawn(take(account.clone(), id, typed));
    task.await.map_err(|_| Error::Internal("a quote"))?
}

async fn take<S: Sent>(
    account: Arc<Account>,
    id: S::Id,
    typed: impl FnOnce(&mut Intent<S>) -> S::Request + Send,
) -> Result<S::View> {
    let live = S::book(&account).live(id);
    let _step = live.step.lock().await;
    let mut intent = row::load::<S>(&account, id).await?;
    match intent.state {
        TipState::Draft | TipState::Quoted => {}
        TipState::Confirming
        | TipState::Unknown
        | TipState::Held
        | TipState::Released
        | TipState::Returned
        | TipState::Refused => return row::show::<S>(&account, id).await,
    }
    live.forget_problem();
    let before = intent.clone();
    let request = typed(&mut intent);
    if intent != before {
        // What was typed is still there when the network is not.
        row::save(&account, &mut intent).await?;
        crash_point!("device.quote.typed", Error::Internal("ordered"));
    }
    let asked = ask(&account, &live, &mut intent, &request).await;
    if let Err(error) = &asked {
        live.note(error);
    }
    asked?;
    row::show::<S>(&account, id).await
}

async fn ask<S: Sent>(
    account: &Arc<Account>,
    live: &Live,
    intent: &mut Intent<S>,
    request: &S::Request,
) -> Result<()> {
    let answer = S::quote(&account.remote()?, intent.id, request).await;
    let quote = match answer {
        Ok(quote) if S::is_what_was_asked(&quote, intent, request) => quote,
        Ok(_) => {
            live.with(|seen| seen.void = true);
            return Err(remote::Error::Protocol("a quote for something else").into());
        }
        Err(remote::Error::Rejected(body)) => {
            // The outcome is stored already: a confirmation that was thought to have done nothing came late.
            if body.code == ErrorCode::IdConflict
                && let Some(stored) = settle::stored::<S>(&body)
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
    intent.state = intent.state.next(TipEvent::Quoted).map_err(|_| Error::Internal("a step"))?;
    intent.quote = Some(quote);
    intent.shown_at = Some(account.clock.now());
    row::save(account, intent).await?;
    crash_point!("device.quote.kept", Error::Internal("ordered"));
    live.with(|seen| seen.void = false);
    Ok(())
}
