//! What two operators have to agree on: one proposes, another decides, once; what was agreed on is done in the transaction
//! of the decision.
//!
//! Promises: the same proposal, and the same decision, get the same answer for ever; nobody decides what they proposed
//! themselves, or about their own money; after its time a proposal is never done. Each step is a line of the record.

mod decide;
mod list;
mod propose;

pub use decide::{Decided, Deciding, decide};
pub use list::list_proposals;
pub use propose::{Proposed, Proposing, propose};
