//! What may go wrong between here and the server, and what that means for another try.

use std::time::Duration;

use circles_wire::{ErrorBody, ErrorCode};

/// Why a request gave no answer that can be used.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The server was not reached: nothing arrived there.
    #[error("the server cannot be reached")]
    Offline,
    /// The request may have arrived; no whole answer came back.
    #[error("the server did not answer in time")]
    Timeout,
    /// The server refused.
    #[error("the server refused: {:?}", .0.code)]
    Rejected(Box<ErrorBody>),
    /// Something else than our server answered, or in a form that it does not use.
    #[error("the answer is not one of ours ({0})")]
    Protocol(&'static str),
    /// Nobody is signed in, or the session ended.
    #[error("nobody is signed in")]
    SignedOut,
}

/// When to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// It would be refused again.
    Never,
    /// After a while; the server may have said how long.
    Later(Option<Duration>),
    /// When there is a network.
    WhenOnline,
    /// When the person has signed in.
    AfterSignIn,
}

impl Error {
    /// When to try again.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            Self::Offline => Retry::WhenOnline,
            Self::Timeout | Self::Protocol(_) => Retry::Later(None),
            Self::SignedOut => Retry::AfterSignIn,
            Self::Rejected(body) => match body.code {
                ErrorCode::Unauthenticated | ErrorCode::SessionRevoked => Retry::AfterSignIn,
                ErrorCode::InProgress
                | ErrorCode::RateLimited
                | ErrorCode::Crowded
                | ErrorCode::PinPaused => Retry::Later(body.retry_after.map(Duration::from_secs)),
                // With another proof it may be taken: nothing about the request itself was refused.
                ErrorCode::InvalidDpopProof | ErrorCode::UseDpopNonce => Retry::Later(None),
                ErrorCode::Internal | ErrorCode::Unavailable | ErrorCode::TooFast => {
                    Retry::Later(body.retry_after.map(Duration::from_secs))
                }
                // A newer server's code: its status tells faults of the moment from refusals.
                ErrorCode::Unknown if body.status >= 500 => {
                    Retry::Later(body.retry_after.map(Duration::from_secs))
                }
                ErrorCode::Invalid
                | ErrorCode::Forbidden
                | ErrorCode::GateClosed
                | ErrorCode::Muted
                | ErrorCode::RulesDue
                | ErrorCode::Frozen
                | ErrorCode::NotFound
                | ErrorCode::IdConflict
                | ErrorCode::Stale
                | ErrorCode::CursorExpired
                | ErrorCode::QuotaExceeded
                | ErrorCode::OffsetMismatch
                | ErrorCode::HashMismatch
                | ErrorCode::PinWrong
                | ErrorCode::PinNotSet
                | ErrorCode::StepUpRequired
                | ErrorCode::PaymentsLocked
                | ErrorCode::WalletFrozen
                | ErrorCode::CashOutRests
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
                | ErrorCode::Unknown => Retry::Never,
            },
        }
    }

    /// The server's code, when it refused.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Rejected(body) => Some(body.code),
            Self::Offline | Self::Timeout | Self::Protocol(_) | Self::SignedOut => None,
        }
    }
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        if error.is_connect() {
            Self::Offline
        } else if error.is_decode() {
            Self::Protocol("a body of another shape")
        } else {
            // Cut off on the way: it may have arrived.
            Self::Timeout
        }
    }
}
