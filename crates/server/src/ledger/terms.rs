//! Limits and durations of the ledger, as the configuration gives them.

use circles_domain::ledger::{PlatformLimits, StepUpThresholds};
use circles_domain::{Money, Timestamp};

use crate::config::Limits;

/// What the platform asks of a tip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Smallest and largest tip, and the day.
    pub limits: PlatformLimits,
    /// From where on the payment password is asked for.
    pub step_up: StepUpThresholds,
    /// How long a quote holds, in seconds.
    pub quote_s: i64,
    /// Soonest confirmation after a quote, in milliseconds.
    pub confirm_delay_ms: i64,
    /// How long the payer may take it back, in seconds.
    pub grace_s: i64,
    /// How long it stays in escrow, in seconds; a circle may ask for longer.
    pub escrow_s: i64,
    /// Tips of one person that are taken in a minute.
    pub per_minute: i64,
    /// Tips of one person that are taken in a day.
    pub per_day: i64,
    /// How long the first transfer to somebody new waits before it is offered, in seconds.
    pub transfer_wait_s: i64,
    /// How long two people know each other when they are not new any more, in seconds.
    pub transfer_known_s: i64,
    /// How long a payee has to accept a transfer, in seconds.
    pub transfer_accept_s: i64,
    /// Requests of money that one person makes in a day.
    pub money_requests_per_day: i64,
    /// How long a request of money can be paid, in seconds.
    pub money_request_s: i64,
    /// Test money of a new wallet.
    pub sandbox_grant: Money,
    /// Whether all of it is test money.
    pub sandbox: bool,
}

impl Terms {
    /// From the configuration.
    #[must_use]
    pub const fn of(limits: &Limits) -> Self {
        Self {
            limits: PlatformLimits {
                tip_min: Money::fen(limits.tip_min_fen),
                tip_max: Money::fen(limits.tip_max_fen),
                day: Money::fen(limits.tip_day_fen),
                transfer_day: Money::fen(limits.transfer_day_fen),
            },
            step_up: StepUpThresholds {
                per_tip: Money::fen(limits.pin_tip_fen),
                per_day: Money::fen(limits.pin_day_fen),
            },
            quote_s: limits.quote_s,
            confirm_delay_ms: limits.confirm_delay_ms,
            grace_s: limits.grace_s,
            escrow_s: limits.escrow_s,
            per_minute: limits.tips_per_minute,
            per_day: limits.tips_per_day,
            transfer_wait_s: limits.transfer_wait_s,
            transfer_known_s: limits.transfer_known_s,
            transfer_accept_s: limits.transfer_accept_s,
            money_requests_per_day: limits.money_requests_per_day,
            money_request_s: limits.money_request_s,
            sandbox_grant: Money::fen(limits.sandbox_grant_fen),
            sandbox: true,
        }
    }

    /// The same, held for at least `hours`: a circle may hold tips longer than the platform does.
    #[must_use]
    pub(super) const fn longer(self, hours: i64) -> Self {
        let least = hours.saturating_mul(3_600);
        let escrow_s = if least > self.escrow_s { least } else { self.escrow_s };
        Self { escrow_s, ..self }
    }

    /// When a payer can no longer take back what is held `now`.
    #[must_use]
    pub const fn cancellable_until(&self, now: Timestamp) -> Timestamp {
        now.plus_seconds(self.grace_s)
    }

    /// When the payee gets what is held `now`: never while the payer may still take it back.
    #[must_use]
    pub const fn release_at(&self, now: Timestamp) -> Timestamp {
        let wait = if self.grace_s > self.escrow_s { self.grace_s } else { self.escrow_s };
        now.plus_seconds(wait)
    }
}
