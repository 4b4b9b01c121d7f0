//! Tips as their payer's device knows them, and the wallet. One file a step:
//!
//! ```text
//! open ──► quote ──► confirm ──► settle (the server's word, receipt checked)
//!                       └─ answer lost ─► check ──► settle
//!                                           └─ too long ─► abandon ──► settle
//! held ──► cancel ──► settle
//! ```
//!
//! Promises: the intent is in `outbox.db` before any byte of it is sent; a post has at most one open tip, and it keeps
//! its id through retries, double taps and restarts; one confirmation is under way at a time; what may have moved is
//! asked about until the server has said, and paying again is not offered before; nothing is shown as tipped without a
//! receipt that a pinned key signed.
//! Does not: retry a confirmation by itself, queue money, or decide an amount.

mod abandon;
mod cancel;
mod check;
mod confirm;
mod earnings;
mod heard;
mod keys;
mod limits;
mod live;
mod open;
pub(crate) mod payment;
mod quote;
mod receipt;
mod request;
mod row;
mod settle;
mod shown;
mod statement;
mod transfer;
mod wallet;

pub(crate) use check::start;
pub(crate) use live::Tips;
pub(crate) use receipt::extend as continued;
pub(crate) use statement::{adds_up_here, complete};
pub(crate) use transfer::{Transfers, start as start_transfers};
pub(crate) use wallet::wallet_moved;
