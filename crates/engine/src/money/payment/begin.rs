//! Asking for a top-up or a cash-out.

use std::sync::Arc;
use std::time::Duration;

use circles_domain::person::check_typed_pin;
use circles_domain::{Field, Invalid, Money, Rule};
use circles_faults::crash_point;
use circles_store::table::payment_intent::{self, PaymentIntent};
use circles_wire::ErrorCode;
use circles_wire::payment::{PaymentRequest, PaymentResponse};

use super::list::{answered, settle, unanswered};
use crate::account::Account;
use crate::args::BeginPaymentArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::money::wallet_moved;
use crate::remote;
use crate::view::{Connectivity, PaymentView};

const PATIENCE: Duration = Duration::from_secs(15);

impl Engine {
    /// Asks for a payment. When no answer comes it may have begun or not: it is *checking*, and asked about until the
    /// server has said. The same id again is the same payment.
    ///
    /// # Errors
    /// [`Error::Invalid`] for no amount or no payment password; [`Error::Remote`]: nothing was sent, or the server kept
    /// nothing (a cash-out may need the payment password, and a wrong one costs a try).
    pub async fn begin_payment(&self, args: BeginPaymentArgs) -> Result<PaymentView> {
        let account = self.account()?;
        let amount = Money::parse_yuan(&args.amount)?;
        if amount.minor < 1 {
            return Err(Invalid::new(Field::Amount, Rule::TooSmall).into());
        }
        if let Some(pin) = &args.pin {
            check_typed_pin(pin)?;
        }
        if account.connectivity.now() == Connectivity::Offline {
            return Err(remote::Error::Offline.into());
        }
        self.resumed().await;
        let asked_at = account.clock.now();
        let intent = PaymentIntent { id: args.payment, kind: args.kind, amount, checks: 0, asked_at };
        // On its own task: a page that closes must not lose the answer.
        let task = account.tasks.spawn(begin(account.clone(), intent, (args.payee, args.pin)));
        let done = task.await;
        if !matches!(done, Ok(Ok(_))) {
            // However it broke off: if it was out already, it is asked about.
            account.purse.payments_wake.notify_one();
        }
        done.map_err(|_| Error::Internal("asking for a payment"))?
    }
}

async fn begin(
    account: Arc<Account>,
    intent: PaymentIntent,
    (payee, pin): (Option<String>, Option<String>),
) -> Result<PaymentView> {
    let _step = account.purse.paying.lock().await;
    let remote = account.remote()?;
    let mut tx = account.store.read().await?;
    let before = payment_intent::list(&mut tx).await?.into_iter().find(|kept| kept.id == intent.id);
    tx.end().await?;
    if before.is_some_and(|kept| (kept.kind, kept.amount) != (intent.kind, intent.amount)) {
        return Err(Error::Malformed);
    }
    let mut write = account.store.write_outbox().await?;
    payment_intent::save(&mut write, &intent).await?;
    crash_point!("device.payment.intent.written", Error::Internal("ordered"));
    write.commit().await?;
    crash_point!("device.payment.intent.kept", Error::Internal("ordered"));
    let request = PaymentRequest { kind: intent.kind, amount: intent.amount, payee, pin };
    let asked = tokio::time::timeout(PATIENCE, remote.begin_payment(intent.id, &request)).await;
    crash_point!("device.payment.answered", Error::Internal("ordered"));
    match asked.unwrap_or(Err(remote::Error::Timeout)) {
        Ok(told) if is_about(&told, &intent) => {
            settle(&account, &told).await?;
            wallet_moved(&account);
            Ok(answered(&told))
        }
        // What was sent before may still arrive, so a "no" to this copy says nothing of it.
        Err(error) if before.is_none() && kept_nothing(&error) => {
            let mut write = account.store.write_outbox().await?;
            payment_intent::delete(&mut write, intent.id).await?;
            write.commit().await?;
            Err(error.into())
        }
        Ok(_) | Err(_) => {
            account.purse.payments_wake.notify_one();
            crash_point!("device.payment.unknown", Error::Internal("ordered"));
            Ok(unanswered(&intent))
        }
    }
}

/// Whether an answer speaks of what was asked.
pub(super) fn is_about(told: &PaymentResponse, intent: &PaymentIntent) -> bool {
    (told.id, told.kind, told.amount) == (intent.id, intent.kind, intent.amount)
}

/// Whether it is certain that the server has nothing of this request.
fn kept_nothing(error: &remote::Error) -> bool {
    match error {
        remote::Error::Offline => true,
        remote::Error::Timeout | remote::Error::Protocol(_) | remote::Error::SignedOut => false,
        remote::Error::Rejected(body) => {
            matches!(
                body.code,
                ErrorCode::Invalid
                    | ErrorCode::RateLimited
                    | ErrorCode::Forbidden
                    | ErrorCode::PaymentsLocked
                    | ErrorCode::CashOutRests
                    | ErrorCode::StepUpRequired
                    | ErrorCode::PinWrong
                    | ErrorCode::PinNotSet
                    | ErrorCode::PinPaused
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejected(code: ErrorCode) -> remote::Error {
        let body = serde_json::json!({ "code": code, "title": "", "status": 400 });
        remote::Error::Rejected(Box::new(serde_json::from_value(body).unwrap()))
    }

    #[test]
    fn only_a_refusal_of_our_server_says_that_nothing_began() {
        assert!(kept_nothing(&remote::Error::Offline));
        for code in [
            ErrorCode::Invalid,
            ErrorCode::RateLimited,
            ErrorCode::PaymentsLocked,
            ErrorCode::CashOutRests,
            ErrorCode::StepUpRequired,
            ErrorCode::PinWrong,
            ErrorCode::PinNotSet,
            ErrorCode::PinPaused,
        ] {
            assert!(kept_nothing(&rejected(code)), "{code:?}");
        }
        for code in [ErrorCode::Internal, ErrorCode::Unavailable, ErrorCode::InProgress, ErrorCode::NotFound]
        {
            assert!(!kept_nothing(&rejected(code)), "{code:?}");
        }
        for lost in [remote::Error::Timeout, remote::Error::Protocol("a page"), remote::Error::SignedOut] {
            assert!(!kept_nothing(&lost));
        }
    }
}
