//! Who holds the money. The ledger mirrors what a [`PaymentProvider`] moved; it never makes money itself.
//!
//! ```text
//! top-up     placed ──order──► ordered ──query──► booked          cash-out   placed (the money is held, same transaction)
//!              │                 │ │ └──────────► failed                        │ payout
//!              │                 │ └─ too old ──► closing ─► failed             ▼
//!              │                 └──────────────► mismatched                  ordered ──query──► booked | failed (held money
//!              └─ no, and its books agree ──────► failed                                         back) | mismatched
//! ```
//! A top-up whose sum was another one is given back by whoever runs the server (`return-payment`): mismatched ──► failed.
//!
//! Promises: an order is kept before the provider hears of it, and each call is counted before it is made, so that a start
//! goes on where a stop cut in; money is booked only for an order of ours, only for exactly its sum, only once, and only
//! because the provider's own books say so when asked: a notice, whose signature was right, is no more than a reason to
//! ask; no answer is no answer, and is asked for again. A failed top-up that is paid after all is booked all the same.
//! Does not: move real money while the provider is the [`Sandbox`], and that one says so.

pub mod alipay;
mod ask;
mod begin;
mod notice;
mod payee;
mod provider;
mod reach;
mod reconcile;
mod sandbox;
mod settle;
mod step;
mod wallet;
mod work;

use circles_domain::payout::PayoutAccount;
use circles_domain::person::LegalName;
use circles_domain::{Money, PaymentId, Timestamp};
use futures::future::BoxFuture;
use url::Url;

pub use begin::{Begun, StepUp, abandon, begin};
pub use notice::{Noticed, take_notice};
pub use payee::{Named, last_payee, name_payee};
pub use provider::{BadProvider, choose};
pub use reconcile::{ReconcileError, reconcile, reconcile_due};
pub use sandbox::{
    BadConduct, BadPost, BadSandbox, Conduct, Ends, Fault, Note, ONLY, Post, Sandbox, SandboxElsewhere, Says,
    TEST_MONEY, When, router as sandbox_router,
};
pub use settle::{Settled, place_order, settle};
pub use wallet::{is_open, open_wallet};
pub use work::{run_due, start};

/// What the server asks a provider to collect or to pay out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// Ours; the provider's idempotency key.
    pub id: PaymentId,
    /// How much.
    pub amount: Money,
}

/// Who is paid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payee {
    /// Their account at the provider.
    pub account: PayoutAccount,
    /// Their verified name, which has to be that of the account.
    pub name: LegalName,
}

/// Which way money went, as the provider sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// It collected.
    #[default]
    In,
    /// It paid out.
    Out,
}

/// The sandbox's word that something became of an order. Only a reason to ask: see [`PaymentProvider::query`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Notice {
    /// Which order.
    pub order: PaymentId,
    /// What it says of it.
    pub status: Claimed,
    /// How much it says moved.
    pub amount: Money,
    /// When.
    pub at: Timestamp,
    /// The provider's number of this notice.
    pub number: i64,
}

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claimed {
    /// The money moved.
    Paid,
    /// It never will.
    Failed,
}

/// A line of the provider's statement: money that it moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Movement {
    /// For which order.
    pub order: PaymentId,
    /// Which way.
    #[serde(default)]
    pub direction: Direction,
    /// How much.
    pub amount: Money,
    /// When.
    pub paid_at: Timestamp,
}

/// What a provider says to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Taken {
    /// It has it, now or since before.
    Yes,
    /// It will not have it.
    Declined,
}

/// What a provider's books say of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It has none of that id.
    NotFound,
    /// It hears of the order when its page is opened, and that was not done yet.
    Unopened,
    /// Nothing moved yet.
    Waiting,
    /// So much moved.
    Paid(Money),
    /// Nothing moved, and nothing will.
    Failed,
    /// It was closed before anything moved.
    Closed,
    /// All that had been paid went back to whoever had paid it.
    Returned,
}

/// Why a provider gave no usable answer. None of these says anything about money.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The signature of a notice or an answer is not the provider's.
    #[error("the provider did not sign it")]
    Forged,
    /// A notice or an answer in a form that the provider does not use.
    #[error("what the provider said cannot be read")]
    Malformed,
    /// No answer: the order may have arrived or not.
    #[error("the provider did not answer")]
    Unanswered,
    /// The embedded provider's own books failed.
    #[error("the provider's books")]
    Books(#[from] sqlx::Error),
}

/// What a call comes to.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, ProviderError>>;

/// A licensed party that holds people's money, or a stand-in.
pub trait PaymentProvider: Send + Sync + std::fmt::Debug {
    /// By which name the data remembers whose money it holds.
    fn name(&self) -> &'static str;

    /// Asks to collect. The same order twice is one order. Says nothing about money: [`Self::query`] does.
    fn order(&self, order: Order) -> Answer<'_, Taken>;

    /// Whether it is test money.
    fn is_sandbox(&self) -> bool {
        false
    }

    /// The page on which a person pays `order` until `until`, signed anew each time; `None` when nobody has to.
    fn page(&self, _order: Order, _until: Timestamp) -> Option<Url> {
        None
    }

    /// Whether it has to be told whom it pays out.
    fn asks_payee(&self) -> bool {
        false
    }

    /// Asks to pay out; otherwise as [`Self::order`].
    fn payout(&self, order: Order, payee: Option<Payee>) -> Answer<'_, Taken>;

    /// What its books say of an order of that direction.
    fn query(&self, order: PaymentId, direction: Direction) -> Answer<'_, Status>;

    /// Asks to take no money for an order any more. Whether it did not is what [`Self::query`] says afterwards.
    fn close(&self, order: PaymentId) -> Answer<'_, ()>;

    /// Asks to give all of what was paid for an order back to whoever paid it, once. Whether it did is what
    /// [`Self::query`] says afterwards.
    fn refund(&self, order: Order) -> Answer<'_, Taken>;

    /// Everything that moved from `from` on and before `until`, oldest first.
    fn statement(&self, from: Timestamp, until: Timestamp) -> Answer<'_, Vec<Movement>>;

    /// The order that a notice speaks of, as it came in: its signature is checked over exactly these bytes.
    ///
    /// # Errors
    /// [`ProviderError::Forged`], [`ProviderError::Malformed`].
    fn read_notice(&self, body: &[u8], signature: &[u8]) -> Result<PaymentId, ProviderError>;

    /// Notices that are due from a provider which lives in this process: the next one, and when to look again. A provider
    /// elsewhere sends its own.
    fn next_letter(&self) -> Answer<'_, (Option<Letter>, Option<Timestamp>)>;
}

/// A notice on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// What is signed.
    pub body: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
}
