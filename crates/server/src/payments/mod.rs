//! Who holds the money. The ledger mirrors what a [`PaymentProvider`] brought in; it never makes money itself.
//!
//! ```text
//! order (ours, kept) ──► provider ──► notice (maybe twice, late, or never: then query) ──► settle: top_up journal, once
//! ```
//!
//! Promises: an order is kept before the provider hears of it; money is booked only for an order of ours, only for
//! exactly its sum, and only once, however often the notice comes. Does not: move real money: the one provider here is
//! the [`Sandbox`], and it says so.

mod sandbox;
mod settle;
mod wallet;

use circles_domain::{Money, Timestamp};
use uuid::Uuid;

pub use sandbox::Sandbox;
pub use settle::{Settled, place_order, settle};
pub use wallet::{is_open, open_wallet};

/// What the server asks a provider to collect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Ours; the provider's idempotency key.
    pub id: Uuid,
    /// How much.
    pub amount: Money,
}

/// A provider's word, verified, that an order was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Notice {
    /// For which order.
    pub order: Uuid,
    /// How much the provider got. Not to be trusted to be what was ordered.
    pub amount: Money,
    /// When.
    pub paid_at: Timestamp,
}

/// Why a provider gave no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The signature of a notice is not the provider's.
    #[error("a notice that the provider did not sign")]
    Forged,
    /// A notice in a form that the provider does not use.
    #[error("a notice that cannot be read")]
    Malformed,
    /// The provider's own books failed.
    #[error("the provider's books: {0}")]
    Books(#[from] sqlx::Error),
}

/// A licensed party that holds people's money, or a stand-in.
pub trait PaymentProvider {
    /// Asks to collect; the same order twice is one order. Says nothing about money: that is a notice's to say.
    fn order(
        &mut self,
        order: Order,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), ProviderError>> + Send;

    /// Reads a notice as it came in, or nothing: its signature is checked over exactly these bytes.
    ///
    /// # Errors
    /// [`ProviderError::Forged`], [`ProviderError::Malformed`].
    fn read_notice(&self, body: &[u8], signature: &[u8]) -> Result<Notice, ProviderError>;

    /// Whether an order was paid, for when no notice came.
    fn query(&mut self, order: Uuid) -> impl Future<Output = Result<Option<Notice>, ProviderError>> + Send;

    /// Everything that was paid, oldest first: what `circles-server audit --statement` compares the ledger with.
    fn statement(&mut self) -> impl Future<Output = Result<Vec<Notice>, ProviderError>> + Send;
}
