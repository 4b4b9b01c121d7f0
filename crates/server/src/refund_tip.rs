//! `circles-server refund-tip`: what whoever runs the server does when a released tip must go back: a payer who turns out
//! to be a child, a payment that the provider took back.
//!
//! Promises: once a tip; while the server runs or not. Does not: wake devices; they learn of it at their next pull.

use std::path::PathBuf;

use circles_domain::tip::TipReturn;
use circles_domain::{Clock, Money, PersonId, TipId};

use crate::ledger::{self, LedgerError, Refunded};
use crate::store::{Db, OpenError};

/// Which tip.
#[derive(Clone, Debug, clap::Args)]
pub struct RefundTip {
    /// Directory of the database.
    #[arg(long, env = "CIRCLES_DATA_DIR")]
    pub data_dir: PathBuf,
    /// The tip's id.
    #[arg(long)]
    pub tip: uuid::Uuid,
}

/// What came of it, as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Done {
    /// Whether it went back just now; a tip that is held, returned, refused or unknown does not.
    pub refunded: bool,
    /// Who has the money again.
    pub payer: Option<PersonId>,
    /// Who had it.
    pub payee: Option<PersonId>,
    /// What the payee owes for it now.
    pub owed: Option<Money>,
}

/// Why it could not be tried.
#[derive(Debug, thiserror::Error)]
pub enum RefundError {
    /// The database cannot be opened.
    #[error("cannot open the database")]
    Open(#[from] OpenError),
    /// The ledger failed.
    #[error("cannot refund")]
    Ledger(#[from] LedgerError),
}

/// Refunds it.
///
/// # Errors
/// See [`RefundError`]; then nothing happened.
pub async fn refund_tip(asked: &RefundTip, clock: &dyn Clock) -> Result<Done, RefundError> {
    let db = Db::open(&asked.data_dir.join("circles.db")).await?;
    let mut tx = db.write().await.map_err(LedgerError::from)?;
    let done =
        ledger::refund_tip(&mut tx, TipId(asked.tip), (TipReturn::Refunded, true), clock.now()).await?;
    tx.commit().await.map_err(LedgerError::from)?;
    db.close().await;
    Ok(match done {
        Refunded::Done { payer, payee, owed } => {
            Done { refunded: true, payer: Some(payer), payee: Some(payee), owed: Some(owed) }
        }
        Refunded::NotReleased | Refunded::Short => {
            Done { refunded: false, payer: None, payee: None, owed: None }
        }
    })
}
