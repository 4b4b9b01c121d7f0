//! Whether the payment password is asked for.

use crate::Money;

/// Up to where no payment password is asked for: the most that a stolen, unlocked device can lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepUpThresholds {
    /// Of one tip.
    pub per_tip: Money,
    /// Of all tips of one Shanghai day that went without it.
    pub per_day: Money,
}

impl Default for StepUpThresholds {
    fn default() -> Self {
        Self { per_tip: Money::fen(500), per_day: Money::fen(2_000) }
    }
}

impl StepUpThresholds {
    /// The lower of both, each for itself: people may only tighten what the platform asks.
    #[must_use]
    pub fn tightened_by(self, own: Self) -> Self {
        Self { per_tip: self.per_tip.min(own.per_tip), per_day: self.per_day.min(own.per_day) }
    }
}

/// Whether a payment of `amount` needs the payment password, when payments of `spent_without` already went without it today.
/// Exactly at a threshold it does not.
#[must_use]
pub fn step_up_needed(amount: Money, spent_without: Money, thresholds: StepUpThresholds) -> bool {
    let day = spent_without.checked_add(amount);
    amount > thresholds.per_tip || day.is_none_or(|day| day > thresholds.per_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_asked_for_above_a_threshold_only() {
        let thresholds = StepUpThresholds::default();
        for (fen, spent, needed) in [
            (500, 0, false),
            (501, 0, true),
            (500, 1_500, false),
            (500, 1_501, true),
            (1, 2_000, true),
            (1, i64::MAX, true),
        ] {
            assert_eq!(
                step_up_needed(Money::fen(fen), Money::fen(spent), thresholds),
                needed,
                "{fen} after {spent}"
            );
        }
        let own = StepUpThresholds { per_tip: Money::fen(0), per_day: Money::fen(9_999) };
        let tight = thresholds.tightened_by(own);
        assert_eq!(tight, StepUpThresholds { per_tip: Money::fen(0), per_day: Money::fen(2_000) });
        assert!(step_up_needed(Money::fen(1), Money::fen(0), tight));
    }
}
