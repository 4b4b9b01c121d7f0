//! The arithmetic of the ledger: journals of postings that sum to zero. Its SQL is the server's.
//!
//! ```text
//! sandbox ─top_up─► person ─tip_hold─► escrow ─tip_release─► person (the payee)
//!                      ▲                  └────tip_return──► person (the payer)
//!                      └─────────────────────────┘
//! person (the payee) ─tip_refund─► person (the payer)      receivable ─advance─► person ─repayment─► receivable
//! adjustment ─adjustment_credit─► person ─adjustment_debit─► adjustment
//! person ─cash_out_hold─► escrow ─cash_out─► sandbox          escrow ─cash_out_return─► person
//! ```
//!
//! Promises: integers only, checked or 128 bits wide; the same journals give the same bytes, hashes and findings
//! everywhere. Does not: store, sign, or read a clock.

mod account;
mod adjustment;
mod audit;
mod booking;
mod canonical;
mod chain;
mod checkpoint;
mod journal;
mod limits;
mod own_limit;
mod receipt;
mod step_up;
#[cfg(test)]
mod tests;

pub use account::AccountKind;
pub use adjustment::AdjustmentReceipt;
pub use audit::{Books, Finding, Invariant, Offence, audit, balances};
pub use booking::Entry;
pub use chain::{BookedJournal, GENESIS, canonical_bytes, chain_hash};
pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use journal::{Journal, JournalFault, JournalKind, Legs, Posting};
pub use limits::{PlatformLimits, TipFacts, decide_tip};
pub use own_limit::{LimitKind, OwnLimit, OwnLimits, Raise};
pub use receipt::{Receipt, TransferReceipt};
pub use step_up::{StepUpThresholds, step_up_needed};
