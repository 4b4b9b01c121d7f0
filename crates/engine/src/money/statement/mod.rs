//! The statement: every entry of the wallet, kept on this device, and whether they add up.
//!
//! ```text
//! newest page ─► check ─► read on until it meets what is kept ─► compare ─► rows, one transaction ─► check all ─► verdict
//!                                                                  └► older pages, in the background, to the first entry
//! ```
//!
//! Promises: the run of entries has no hole; after each reading all of it is added up against the balance, and what does
//! not fit is kept as a finding and shown, never mended in silence. Does not: compute a balance.

mod check;
mod show;
mod take;
mod terms;

pub(super) use check::adds_up;
pub(crate) use show::adds_up_here;
pub(crate) use take::complete;
pub(super) use take::{Kept, take};
