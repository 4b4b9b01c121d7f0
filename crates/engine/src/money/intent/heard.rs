//! What the answer to a confirmation says, and whether it says anything. Pure.

use circles_store::table::intent::Intent;
use circles_wire::ErrorCode;

use super::{Sent, settle};
use crate::remote;

/// What an answer to a confirmation means.
pub(super) enum Heard<A> {
    /// A definite one.
    Outcome(Box<A>),
    /// The request never left.
    NotSent,
    /// The server took it and kept nothing.
    NotNow(remote::Error),
    /// None that decides anything.
    Lost(remote::Error),
}

/// Reads it. What decides nothing is lost, never "no".
pub(super) fn read<S: Sent>(
    intent: &Intent<S>,
    answer: Result<S::Answer, remote::Error>,
) -> Heard<S::Answer> {
    let body = match answer {
        Ok(answer) => return Heard::Outcome(Box::new(answer)),
        Err(remote::Error::Offline) => return Heard::NotSent,
        Err(error @ (remote::Error::Timeout | remote::Error::Protocol(_) | remote::Error::SignedOut)) => {
            return Heard::Lost(error);
        }
        Err(remote::Error::Rejected(body)) => body,
    };
    if !settle::is_about(&body, intent) {
        return Heard::Lost(remote::Error::Rejected(body));
    }
    if body.code == ErrorCode::IdConflict
        && let Some(answer) = settle::stored::<S>(&body)
    {
        return Heard::Outcome(Box::new(answer));
    }
    match body.code {
        ErrorCode::TooFast
        | ErrorCode::StepUpRequired
        | ErrorCode::PaymentsLocked
        | ErrorCode::CashOutRests
        | ErrorCode::RateLimited => Heard::NotNow(remote::Error::Rejected(body)),
        ErrorCode::Invalid
        | ErrorCode::Unauthenticated
        | ErrorCode::SessionRevoked
        | ErrorCode::InvalidDpopProof
        | ErrorCode::UseDpopNonce
        | ErrorCode::Forbidden
        | ErrorCode::GateClosed
        | ErrorCode::Muted
        | ErrorCode::RulesDue
        | ErrorCode::Frozen
        | ErrorCode::NotFound
        | ErrorCode::IdConflict
        | ErrorCode::InProgress
        | ErrorCode::Stale
        | ErrorCode::CursorExpired
        | ErrorCode::Crowded
        | ErrorCode::QuotaExceeded
        | ErrorCode::OffsetMismatch
        | ErrorCode::HashMismatch
        | ErrorCode::PinWrong
        | ErrorCode::PinNotSet
        | ErrorCode::PinPaused
        | ErrorCode::WalletFrozen
        | ErrorCode::TipsOff
        | ErrorCode::BalanceShort
        | ErrorCode::FriendsOnly
        | ErrorCode::SignInAgain
        | ErrorCode::QuoteExpired
        | ErrorCode::Minor
        | ErrorCode::NotAmongThose
        | ErrorCode::NotAccepted
        | ErrorCode::StrongerHolds
        | ErrorCode::OwnerLeaves
        | ErrorCode::BalanceLeft
        | ErrorCode::DebtLeft
        | ErrorCode::AccountLeaving
        | ErrorCode::NameExpired
        | ErrorCode::Internal
        | ErrorCode::Unavailable
        | ErrorCode::Unknown => Heard::Lost(remote::Error::Rejected(body)),
    }
}
