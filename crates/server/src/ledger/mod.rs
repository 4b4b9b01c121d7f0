//! The SQL of the ledger. What may be booked is decided by `circles_domain::ledger`; here it is read and written.
//!
//! ```text
//! quote ──► confirm ─┬─► hold ─┬─► release (same transaction without grace and escrow, else the job)
//!                    │         └─► return (taken back in the grace; the post was removed)
//!                    │         release ──► refund (what the payee lacks is owed)
//!                    └─► refused        abandon ──► refused
//! ```
//!
//! Promises: every function takes the caller's transaction, so that an answer, its journals, balances, counts and the
//! poke's change commit together or not at all; a decision reads all its facts inside that transaction, which must be
//! `BEGIN IMMEDIATE`: one writer, no stale fact. Does not: commit, wait for a network, know HTTP.

mod abandon;
mod account;
mod book;
mod books;
mod cancel;
mod cash_out;
pub mod checkpoint;
mod confirm;
mod confirmation;
mod dissolved;
mod earnings;
mod facts;
mod finance;
mod frozen;
mod made_tips;
pub mod money_request;
mod orders;
mod outcome;
mod own_limits;
mod parted;
pub mod pin;
mod proposals;
mod quote;
mod receipt;
mod reconciliations;
mod refund;
pub mod release;
mod rest;
mod settle;
mod statement;
pub mod step_up;
mod terms;
mod thanks;
mod tippers;
pub mod transfer;

pub use abandon::abandon;
pub use account::{ADJUSTMENT, ESCROW, SANDBOX, balance, find_account, open_account};
pub use book::{book, has_moved};
pub use books::{Account, Books, each_journal, read_books};
pub use cancel::{Cancelled, cancel};
pub use cash_out::{cash_out_needs_pin, cash_out_without_pin};
pub use confirm::confirm;
pub use confirmation::{Confirm, Confirmation, NotNow};
pub use dissolved::return_held_in;
pub use earnings::earnings;
pub use finance::{finance, list_acts, note_look, owed};
pub use frozen::{Freezing, Frozen, find_freeze, freeze, is_frozen};
pub use made_tips::{made_tips, refundable};
pub use orders::{
    OrderState, StoredOrder, count_call, find_order, has_open_orders, insert_order, keep_notice, list_orders,
    make_due, next_due, set_order,
};
pub use outcome::{StoredTip, find_tip};
pub use own_limits::{own_limits, set_limit};
pub use parted::return_between;
pub use proposals::{Decided, Deciding, Proposed, Proposing, decide, list_proposals, propose};
pub use quote::{Asked, Quoted, quote};
pub use receipt::{TrustedKeys, encode, list_keys, register_keys};
pub use reconciliations::{
    BookedOrder, MovedHere, keep_reconciliation, list_reconciliations, moved_between, moved_here,
    next_unreconciled,
};
pub use refund::{Refunded, SentBack, refund_tip, repay, send_back};
pub use rest::rests_until;
pub use settle::{release_tip, return_held_on, return_tip};
pub use statement::wallet;
pub use terms::Terms;
pub use thanks::thank;
pub use tippers::tippers;

pub use crate::payments::open_wallet;

/// Makes the receipt keys known and starts the job that releases tips.
///
/// # Errors
/// When the database fails, or a key is not one that devices will believe.
pub async fn start(state: &crate::AppState) -> Result<(), LedgerError> {
    let mut tx = state.db.write().await?;
    register_keys(&mut tx, &state.keys.receipt_keys(), state.now()).await?;
    tx.commit().await?;
    release::start(state);
    transfer::start(state);
    Ok(())
}

/// Why the ledger could not do its work. None of these is an answer about a tip: the tip stays unknown.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The database failed.
    #[error("the database failed")]
    Sql(#[from] sqlx::Error),
    /// A journal that may not be booked: a mistake of ours.
    #[error("a journal that may not be booked")]
    Journal(#[from] circles_domain::ledger::JournalFault),
    /// A stored row that makes no sense.
    #[error("row: {0}")]
    Row(&'static str),
    /// JSON of our own that cannot be written or read back.
    #[error("JSON that cannot be written or read back")]
    Json(#[from] serde_json::Error),
    /// A key that does not fit those that devices know.
    #[error("key: {0}")]
    Key(&'static str),
    /// Too many payment passwords wait to be hashed.
    #[error("no turn to hash came free")]
    Busy,
    /// Hashing a payment password failed.
    #[error("password hash: {0}")]
    Pin(String),
    /// The file of checkpoints cannot be written.
    #[error("the export of checkpoints")]
    Export(#[source] std::io::Error),
    /// A row of the ledger that cannot be read. Only an audit goes on from here: it says where.
    #[error("{}", .0.why)]
    Unreadable(Box<circles_domain::ledger::Offence>),
}

impl From<LedgerError> for crate::Error {
    fn from(error: LedgerError) -> Self {
        match error {
            // Keeps what the database says about trying again.
            LedgerError::Sql(error) => error.into(),
            LedgerError::Busy => Self::code(circles_wire::ErrorCode::Unavailable).retry_after(5),
            error @ (LedgerError::Journal(_)
            | LedgerError::Row(_)
            | LedgerError::Json(_)
            | LedgerError::Key(_)
            | LedgerError::Pin(_)
            | LedgerError::Export(_)
            | LedgerError::Unreadable(_)) => Self::internal(error),
        }
    }
}
