//! Keeping order, from this device: acts go straight to the server (none of them is queued: what a moderator decides,
//! they decide on what is there now), and what is read of order is kept as sheets.
//!
//! Promises: a sheet is shown as it was last read, with its age; whatever changes it reads it again. Does not: decide who
//! may; the server does.

mod acts;
mod cover;
mod finance;
mod handover;
mod life;
mod own;
mod sheet;
mod take_along;

pub(crate) use sheet::after_pull;
