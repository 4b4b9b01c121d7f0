//! Whether a tip may be held: a pure decision over facts that the server reads *inside the posting transaction*. A fact
//! read before it could be stale when the money moves.

use super::OwnLimits;
use crate::tip::TipRefusal;
use crate::{Money, PersonId, TipAmount};

/// The platform's limits on tips. Configuration; the defaults are what is promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlatformLimits {
    /// The smallest tip.
    pub tip_min: Money,
    /// The largest tip.
    pub tip_max: Money,
    /// The most that a payer may tip in one civil day of Asia/Shanghai.
    pub day: Money,
    /// The most that a payer may transfer in one.
    pub transfer_day: Money,
}

impl Default for PlatformLimits {
    fn default() -> Self {
        Self {
            tip_min: TipAmount::MIN.money(),
            tip_max: TipAmount::MAX.money(),
            day: Money::fen(100_000),
            transfer_day: Money::fen(100_000),
        }
    }
}

/// All that the decision about a tip depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TipFacts {
    /// Who pays.
    pub payer: PersonId,
    /// Who would get it: the author of the post.
    pub payee: PersonId,
    /// Whether the payer is proven to be 18 or older.
    pub payer_is_adult: bool,
    /// Whether an operator froze the payer's wallet.
    pub payer_is_frozen: bool,
    /// Whether the payee is proven to be 18 or older.
    pub payee_is_adult: bool,
    /// Whether the post is there, the payer may see it and is a member of its circle.
    pub post_is_open: bool,
    /// Whether the payee takes tips.
    pub payee_takes_tips: bool,
    /// Whether the payee's account may receive money.
    pub payee_can_receive: bool,
    /// What the payer has.
    pub balance: Money,
    /// The payer's tips of this Shanghai day that are held or released; returned ones no longer count.
    pub spent_today: Money,
    /// The same of this Shanghai month.
    pub spent_this_month: Money,
    /// The limits that the payer set for themselves, as they hold now.
    pub own_limits: OwnLimits,
    /// The platform's limit of the day.
    pub platform_day_limit: Money,
    /// How much.
    pub amount: TipAmount,
}

/// Decides a tip. Where several refusals apply, the first of this order is given:
///
/// 1. [`TipRefusal::PostGone`]: a post that the payer may not see must not answer anything else, whoever wrote it.
/// 2. [`TipRefusal::OwnPost`].
/// 3. [`TipRefusal::Minor`]: the payer is under 18, or not proven to be older.
/// 4. [`TipRefusal::WalletFrozen`].
/// 5. [`TipRefusal::TipsOff`], and then [`TipRefusal::PayeeCannotReceive`]: also for a payee under 18, since a payer must
///    not learn who is a child, and for one whose wallet is frozen.
/// 6. [`TipRefusal::DailyLimit`]: nobody can change it, so it is told before those that the payer can change.
/// 7. [`TipRefusal::OwnTipLimit`], [`TipRefusal::OwnDailyLimit`], [`TipRefusal::OwnMonthlyLimit`].
/// 8. [`TipRefusal::InsufficientBalance`]: last, so that nobody tops up for a tip that is refused anyway.
///
/// # Errors
/// The refusal.
pub fn decide_tip(facts: &TipFacts) -> Result<(), TipRefusal> {
    // A sum past 64 bits is above every limit.
    let passes = |spent: Money, limit: Money| {
        spent.checked_add(facts.amount.money()).is_none_or(|spent| spent > limit)
    };
    let passes_own = |spent: Money, limit: Option<Money>| limit.is_some_and(|limit| passes(spent, limit));
    let own = facts.own_limits;
    if !facts.post_is_open {
        Err(TipRefusal::PostGone)
    } else if facts.payer == facts.payee {
        Err(TipRefusal::OwnPost)
    } else if !facts.payer_is_adult {
        Err(TipRefusal::Minor)
    } else if facts.payer_is_frozen {
        Err(TipRefusal::WalletFrozen)
    } else if !facts.payee_takes_tips {
        Err(TipRefusal::TipsOff)
    } else if !facts.payee_is_adult || !facts.payee_can_receive {
        Err(TipRefusal::PayeeCannotReceive)
    } else if passes(facts.spent_today, facts.platform_day_limit) {
        Err(TipRefusal::DailyLimit)
    } else if passes_own(Money::fen(0), own.tip) {
        Err(TipRefusal::OwnTipLimit)
    } else if passes_own(facts.spent_today, own.day) {
        Err(TipRefusal::OwnDailyLimit)
    } else if passes_own(facts.spent_this_month, own.month) {
        Err(TipRefusal::OwnMonthlyLimit)
    } else if facts.amount.money() > facts.balance {
        Err(TipRefusal::InsufficientBalance)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn fine() -> TipFacts {
        TipFacts {
            payer: PersonId(Uuid::from_u128(1)),
            payee: PersonId(Uuid::from_u128(2)),
            payer_is_adult: true,
            payer_is_frozen: false,
            payee_is_adult: true,
            post_is_open: true,
            payee_takes_tips: true,
            payee_can_receive: true,
            balance: Money::fen(20_000),
            spent_today: Money::fen(80_000),
            spent_this_month: Money::fen(980_000),
            own_limits: OwnLimits {
                tip: Some(Money::fen(20_000)),
                day: Some(Money::fen(100_000)),
                month: Some(Money::fen(1_000_000)),
            },
            platform_day_limit: PlatformLimits::default().day,
            amount: TipAmount::MAX,
        }
    }

    type Mend = fn(&mut TipFacts);

    #[test]
    fn refusals_come_in_the_promised_order() {
        // Everything is wrong at first; each step mends what was refused, and the next in the order appears.
        let mut facts = fine();
        facts.payee = facts.payer;
        (facts.post_is_open, facts.payer_is_adult, facts.payee_is_adult) = (false, false, false);
        (facts.payee_takes_tips, facts.payer_is_frozen) = (false, true);
        facts.spent_today = Money::fen(100_000);
        let nothing = Some(Money::fen(0));
        facts.own_limits = OwnLimits { tip: nothing, day: nothing, month: nothing };
        facts.balance = Money::fen(19_999);
        let mends: [(TipRefusal, Mend); 11] = [
            (TipRefusal::PostGone, |f| f.post_is_open = true),
            (TipRefusal::OwnPost, |f| f.payee = fine().payee),
            (TipRefusal::Minor, |f| f.payer_is_adult = true),
            (TipRefusal::WalletFrozen, |f| f.payer_is_frozen = false),
            (TipRefusal::TipsOff, |f| f.payee_takes_tips = true),
            (TipRefusal::PayeeCannotReceive, |f| f.payee_is_adult = true),
            (TipRefusal::DailyLimit, |f| f.spent_today = Money::fen(80_000)),
            (TipRefusal::OwnTipLimit, |f| f.own_limits.tip = None),
            (TipRefusal::OwnDailyLimit, |f| f.own_limits.day = None),
            (TipRefusal::OwnMonthlyLimit, |f| f.own_limits.month = None),
            (TipRefusal::InsufficientBalance, |f| f.balance = Money::fen(20_000)),
        ];
        for (refusal, mend) in mends {
            assert_eq!(decide_tip(&facts), Err(refusal));
            mend(&mut facts);
        }
        assert_eq!(decide_tip(&facts), Ok(()));
    }

    #[test]
    fn limits_are_reached_but_never_passed() {
        assert_eq!(decide_tip(&fine()), Ok(()));
        let fen_more = TipFacts { spent_today: Money::fen(80_001), ..fine() };
        assert_eq!(decide_tip(&fen_more), Err(TipRefusal::DailyLimit));
        let endless = TipFacts { spent_today: Money::fen(i64::MAX), ..fine() };
        assert_eq!(decide_tip(&endless), Err(TipRefusal::DailyLimit));
        let own = |limits| decide_tip(&TipFacts { own_limits: limits, ..fine() });
        let (none, fen) = (OwnLimits::default(), |fen| Some(Money::fen(fen)));
        assert_eq!(own(OwnLimits { tip: fen(19_999), ..none }), Err(TipRefusal::OwnTipLimit));
        assert_eq!(own(OwnLimits { day: fen(99_999), ..none }), Err(TipRefusal::OwnDailyLimit));
        assert_eq!(own(OwnLimits { month: fen(999_999), ..none }), Err(TipRefusal::OwnMonthlyLimit));
        assert_eq!(own(none), Ok(()));
        let closed = TipFacts { payee_can_receive: false, ..fine() };
        assert_eq!(decide_tip(&closed), Err(TipRefusal::PayeeCannotReceive));
    }
}
