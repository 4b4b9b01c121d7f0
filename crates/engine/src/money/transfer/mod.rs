//! Transfers as their payer's device knows them: the steps of a tip, one file each, over `transfer_intent`.
//!
//! Promises: those of the folder above, for transfers; a person has at most one open transfer to another.
//! Does not: keep the list of transfers; the server is asked for it.

mod answer;
mod check;
mod confirm;
mod open;
mod quote;
mod row;
mod settle;
mod shown;

pub(super) use check::look_at_held;
pub(crate) use check::start;
pub(super) use row::view;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use circles_domain::TransferId;
use tokio::sync::Notify;

use super::live::Live;

/// What is known of transfers only while the process lives.
#[derive(Default)]
pub(crate) struct Transfers {
    transfers: Mutex<HashMap<TransferId, Arc<Live>>>,
    /// Wakes whoever asks about unknown transfers.
    wake: Notify,
}

impl Transfers {
    fn live(&self, id: TransferId) -> Arc<Live> {
        self.transfers.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default().clone()
    }

    /// Every unknown transfer is asked about now: the network or the session is back.
    fn all_due(&self) {
        for live in self.transfers.lock().unwrap_or_else(PoisonError::into_inner).values() {
            live.with(|seen| seen.due = None);
        }
    }
}
