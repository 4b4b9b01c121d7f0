//! How the sandbox treats an order: well, or in one of the ways in which providers go wrong.

use circles_domain::{Money, Timestamp};

/// A way to misbehave that the sandbox does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sandbox knows no conduct {0}")]
pub struct BadConduct(pub String);

/// What goes wrong with one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It never arrives.
    Lost,
    /// It is done, and the answer never arrives.
    AnswerLost,
    /// The answer cannot be read.
    Garbled,
    /// An order is declined, and not taken.
    Declines,
    /// An order is declined, and taken all the same.
    DeclinesYetTakes,
    /// A query says that there is no such order, whatever there is.
    SaysNotFound,
    /// A query says that nothing moved yet, whatever did.
    SaysWaiting,
    /// A query says one fen more than what moved.
    SaysAnotherSum,
}

/// How an order ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Paid after so many seconds.
    Paid(i64),
    /// Failed after so many seconds.
    Failed(i64),
    /// Never; it is closed when that is asked for.
    Never,
    /// Not before it is closed, and paid so many seconds after that.
    PaidAfterClose(i64),
}

impl Ends {
    pub(super) const fn as_paid(self) -> bool {
        !matches!(self, Self::Failed(_))
    }

    pub(super) const fn at(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Paid(after_s) | Self::Failed(after_s) => Some(now.plus_seconds(after_s)),
            Self::Never | Self::PaidAfterClose(_) => None,
        }
    }

    pub(super) const fn after_close(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::PaidAfterClose(after_s) => Some(now.plus_seconds(after_s)),
            Self::Paid(_) | Self::Failed(_) | Self::Never => None,
        }
    }
}

/// When a notice is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Before the order itself is answered.
    BeforeReply,
    /// So many seconds after the order.
    AfterOrder(i64),
    /// So many seconds after the end.
    AfterEnd(i64),
}

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// How it ends.
    Truth,
    /// Paid, whatever it is.
    Paid,
    /// Failed, whatever it is.
    Failed,
    /// So many fen more than what moves.
    Sum(i64),
    /// An order that nobody placed.
    OtherOrder,
    /// The truth, signed by somebody else.
    BadSignature,
    /// The truth, not signed.
    NoSignature,
    /// Nothing that can be read, and signed.
    Garbage,
}

/// One notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub when: When,
    /// What.
    pub says: Says,
}

impl Note {
    pub(super) fn due(&self, now: Timestamp, ends_at: Option<Timestamp>) -> Option<Timestamp> {
        match self.when {
            When::BeforeReply => None,
            When::AfterOrder(after_s) => Some(now.plus_seconds(after_s)),
            When::AfterEnd(after_s) => ends_at.map(|at| at.plus_seconds(after_s)),
        }
    }
}

/// How the sandbox treats an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conduct {
    /// What goes wrong with the first, second... time that it is placed.
    pub order: Vec<Fault>,
    /// What goes wrong with queries.
    pub query: Vec<Fault>,
    /// What goes wrong with closing.
    pub close: Vec<Fault>,
    /// How it ends.
    pub ends: Ends,
    /// How many fen more than asked for move; less than zero for fewer.
    pub moves_by: i64,
    /// What is told, unasked.
    pub notes: Vec<Note>,
}

impl Conduct {
    /// As it should be: paid after `after_s` seconds, and one notice of it.
    #[must_use]
    pub fn good(after_s: i64) -> Self {
        Self {
            order: Vec::new(),
            query: Vec::new(),
            close: Vec::new(),
            ends: Ends::Paid(after_s),
            moves_by: 0,
            notes: vec![Note { when: When::AfterEnd(0), says: Says::Truth }],
        }
    }

    pub(super) const fn moves(&self, asked: Money) -> Money {
        let moves = asked.minor.saturating_add(self.moves_by);
        Money::fen(if moves < 1 { 1 } else { moves })
    }
}
