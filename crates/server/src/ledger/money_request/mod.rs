//! Requests of money: a friend is asked for an amount. Nothing here moves any; a transfer that pays one is confirmed in
//! [`super::transfer`].
//!
//! Promises: the same id and words get the same answer; what a block stands between is not there for either of the two;
//! a request is paid by one transfer at a time, and open again when that one came back.

mod ask;
mod end;
mod list;
mod pay;

pub use ask::{Asked, ask};
pub use end::{Ended, decline, withdraw};
pub use list::list;
pub(super) use pay::{Payable, mark_paid, payable, reopen};
