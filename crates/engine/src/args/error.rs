//! The error that commands and queries give.

use circles_domain::Invalid;
use circles_domain::gate::Verdict;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why a command did not work: the server's codes and the device's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CommandCode {
    /// Inputs broke rules; `fields` says which.
    Invalid,
    /// The server cannot be reached; nothing was sent.
    Offline,
    /// The server did not answer in time.
    Timeout,
    /// Something else than the server answered (a captive portal).
    Protocol,
    /// Nobody is signed in.
    SignedOut,
    /// The session ended; sign in again.
    SessionExpired,
    /// Signing in was given up.
    SignInCancelled,
    /// The browser's answer did not belong to this sign-in.
    SignInRefused,
    /// Unsent things exist; sign out with `discard`, or send them first.
    Unsent,
    /// A payment is not decided yet; it cannot be discarded.
    UnsettledPayment,
    /// Not there, or not for this person.
    NotFound,
    /// A gate is closed.
    GateClosed,
    /// Muted in this circle.
    Muted,
    /// The circle's rules changed; they have to be accepted before writing.
    RulesDue,
    /// The circle is read-only for now.
    Frozen,
    /// It changed on the server since it was shown.
    Stale,
    /// Not allowed.
    Forbidden,
    /// The id is taken by something else.
    IdConflict,
    /// Too many requests.
    RateLimited,
    /// Enough people outside looked at this circle in this hour.
    Crowded,
    /// A quota of storage is full.
    QuotaExceeded,
    /// A wrong payment password.
    PinWrong,
    /// No payment password is set.
    PinNotSet,
    /// Too many wrong tries.
    PinPaused,
    /// The payment password is needed.
    StepUpRequired,
    /// This person locked their payments; the payment password opens them.
    PaymentsLocked,
    /// An operator froze this person's wallet: nothing leaves it.
    WalletFrozen,
    /// Another device signed in lately, or the payment password changed: nothing is taken out for a while.
    CashOutRests,
    /// The author takes no tips.
    TipsOff,
    /// The balance does not cover it.
    BalanceShort,
    /// They take transfers from friends only.
    FriendsOnly,
    /// The sign-in is too long ago for this; sign in again, then ask again.
    SignInAgain,
    /// The quote is void.
    QuoteExpired,
    /// Confirmed too fast.
    TooFast,
    /// Under 18.
    Minor,
    /// They choose who may ask to be their friend, and oneself is not among those.
    NotAmongThose,
    /// A friend request was not accepted; one may ask again after `retry_after`.
    NotAccepted,
    /// More than that holds against this person; it is lifted first.
    StrongerHolds,
    /// Who owns a circle leaves it when somebody can take over.
    OwnerLeaves,
    /// Money is left on the account, or on its way.
    BalanceLeft,
    /// Money is owed: what comes in pays it first.
    DebtLeft,
    /// Whoever gave it is leaving, or gone.
    AccountLeaving,
    /// The proof of the real name has expired: the account only reads until its person signs in again.
    NameExpired,
    /// This device has no font with Chinese characters that a file may carry.
    NoFont,
    /// The disk is full; nothing was lost.
    DiskFull,
    /// This data was written by a newer version of the app.
    NewerSchema,
    /// Another window of Circles uses this data.
    AlreadyRunning,
    /// The server is at fault or busy.
    ServerTrouble,
    /// A fault of the app; its log says more.
    Internal,
}

/// What a command answers when it did not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CommandError {
    /// The code; the words come from the messages of the UI.
    pub code: CommandCode,
    /// Inputs that broke rules.
    pub fields: Vec<Invalid>,
    /// Seconds to wait.
    pub retry_after: Option<i64>,
    /// Why a gate is closed, clause by clause.
    pub gate: Option<Verdict>,
    /// Tries left, for a wrong payment password.
    pub tries_left: Option<i64>,
}

impl CommandError {
    /// A plain code.
    #[must_use]
    pub fn of(code: CommandCode) -> Self {
        Self { code, fields: Vec::new(), retry_after: None, gate: None, tries_left: None }
    }
}
