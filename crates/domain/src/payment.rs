//! Money on its way between a person and the payment provider: top-ups and cash-outs.
//!
//! ```text
//! top-up     waiting ──► arrived            cash-out   waiting (the money is held) ──► arrived
//!               ├──────► failed ──► arrived                └──────► failed (the money is back)
//!               └──────► checking ──► arrived              └──────► checking ──► arrived
//! refused: nothing moved, and nothing ever will under this id
//! ```
//!
//! A failed top-up may still arrive: a provider that took money after all owes it to the person, and tells.

use serde::{Deserialize, Serialize};

use crate::{Field, Invalid, Money, Rule};

/// Which way the money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    /// From the provider into the balance.
    TopUp,
    /// From the balance to the provider.
    CashOut,
}

impl PaymentKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::TopUp, Self::CashOut];

    /// The name that databases keep.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TopUp => "top_up",
            Self::CashOut => "cash_out",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Why nothing moved, and nothing ever will under this id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentRefusal {
    /// The balance does not cover it.
    InsufficientBalance,
    /// Under 18, or not proven to be older: nobody tops up then. Cashing out is open to everybody.
    Minor,
    /// The account is about to be deleted.
    Leaving,
    /// An operator froze the wallet: nothing leaves it, and nobody puts money into what they cannot take it out of.
    WalletFrozen,
    /// The person gave up before an answer.
    Abandoned,
    /// A reason that this version does not know.
    #[serde(other)]
    Unknown,
}

/// Why the provider moved nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentFailure {
    /// The provider did not take the order.
    Declined,
    /// The provider took it, and it came to nothing.
    Failed,
    /// Nobody paid in time.
    Expired,
    /// The provider gave it back to whoever had paid it.
    Returned,
    /// A reason that this version does not know.
    #[serde(other)]
    Unknown,
}

/// Where it stands. While it is waiting or being checked, nobody has to do anything: the server asks the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PaymentOutcome {
    /// On its way.
    Waiting,
    /// The provider does not answer, or says something else than was asked: being checked.
    Checking,
    /// Booked: in the balance, or paid out.
    Arrived,
    /// The provider moved nothing. What was held is back.
    Failed {
        /// Why.
        reason: PaymentFailure,
    },
    /// Never began.
    Refused {
        /// Why.
        reason: PaymentRefusal,
    },
}

impl PaymentOutcome {
    /// Whether the provider still has to say what became of it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Checking)
    }
}

/// What a payment depends on, read in the transaction that begins it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentFacts {
    /// Which way.
    pub kind: PaymentKind,
    /// How much.
    pub amount: Money,
    /// What the person has.
    pub balance: Money,
    /// Whether they are proven to be 18 or older.
    pub is_adult: bool,
    /// Whether their account is about to be deleted.
    pub is_leaving: bool,
    /// Whether an operator froze their wallet.
    pub is_frozen: bool,
}

/// Whether `amount` may be asked for at all.
///
/// # Errors
/// [`Rule::TooSmall`] below one fen, [`Rule::TooLarge`] above `most`.
pub fn check_amount(amount: Money, most: Money) -> Result<(), Invalid> {
    if amount.minor < 1 {
        Err(Invalid::new(Field::Amount, Rule::TooSmall))
    } else if amount > most {
        Err(Invalid::new(Field::Amount, Rule::TooLarge))
    } else {
        Ok(())
    }
}

/// Decides whether a payment begins.
///
/// # Errors
/// The refusal; where several apply, the one that no money changes comes first.
pub fn decide_payment(facts: &PaymentFacts) -> Result<(), PaymentRefusal> {
    match facts.kind {
        PaymentKind::TopUp | PaymentKind::CashOut if facts.is_frozen => Err(PaymentRefusal::WalletFrozen),
        PaymentKind::TopUp if !facts.is_adult => Err(PaymentRefusal::Minor),
        PaymentKind::TopUp if facts.is_leaving => Err(PaymentRefusal::Leaving),
        PaymentKind::CashOut if facts.amount > facts.balance => Err(PaymentRefusal::InsufficientBalance),
        PaymentKind::TopUp | PaymentKind::CashOut => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(kind: PaymentKind) -> PaymentFacts {
        let (amount, balance) = (Money::fen(10), Money::fen(10));
        PaymentFacts { kind, amount, balance, is_adult: true, is_leaving: false, is_frozen: false }
    }

    #[test]
    fn a_child_takes_their_money_out_and_puts_none_in() {
        let child = |kind| PaymentFacts { is_adult: false, ..facts(kind) };
        assert_eq!(decide_payment(&child(PaymentKind::TopUp)), Err(PaymentRefusal::Minor));
        assert_eq!(decide_payment(&child(PaymentKind::CashOut)), Ok(()));
        let leaving = |kind| PaymentFacts { is_leaving: true, ..facts(kind) };
        assert_eq!(decide_payment(&leaving(PaymentKind::TopUp)), Err(PaymentRefusal::Leaving));
        assert_eq!(decide_payment(&leaving(PaymentKind::CashOut)), Ok(()));
    }

    #[test]
    fn nothing_enters_or_leaves_a_frozen_wallet() {
        for kind in PaymentKind::ALL {
            let frozen =
                PaymentFacts { is_frozen: true, amount: Money::fen(11), is_adult: false, ..facts(kind) };
            assert_eq!(decide_payment(&frozen), Err(PaymentRefusal::WalletFrozen));
        }
    }

    #[test]
    fn nobody_takes_out_more_than_they_have() {
        let more = |kind| PaymentFacts { amount: Money::fen(11), ..facts(kind) };
        assert_eq!(decide_payment(&more(PaymentKind::CashOut)), Err(PaymentRefusal::InsufficientBalance));
        assert_eq!(decide_payment(&more(PaymentKind::TopUp)), Ok(()));
    }

    #[test]
    fn amounts_have_bounds() {
        let rule = |fen| check_amount(Money::fen(fen), Money::fen(500)).map_err(|invalid| invalid.rule);
        assert_eq!((rule(1), rule(500)), (Ok(()), Ok(())));
        assert_eq!(
            (rule(0), rule(-1), rule(i64::MIN)),
            (Err(Rule::TooSmall), Err(Rule::TooSmall), Err(Rule::TooSmall))
        );
        assert_eq!((rule(501), rule(i64::MAX)), (Err(Rule::TooLarge), Err(Rule::TooLarge)));
    }

    #[test]
    fn names_are_those_of_the_wire() {
        for kind in PaymentKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(PaymentKind::from_name(kind.as_str()), Some(kind));
        }
        assert_eq!(PaymentKind::from_name("sandbox_grant"), None);
    }
}
