//! Top-ups and cash-outs, as their person's device knows them.
//!
//! ```text
//! begin ──► kept here ──► sent ──► the server's answer: kept in the cache, the row here goes
//!                          └─ answer lost ─► check (asks by id) ─► the answer
//!                                              └─ too long ─► abandon ─► the answer
//! ```
//!
//! Promises: what was asked for is in `outbox.db` before any byte of it is sent, under the id that was minted when its
//! sheet opened; what may have begun is asked about until the server has said; nothing is sent without network, and
//! nothing by itself. Does not: know what the provider does; the server tells.

mod begin;
mod check;
mod list;
mod page;

pub(crate) use check::start;
