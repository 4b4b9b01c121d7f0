//! A tip as its payer's device knows it.
//!
//! ```text
//! draft ──quote──► quoted ──confirm──► confirming ──► held ──► released
//!   │              ↻ │                  │    │          └────► returned ◄── released
//!   │                │                  │    └──► refused
//!   │                │                  └► unknown ──► (held | refused)
//!   └────────────────┴───── abandon ──────────┴──► refused
//! ```
//!
//! Promises: a state in which money may be on its way is left only by the server's word. Does not: time anything.

use serde::{Deserialize, Serialize};

use super::TipOutcome;

/// Where a tip stands, as far as its payer's device knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TipState {
    /// The sheet is open and the id minted; nothing was asked.
    Draft,
    /// The server said what would move, and to whom.
    Quoted,
    /// The payer confirmed; no answer yet. Found at start, the answer is lost.
    Confirming,
    /// The answer is lost: it may have moved or not, and is being checked.
    Unknown,
    /// In escrow.
    Held,
    /// With the payee.
    Released,
    /// Back with the payer.
    Returned,
    /// Never moved, and never will under this id.
    Refused,
}

/// What happened to a tip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TipEvent {
    /// A quote came.
    Quoted,
    /// The payer confirmed what they saw.
    Confirmed,
    /// No definite answer came to a request that may have arrived.
    AnswerLost,
    /// The server says: held.
    Held,
    /// The server says: released.
    Released,
    /// The server says: returned.
    Returned,
    /// The server says: refused.
    Refused,
    /// The payer gave up, and the server (if it was ever asked to pay) has stored that.
    Abandoned,
}

/// A step that no tip can take: a fault of the program or of the other side, never of the payer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("a tip that is {from:?} cannot be {event:?}")]
pub struct IllegalStep {
    /// Where it stood.
    pub from: TipState,
    /// What was said to have happened.
    pub event: TipEvent,
}

impl TipState {
    /// Whether nothing can happen to it any more.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Returned | Self::Refused)
    }

    /// Where `event` leads. Answers repeat and overtake each other, so to hear again what is so already, or was so on
    /// the way here, changes nothing; whatever contradicts it is an error.
    ///
    /// # Errors
    /// [`IllegalStep`] for every step that the diagram above does not have.
    pub fn next(self, event: TipEvent) -> Result<Self, IllegalStep> {
        use TipEvent as E;
        match (self, event) {
            (Self::Draft | Self::Quoted, E::Quoted) => Ok(Self::Quoted),
            (Self::Quoted, E::Confirmed) => Ok(Self::Confirming),
            (Self::Confirming | Self::Unknown, E::AnswerLost) => Ok(Self::Unknown),
            (Self::Confirming | Self::Unknown | Self::Held, E::Held) => Ok(Self::Held),
            (Self::Released | Self::Returned, E::Held) => Ok(self),
            (Self::Held | Self::Released, E::Released) => Ok(Self::Released),
            (Self::Returned, E::Released) => Ok(self),
            (Self::Held | Self::Released | Self::Returned, E::Returned) => Ok(Self::Returned),
            (Self::Confirming | Self::Unknown | Self::Refused, E::Refused) => Ok(Self::Refused),
            (Self::Draft | Self::Quoted | Self::Unknown | Self::Refused, E::Abandoned) => Ok(Self::Refused),
            (from, event) => Err(IllegalStep { from, event }),
        }
    }

    /// Where the server's definite answer leads. A device that was off for long learns of a hold and of its end in
    /// one answer: that is two steps.
    ///
    /// # Errors
    /// [`IllegalStep`] when the answer contradicts what is known.
    pub fn hear(self, outcome: TipOutcome) -> Result<Self, IllegalStep> {
        match outcome {
            TipOutcome::Held => self.next(TipEvent::Held),
            TipOutcome::Released => self.next(TipEvent::Held)?.next(TipEvent::Released),
            TipOutcome::Returned { .. } => self.next(TipEvent::Held)?.next(TipEvent::Returned),
            TipOutcome::Refused { .. } => self.next(TipEvent::Refused),
        }
    }
}
