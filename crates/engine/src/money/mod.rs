//! Money as one person's device knows it: what they send ([`intent`]: tips and transfers), what goes in and out of the
//! wallet ([`payment`]), the wallet, its statement and its receipts.
//!
//! Promises: money never moves without the person looking, and nothing is shown as paid without a receipt that a pinned
//! key signed.

mod earnings;
mod intent;
mod keys;
mod limits;
pub(crate) mod payment;
mod receipt;
mod request;
mod statement;
mod tip;
mod transfer;
mod wallet;

use std::sync::Arc;

use circles_domain::{TipId, TransferId};
use circles_store::table::tip_intent::Tip;
use circles_store::table::transfer_intent::Transfer;

use crate::account::Account;

pub(crate) use receipt::extend as continued;
pub(crate) use statement::{adds_up_here, complete};
pub(crate) use wallet::{Purse, wallet_moved};

/// What is known of a person's tips while the process lives.
pub(crate) type Tips = intent::live::Book<TipId>;
/// The same of their transfers.
pub(crate) type Transfers = intent::live::Book<TransferId>;

/// Starts asking about what is unknown; ends with the account.
pub(crate) fn start(account: &Arc<Account>) {
    intent::check::start::<Tip>(account);
    intent::check::start::<Transfer>(account);
}
