//! `circles-server return-payment`: what whoever runs the server does with a top-up of which another sum came in than was
//! ordered: all of it goes back to whoever paid it.
//!
//! Promises: once a payment, however often it is asked for; while the server runs or not; nothing is kept but what the
//! provider's books say, which the server asks them as well. Does not: touch what is booked.

use std::sync::Arc;

use circles_domain::payment::{PaymentFailure, PaymentKind};
use circles_domain::{Clock, Money, PaymentId};
use circles_faults::crash_point;

use crate::config::Config;
use crate::ledger::{LedgerError, OrderState, StoredOrder, find_order, set_order};
use crate::payments::alipay::AlipayArgs;
use crate::payments::{self, BadProvider, Conduct, Direction, Order, ProviderError, Sandbox, Status};
use crate::store::changes::{self, Change};
use crate::store::{Db, OpenError};

/// Which payment, and who holds the money; as for `serve`.
#[derive(Clone, Debug, clap::Args)]
pub struct ReturnPayment {
    /// Directory of the database.
    #[arg(long, env = "CIRCLES_DATA_DIR")]
    pub data_dir: std::path::PathBuf,
    /// The payment's id.
    #[arg(long)]
    pub payment: uuid::Uuid,
    /// Who holds the money.
    #[command(flatten)]
    pub alipay: AlipayArgs,
    /// Where a sandbox of payments that is a process of its own listens.
    #[arg(long, env = "CIRCLES_SANDBOX_URL")]
    pub sandbox_url: Option<String>,
}

/// What came of it, as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Done {
    /// Whether the provider's books say that it went back; while they do not, asking again does no harm.
    pub returned: bool,
    /// How much had come in; absent when there was nothing to return.
    pub amount: Option<Money>,
}

/// Why it could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum ReturnError {
    /// The database cannot be opened.
    #[error("cannot open the database")]
    Open(#[from] OpenError),
    /// The flags.
    #[error(transparent)]
    Provider(#[from] BadProvider),
    /// The provider.
    #[error("the payment provider; ask again")]
    Unanswered(#[from] ProviderError),
    /// The ledger failed.
    #[error("cannot keep what came of it")]
    Ledger(#[from] LedgerError),
}

impl From<sqlx::Error> for ReturnError {
    fn from(error: sqlx::Error) -> Self {
        Self::Ledger(error.into())
    }
}

/// Asks for it, and keeps it once the books say so.
///
/// # Errors
/// See [`ReturnError`]; it may have been asked for, and asking again is the same.
pub async fn return_payment(asked: &ReturnPayment, clock: Arc<dyn Clock>) -> Result<Done, ReturnError> {
    let db = Db::open(&asked.data_dir.join("circles.db")).await?;
    let (alipay, sandbox_url) = (asked.alipay.clone(), asked.sandbox_url.clone());
    let config = Config { alipay, sandbox_url, ..Config::at(&asked.data_dir) };
    let sandbox = Arc::new(Sandbox::new(db.clone(), Arc::clone(&clock), Conduct::good(0)));
    let provider = payments::choose(&config, &db, &clock, &sandbox).await?;
    let id = PaymentId(asked.payment);
    let order = find_order(&mut *db.read().acquire().await?, id).await?;
    let Some((order, amount)) = order.and_then(other_sum) else {
        return Ok(Done { returned: false, amount: None });
    };
    crash_point!("return_payment.begun", sqlx::Error::WorkerCrashed.into());
    provider.refund(Order { id, amount }).await?;
    crash_point!("return_payment.asked", sqlx::Error::WorkerCrashed.into());
    let returned = provider.query(id, Direction::In).await? == Status::Returned;
    if returned {
        let (mut tx, now) = (db.write().await?, clock.now());
        // The server may have heard of it first.
        if find_order(&mut tx, id).await?.and_then(other_sum).is_some() {
            let state = OrderState::Failed(PaymentFailure::Returned);
            set_order(&mut tx, &StoredOrder { state, unanswered: 0, changed_at: now, ..order }, None).await?;
            changes::note(&mut tx, Change::Wallet(order.person), now).await?;
            crash_point!("return_payment.written", sqlx::Error::WorkerCrashed.into());
        }
        tx.commit().await?;
        crash_point!("return_payment.kept", sqlx::Error::WorkerCrashed.into());
    }
    db.close().await;
    Ok(Done { returned, amount: Some(amount) })
}

/// A top-up of which another sum came in, and which.
const fn other_sum(order: StoredOrder) -> Option<(StoredOrder, Money)> {
    match (order.kind, order.state) {
        (PaymentKind::TopUp, OrderState::Mismatched(amount)) => Some((order, amount)),
        _ => None,
    }
}
