//! The steps that a person takes with a tip, and the looks that tell how one ended.

use std::sync::Arc;

use circles_domain::tip::{TipOutcome, TipState, check_message};
use circles_domain::{TipAmount, TipId};
use circles_store::table::tip_intent::Tip;
use circles_wire::tip::QuoteRequest;

use crate::account::Account;
use crate::args::{ConfirmTipArgs, QuoteTipArgs, TipArgs};
use crate::engine::Engine;
use crate::error::Result;
use crate::money::intent::abandon::abandon;
use crate::money::intent::check::{check, look};
use crate::money::intent::confirm::confirm;
use crate::money::intent::quote::quote;
use crate::money::intent::row;
use crate::view::TipView;

impl Engine {
    /// Binds the tip to what was typed, as often as wanted until it is confirmed; afterwards answers how it stands.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for what is no amount, before anything is sent; [`crate::Error::Remote`].
    pub async fn quote_tip(&self, args: QuoteTipArgs) -> Result<TipView> {
        let account = self.account()?;
        let amount = TipAmount::parse_yuan(&args.amount)?;
        let message = check_message(args.message.as_deref().unwrap_or_default())?;
        quote::<Tip>(&account, args.tip, move |intent| {
            intent.amount_minor = amount.as_fen();
            QuoteRequest {
                post: intent.cause,
                amount: amount.money(),
                privacy: args.privacy.unwrap_or_default(),
                message,
            }
        })
        .await
    }

    /// Confirms a quote. A second confirmation of the same tip sends nothing and answers how it stands. What the
    /// server refuses for the moment (a wrong payment password, too many tips) is the view's `problem`.
    ///
    /// # Errors
    /// Nothing was sent: [`crate::Error::TooFast`], [`crate::Error::QuoteExpired`], [`crate::Error::StepUpRequired`],
    /// [`crate::Error::Invalid`], [`crate::Error::SessionExpired`]; [`crate::Error::Remote`] offline.
    pub async fn confirm_tip(&self, args: ConfirmTipArgs) -> Result<TipView> {
        confirm::<Tip>(&self.account()?, args.tip, args.quote, args.pin).await
    }

    /// Asks about a tip now, whenever it is due. What is definite is answered as it is.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`]; what does not work is the view's `problem`.
    pub async fn check_tip(&self, args: TipArgs) -> Result<TipView> {
        check::<Tip>(&self.connected_account().await?, args.tip).await
    }

    /// Ends a tip. One that was never sent ends here; any other ends on the server, and if that cannot be asked now,
    /// it is asked as soon as it can.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`]; [`crate::Error::Remote`] when the server could not be asked yet.
    pub async fn abandon_tip(&self, args: TipArgs) -> Result<TipView> {
        abandon::<Tip>(&self.account()?, args.tip).await
    }
}

/// A held tip whose time has come is asked about once, when somebody looks at it.
pub(super) fn look_at_release(account: &Arc<Account>, view: &TipView) {
    let passed = view.release_at.is_some_and(|at| at <= account.clock.now());
    if view.state != TipState::Held || !passed {
        return;
    }
    let (account, tip) = (account.clone(), view.id);
    account.tasks.clone().spawn(async move { look_at(&account, tip).await });
}

/// Tips that the wallet says came back (their post was removed, another device took them back, they were refunded) are
/// asked about once, so that their own page says why.
pub(in crate::money) fn look_at_returned(account: &Arc<Account>, tips: Vec<TipId>) {
    let account = account.clone();
    account.tasks.clone().spawn(async move {
        for tip in tips {
            // Most are known, or of another device.
            let Ok(intent) = row::load::<Tip>(&account, tip).await else { continue };
            if matches!(intent.state, TipState::Held | TipState::Released) {
                look_at(&account, tip).await;
            }
        }
    });
}

async fn look_at(account: &Arc<Account>, tip: TipId) {
    if let Err(error) = look::<Tip>(account, tip, |answer| answer.outcome != TipOutcome::Held).await {
        tracing::debug!(code = ?error.code(), "a tip could not be asked about");
    }
}
