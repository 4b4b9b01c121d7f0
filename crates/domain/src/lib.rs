//! What Circles is: its nouns, its rules and the arithmetic of its money.
//!
//! Promises: pure functions and plain types; the same code decides on the server and predicts on a device.
//! Does not: read files, clocks (but for [`timestamp::SystemClock`]) or networks, know SQL or HTTP.

pub mod attachment;
pub mod circle;
pub mod claim;
pub mod comment;
pub mod gate;
pub mod govern;
pub mod id;
pub mod identity_number;
pub mod invalid;
pub mod invitation;
pub mod ledger;
pub mod media;
pub mod money;
pub mod money_request;
pub mod page;
pub mod payment;
pub mod payout;
pub mod person;
pub mod post;
pub mod relation;
pub mod score;
pub mod timestamp;
pub mod tip;
pub mod transfer;
mod visible;

pub use id::*;
pub use invalid::{Field, Invalid, Rule};
pub use money::{Currency, Money, TipAmount};
pub use timestamp::{Clock, SystemClock, Timestamp};
