//! Tips: the states of money on its way to an author, on a device ([`TipState`]) and on the server ([`TipOutcome`]).

mod state;
#[cfg(test)]
mod tests;

pub use state::{IllegalStep, TipEvent, TipState};

use serde::{Deserialize, Serialize};

/// Why a tip was refused. A refusal is final: no money moved and none ever will under this id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TipRefusal {
    /// The balance does not cover it.
    InsufficientBalance,
    /// It would pass the platform's limit of the day.
    DailyLimit,
    /// It is above the limit of one tip that the payer set for themselves.
    OwnTipLimit,
    /// It would pass the limit of the day that the payer set for themselves.
    OwnDailyLimit,
    /// It would pass the limit of the month that the payer set for themselves.
    OwnMonthlyLimit,
    /// The payer is under 18. Of a payee under 18 it says [`Self::PayeeCannotReceive`]: a payer must not learn who
    /// is a child.
    Minor,
    /// An operator froze the payer's wallet. Of a payee's it says [`Self::PayeeCannotReceive`]: nobody else is told.
    WalletFrozen,
    /// Nobody tips themselves.
    OwnPost,
    /// The post is gone, or the payer may no longer see it.
    PostGone,
    /// The payee takes no tips.
    TipsOff,
    /// The payee cannot receive.
    PayeeCannotReceive,
    /// The quote expired, was replaced, or never was.
    QuoteExpired,
    /// The payment password was needed and not given.
    StepUpRequired,
    /// The payer gave up before an answer.
    Abandoned,
    /// A reason that this version does not know.
    #[serde(other)]
    Unknown,
}

/// Who learns who gave a tip. Whoever runs the server always can. Its name is stored: it never changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TipPrivacy {
    /// Everybody who reads the post.
    Public,
    /// The author alone; others see a number.
    #[default]
    AuthorOnly,
    /// Neither.
    Anonymous,
}

impl TipPrivacy {
    /// Every choice, the most open first.
    pub const ALL: [Self; 3] = [Self::Public, Self::AuthorOnly, Self::Anonymous];

    /// The name that databases keep.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::AuthorOnly => "author_only",
            Self::Anonymous => "anonymous",
        }
    }

    /// The choice of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == name)
    }
}

/// Checks the words that go with a tip: none, or what a comment may be. Returns the text to keep.
///
/// # Errors
/// Those of [`crate::comment::check`].
pub fn check_message(message: &str) -> Result<String, crate::Invalid> {
    if message.trim().is_empty() { Ok(String::new()) } else { crate::comment::check(message) }
}

/// Why held money went back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TipReturn {
    /// The payer took it back within the grace.
    Cancelled,
    /// The post was removed for a breach of the rules.
    Breach,
    /// The payee sent it back.
    ByPayee,
    /// Whoever runs the server refunded it.
    Refunded,
    /// The circle was dissolved.
    Dissolved,
    /// The author deleted the post.
    Deleted,
    /// It could not be given to the payee for a long time.
    PayeeCannotReceive,
    /// A reason that this version does not know.
    #[serde(other)]
    Unknown,
}

/// Where a tip stands on the server. Everything here is definite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TipOutcome {
    /// In escrow.
    Held,
    /// With the payee.
    Released,
    /// Back with the payer.
    Returned {
        /// Why.
        reason: TipReturn,
    },
    /// Never moved.
    Refused {
        /// Why.
        reason: TipRefusal,
    },
}
