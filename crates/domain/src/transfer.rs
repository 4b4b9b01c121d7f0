//! Transfers: money from one person to another, which its payee accepts or sends back.
//!
//! ```text
//!                 ┌─ taken back (until it is offered) ─┐
//! held ──offered──┼─ declined by the payee ────────────┼─► returned
//!                 ├─ not accepted in time ─────────────┘
//!                 └─ accepted ─► accepted
//! ```
//!
//! Promises: a pure decision over facts that the server reads inside the posting transaction. Does not: time anything.

use serde::{Deserialize, Serialize};

use crate::post::check_text;
use crate::tip::{TipOutcome, TipReturn, TipState};
use crate::visible::is_visible;
use crate::{Field, Invalid, Money, PersonId, Rule};

/// The longest note, in characters.
pub const NOTE_MAX: usize = 100;

/// Checks the words that go with a transfer or a request of money; none are fine. Returns the text to keep.
///
/// # Errors
/// [`Rule::ForbiddenCharacters`], [`Rule::TooLarge`], of [`Field::Note`].
pub fn check_note(note: &str) -> Result<String, Invalid> {
    if note.trim().is_empty() {
        return Ok(String::new());
    }
    let text = check_text(note.trim(), Field::Note, NOTE_MAX)?;
    if is_visible(&text) { Ok(text) } else { Err(Invalid::new(Field::Note, Rule::Required)) }
}

/// Why a transfer was refused. A refusal is final: no money moved and none ever will under this id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TransferRefusal {
    /// The payee is gone, cannot receive, or is not for the payer to see.
    PayeeCannotReceive,
    /// The payer is under 18. Of a payee under 18 it says [`Self::PayeeCannotReceive`]: nobody learns who is a child.
    Minor,
    /// An operator froze the payer's wallet. Of a payee's it says [`Self::PayeeCannotReceive`]: nobody else is told.
    WalletFrozen,
    /// The payee takes transfers from friends only, and the payer is none.
    FriendsOnly,
    /// It would pass the limit of the day.
    DailyLimit,
    /// The balance does not cover it.
    InsufficientBalance,
    /// The quote expired, was replaced, or never was.
    QuoteExpired,
    /// What it was to pay was paid, declined or withdrawn meanwhile, or is too old.
    RequestOver,
    /// The payer gave up before an answer.
    Abandoned,
    /// A reason that this version does not know.
    #[serde(other)]
    Unknown,
}

/// Why held money went back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TransferReturn {
    /// The payer took it back before it was offered.
    TakenBack,
    /// The payee sent it back.
    Declined,
    /// The payee did not accept it in time.
    Expired,
    /// A reason that this version does not know.
    #[serde(other)]
    Unknown,
}

/// Where a transfer stands on the server. Everything here is definite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum TransferOutcome {
    /// In escrow: it can be taken back until it is offered, and accepted from then on.
    Held,
    /// With the payee.
    Accepted,
    /// Back with the payer.
    Returned {
        /// Why.
        reason: TransferReturn,
    },
    /// Never moved.
    Refused {
        /// Why.
        reason: TransferRefusal,
    },
}

impl TransferOutcome {
    /// Where this leads a device that stands at `state`: the steps are those of a tip.
    ///
    /// # Errors
    /// When it contradicts what is known.
    pub fn heard_at(self, state: TipState) -> Result<TipState, crate::tip::IllegalStep> {
        state.hear(match self {
            Self::Held => TipOutcome::Held,
            Self::Accepted => TipOutcome::Released,
            Self::Returned { .. } => TipOutcome::Returned { reason: TipReturn::Unknown },
            Self::Refused { .. } => TipOutcome::Refused { reason: crate::tip::TipRefusal::Unknown },
        })
    }
}

/// All that the decision about a transfer depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferFacts {
    /// Who pays.
    pub payer: PersonId,
    /// Who would get it.
    pub payee: PersonId,
    /// Whether the payer is proven to be 18 or older.
    pub payer_is_adult: bool,
    /// Whether an operator froze the payer's wallet.
    pub payer_is_frozen: bool,
    /// Whether the payee is there, seen by the payer, proven to be 18 or older, and may receive money into a wallet
    /// that is not frozen.
    pub payee_can_receive: bool,
    /// Whether the two are friends.
    pub friends: bool,
    /// Whether the payee takes transfers from others than friends.
    pub takes_from_others: bool,
    /// What the payer has.
    pub balance: Money,
    /// The payer's transfers of this Shanghai day that are held or accepted; returned ones no longer count.
    pub spent_today: Money,
    /// The limit of the day.
    pub day_limit: Money,
    /// How much.
    pub amount: Money,
}

/// Decides a transfer. Where several refusals apply, the first of this order is given: the payer's age, whether their
/// wallet is frozen, the payee, whether the payee lets them, the limit of the day, the balance (last, so that nobody tops up for what is refused anyway).
///
/// # Errors
/// The refusal.
pub fn decide_transfer(facts: &TransferFacts) -> Result<(), TransferRefusal> {
    let spent = facts.spent_today.checked_add(facts.amount);
    if !facts.payer_is_adult {
        Err(TransferRefusal::Minor)
    } else if facts.payer_is_frozen {
        Err(TransferRefusal::WalletFrozen)
    } else if facts.payer == facts.payee {
        Err(TransferRefusal::PayeeCannotReceive)
    } else if !facts.friends && !facts.takes_from_others {
        // First, so that a stranger does not learn who is under age, frozen or about to leave.
        Err(TransferRefusal::FriendsOnly)
    } else if !facts.payee_can_receive {
        Err(TransferRefusal::PayeeCannotReceive)
    } else if spent.is_none_or(|spent| spent > facts.day_limit) {
        Err(TransferRefusal::DailyLimit)
    } else if facts.amount > facts.balance {
        Err(TransferRefusal::InsufficientBalance)
    } else {
        Ok(())
    }
}

/// Seconds that a transfer waits before it is offered: the first to somebody known for less than `known_s`.
#[must_use]
pub const fn waits_s(is_first: bool, known_for_s: Option<i64>, known_s: i64, wait_s: i64) -> i64 {
    let known = match known_for_s {
        Some(seconds) => seconds >= known_s,
        None => false,
    };
    if is_first && !known { wait_s } else { 0 }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn fine() -> TransferFacts {
        TransferFacts {
            payer: PersonId(Uuid::from_u128(1)),
            payee: PersonId(Uuid::from_u128(2)),
            payer_is_adult: true,
            payer_is_frozen: false,
            payee_can_receive: true,
            friends: true,
            takes_from_others: false,
            balance: Money::fen(100),
            spent_today: Money::fen(99_900),
            day_limit: Money::fen(100_000),
            amount: Money::fen(100),
        }
    }

    #[test]
    fn limits_are_reached_and_never_passed() {
        assert_eq!(decide_transfer(&fine()), Ok(()));
        let refused = |facts| decide_transfer(&facts).err();
        use TransferRefusal as R;
        for (facts, why) in [
            (TransferFacts { spent_today: Money::fen(99_901), ..fine() }, R::DailyLimit),
            (TransferFacts { spent_today: Money::fen(i64::MAX), ..fine() }, R::DailyLimit),
            (TransferFacts { balance: Money::fen(99), ..fine() }, R::InsufficientBalance),
            (TransferFacts { friends: false, ..fine() }, R::FriendsOnly),
            (TransferFacts { payee: fine().payer, ..fine() }, R::PayeeCannotReceive),
            (TransferFacts { payee_can_receive: false, ..fine() }, R::PayeeCannotReceive),
            // A stranger is told the same of everybody.
            (TransferFacts { payee_can_receive: false, friends: false, ..fine() }, R::FriendsOnly),
            (TransferFacts { payer_is_frozen: true, payee_can_receive: false, ..fine() }, R::WalletFrozen),
            (
                TransferFacts {
                    payer_is_adult: false,
                    payer_is_frozen: true,
                    payee_can_receive: false,
                    ..fine()
                },
                R::Minor,
            ),
        ] {
            assert_eq!(refused(facts), Some(why), "{facts:?}");
        }
        let others = TransferFacts { friends: false, takes_from_others: true, ..fine() };
        assert_eq!(decide_transfer(&others), Ok(()));
    }

    #[test]
    fn only_the_first_to_somebody_new_waits() {
        let day = 86_400;
        let waits = |first, known| waits_s(first, known, 7 * day, day);
        assert_eq!(waits(true, None), day);
        assert_eq!(waits(true, Some(7 * day - 1)), day);
        assert_eq!((waits(true, Some(7 * day)), waits(false, Some(0)), waits(false, None)), (0, 0, 0));
    }

    #[test]
    fn notes_are_short_and_may_be_missing() {
        assert_eq!(check_note("  ").as_deref(), Ok(""));
        assert_eq!(check_note(" lunch ").as_deref(), Ok("lunch"));
        assert_eq!(check_note(&"a".repeat(101)), Err(Invalid::new(Field::Note, Rule::TooLarge)));
    }

    #[test]
    fn a_device_takes_the_steps_of_a_tip() {
        use TransferOutcome as O;
        let held = O::Held.heard_at(TipState::Confirming).unwrap();
        assert_eq!(held, TipState::Held);
        assert_eq!(O::Accepted.heard_at(held), Ok(TipState::Released));
        let returned = O::Returned { reason: TransferReturn::Expired };
        assert_eq!(returned.heard_at(TipState::Unknown), Ok(TipState::Returned));
        assert!(O::Refused { reason: TransferRefusal::Minor }.heard_at(held).is_err());
    }
}
