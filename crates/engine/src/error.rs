//! Why something did not work, for whoever asked: one code each, and when to try again.

use circles_domain::Invalid;
use circles_wire::ErrorCode;

use crate::args::{CommandCode, CommandError};
use crate::remote::{self, Retry};
use crate::session::SignInError;

/// The outcome of commands and queries.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a command or a query did not work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Inputs broke rules.
    #[error("inputs broke rules")]
    Invalid(Vec<Invalid>),
    /// A command that does not exist, or arguments of another shape.
    #[error("no such command, or arguments of another shape")]
    Malformed,
    /// A file of this device.
    #[error(transparent)]
    Store(#[from] circles_store::Error),
    /// The server.
    #[error(transparent)]
    Remote(#[from] remote::Error),
    /// Signing in.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// Signing in was given up.
    #[error("signing in was given up")]
    SignInCancelled,
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignedOut,
    /// The session ended on the server.
    #[error("the session ended")]
    SessionExpired,
    /// Not on this device.
    #[error("there is no such thing here")]
    NotFound,
    /// Unsent things exist.
    #[error("not everything was sent")]
    Unsent,
    /// A payment is not decided.
    #[error("a payment is not decided")]
    UnsettledPayment,
    /// The quote is void.
    #[error("the quote is void")]
    QuoteExpired,
    /// Confirmed too fast.
    #[error("confirmed too fast")]
    TooFast,
    /// The payment password is needed.
    #[error("the payment password is needed")]
    StepUpRequired,
    /// Not to be done now, or not by this person.
    #[error("not allowed")]
    Forbidden,
    /// No font of this device fits a file.
    #[error("no font that a file may carry")]
    NoFont,
    /// Another process owns the data directory.
    #[error("the data directory is in use")]
    AlreadyRunning,
    /// A fault of the program.
    #[error("a fault of the program ({0})")]
    Internal(&'static str),
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(vec![invalid])
    }
}

impl Error {
    /// The code that the UI turns into words.
    #[must_use]
    pub fn code(&self) -> CommandCode {
        match self {
            Self::Invalid(_) | Self::Malformed => CommandCode::Invalid,
            Self::Store(error) => store_code(error),
            Self::Remote(error) | Self::SignIn(SignInError::Remote(error)) => remote_code(error),
            Self::SignIn(SignInError::Refused) => CommandCode::SignInRefused,
            Self::SignIn(SignInError::System) | Self::Internal(_) => CommandCode::Internal,
            Self::SignInCancelled => CommandCode::SignInCancelled,
            Self::SignedOut => CommandCode::SignedOut,
            Self::SessionExpired => CommandCode::SessionExpired,
            Self::NotFound => CommandCode::NotFound,
            Self::Unsent => CommandCode::Unsent,
            Self::UnsettledPayment => CommandCode::UnsettledPayment,
            Self::QuoteExpired => CommandCode::QuoteExpired,
            Self::TooFast => CommandCode::TooFast,
            Self::StepUpRequired => CommandCode::StepUpRequired,
            Self::Forbidden => CommandCode::Forbidden,
            Self::NoFont => CommandCode::NoFont,
            Self::AlreadyRunning => CommandCode::AlreadyRunning,
        }
    }

    /// When to try again.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            Self::Remote(error) | Self::SignIn(SignInError::Remote(error)) => error.retry(),
            Self::SignedOut | Self::SessionExpired => Retry::AfterSignIn,
            Self::Store(circles_store::Error::Busy | circles_store::Error::Full) | Self::TooFast => {
                Retry::Later(None)
            }
            Self::Invalid(_)
            | Self::Malformed
            | Self::Store(_)
            | Self::SignIn(SignInError::Refused | SignInError::System)
            | Self::SignInCancelled
            | Self::NotFound
            | Self::Unsent
            | Self::UnsettledPayment
            | Self::QuoteExpired
            | Self::StepUpRequired
            | Self::Forbidden
            | Self::NoFont
            | Self::AlreadyRunning
            | Self::Internal(_) => Retry::Never,
        }
    }
}

fn store_code(error: &circles_store::Error) -> CommandCode {
    match error {
        circles_store::Error::Full => CommandCode::DiskFull,
        circles_store::Error::NewerSchema(_) => CommandCode::NewerSchema,
        circles_store::Error::Busy
        | circles_store::Error::Damaged
        | circles_store::Error::Row(_)
        | circles_store::Error::Io(_)
        | circles_store::Error::Sql(_) => CommandCode::Internal,
    }
}

fn remote_code(error: &remote::Error) -> CommandCode {
    match error {
        remote::Error::Offline => CommandCode::Offline,
        remote::Error::Timeout => CommandCode::Timeout,
        remote::Error::Protocol(_) => CommandCode::Protocol,
        remote::Error::SignedOut => CommandCode::SessionExpired,
        remote::Error::Rejected(body) => server_code(body.code),
    }
}

fn server_code(code: ErrorCode) -> CommandCode {
    match code {
        ErrorCode::Invalid => CommandCode::Invalid,
        ErrorCode::Unauthenticated | ErrorCode::SessionRevoked => CommandCode::SessionExpired,
        ErrorCode::Forbidden => CommandCode::Forbidden,
        ErrorCode::GateClosed => CommandCode::GateClosed,
        ErrorCode::Muted => CommandCode::Muted,
        ErrorCode::RulesDue => CommandCode::RulesDue,
        ErrorCode::Frozen => CommandCode::Frozen,
        ErrorCode::Stale => CommandCode::Stale,
        ErrorCode::NotFound => CommandCode::NotFound,
        ErrorCode::IdConflict => CommandCode::IdConflict,
        ErrorCode::RateLimited => CommandCode::RateLimited,
        ErrorCode::Crowded => CommandCode::Crowded,
        ErrorCode::QuotaExceeded => CommandCode::QuotaExceeded,
        ErrorCode::PinWrong => CommandCode::PinWrong,
        ErrorCode::PinNotSet => CommandCode::PinNotSet,
        ErrorCode::PinPaused => CommandCode::PinPaused,
        ErrorCode::StepUpRequired => CommandCode::StepUpRequired,
        ErrorCode::PaymentsLocked => CommandCode::PaymentsLocked,
        ErrorCode::WalletFrozen => CommandCode::WalletFrozen,
        ErrorCode::CashOutRests => CommandCode::CashOutRests,
        ErrorCode::TipsOff => CommandCode::TipsOff,
        ErrorCode::BalanceShort => CommandCode::BalanceShort,
        ErrorCode::FriendsOnly => CommandCode::FriendsOnly,
        ErrorCode::SignInAgain => CommandCode::SignInAgain,
        ErrorCode::QuoteExpired => CommandCode::QuoteExpired,
        ErrorCode::TooFast => CommandCode::TooFast,
        ErrorCode::Minor => CommandCode::Minor,
        ErrorCode::NotAmongThose => CommandCode::NotAmongThose,
        ErrorCode::NotAccepted => CommandCode::NotAccepted,
        ErrorCode::StrongerHolds => CommandCode::StrongerHolds,
        ErrorCode::OwnerLeaves => CommandCode::OwnerLeaves,
        ErrorCode::BalanceLeft => CommandCode::BalanceLeft,
        ErrorCode::DebtLeft => CommandCode::DebtLeft,
        ErrorCode::AccountLeaving => CommandCode::AccountLeaving,
        ErrorCode::NameExpired => CommandCode::NameExpired,
        ErrorCode::InvalidDpopProof
        | ErrorCode::UseDpopNonce
        | ErrorCode::InProgress
        | ErrorCode::CursorExpired
        | ErrorCode::OffsetMismatch
        | ErrorCode::HashMismatch
        | ErrorCode::Internal
        | ErrorCode::Unavailable
        | ErrorCode::Unknown => CommandCode::ServerTrouble,
    }
}

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        let code = error.code();
        if code == CommandCode::Internal {
            // The code says nothing of the cause, so the log must; it holds no text of people.
            tracing::error!(error = ?error, "a command failed");
        }
        let whole = |seconds: Option<u64>| seconds.and_then(|seconds| i64::try_from(seconds).ok());
        match error {
            Error::Invalid(fields) => Self { fields, ..Self::of(code) },
            Error::Remote(remote::Error::Rejected(body)) => Self {
                fields: body.fields,
                retry_after: whole(body.retry_after),
                gate: body.gate,
                tries_left: whole(body.tries_left),
                ..Self::of(code)
            },
            Error::Malformed
            | Error::Store(_)
            | Error::Remote(_)
            | Error::SignIn(_)
            | Error::SignInCancelled
            | Error::SignedOut
            | Error::SessionExpired
            | Error::NotFound
            | Error::Unsent
            | Error::UnsettledPayment
            | Error::QuoteExpired
            | Error::TooFast
            | Error::StepUpRequired
            | Error::Forbidden
            | Error::NoFont
            | Error::AlreadyRunning
            | Error::Internal(_) => Self::of(code),
        }
    }
}
