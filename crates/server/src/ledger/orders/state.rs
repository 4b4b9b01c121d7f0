//! The states of a payment, and what a person is told of each.

use circles_domain::payment::{PaymentFailure, PaymentKind, PaymentOutcome, PaymentRefusal};
use circles_domain::{Money, PaymentId, PersonId, Timestamp};

/// Calls without an answer after which a person is told that it is being checked.
const PATIENCE: i64 = 3;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderState {
    /// Kept; the provider may have heard of it or not.
    Placed,
    /// The provider has it.
    Ordered,
    /// Too old: the provider is asked to take no money for it any more.
    Closing,
    /// In the ledger.
    Booked,
    /// Came to nothing.
    Failed(PaymentFailure),
    /// The provider says that it moved another sum: this one.
    Mismatched(Money),
    /// Never began.
    Refused(PaymentRefusal),
}

impl OrderState {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Ordered => "ordered",
            Self::Closing => "closing",
            Self::Booked => "booked",
            Self::Failed(_) => "failed",
            Self::Mismatched(_) => "mismatched",
            Self::Refused(_) => "refused",
        }
    }
}

/// A top-up or a cash-out, as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredOrder {
    /// Which.
    pub id: PaymentId,
    /// Whose.
    pub person: PersonId,
    /// Which way.
    pub kind: PaymentKind,
    /// How much was asked for.
    pub amount: Money,
    /// Where it stands.
    pub state: OrderState,
    /// Whether the provider said no, and its books have not confirmed it yet.
    pub declined: bool,
    /// Calls begun since its last answer.
    pub unanswered: i64,
    /// Whether the payment password came with it.
    pub with_pin: bool,
    /// When it began.
    pub created_at: Timestamp,
    /// When it came to stand where it stands.
    pub changed_at: Timestamp,
}

impl StoredOrder {
    /// What a person is told.
    #[must_use]
    pub const fn outcome(&self) -> PaymentOutcome {
        match self.state {
            OrderState::Placed | OrderState::Ordered | OrderState::Closing if self.unanswered < PATIENCE => {
                PaymentOutcome::Waiting
            }
            OrderState::Placed | OrderState::Ordered | OrderState::Closing | OrderState::Mismatched(_) => {
                PaymentOutcome::Checking
            }
            OrderState::Booked => PaymentOutcome::Arrived,
            OrderState::Failed(reason) => PaymentOutcome::Failed { reason },
            OrderState::Refused(reason) => PaymentOutcome::Refused { reason },
        }
    }
}
