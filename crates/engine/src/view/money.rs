use circles_domain::payment::{PaymentKind, PaymentOutcome};
use circles_domain::tip::{TipRefusal, TipReturn, TipState};
use circles_domain::transfer::{TransferRefusal, TransferReturn};
use circles_domain::{Money, PaymentId, PersonId, PostId, Timestamp, TipId, TransferId};
use circles_wire::ErrorCode;
use circles_wire::tip::{QuoteResponse, SignedReceipt};
use circles_wire::transfer::{SignedTransferReceipt, TransferQuoteResponse};
use circles_wire::wallet::{Entry, LimitState, WalletFreeze};
use serde::Serialize;
use ts_rs::TS;

/// A tip as its page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct TipView {
    /// Minted when the page opened; the same until a definite outcome.
    pub id: TipId,
    /// For which post.
    pub post: PostId,
    /// Where it stands.
    pub state: TipState,
    /// The amount that was last typed or chosen.
    pub amount: Money,
    /// What the server bound it to, from *quoted* on.
    pub quote: Option<QuoteResponse>,
    /// When this device showed the quote; confirming opens half a second later.
    pub confirm_after_ms: i64,
    /// Why it was refused.
    pub refusal: Option<TipRefusal>,
    /// Why it came back.
    pub returned: Option<TipReturn>,
    /// Until when it can be taken back.
    pub cancellable_until: Option<Timestamp>,
    /// When the payee gets it, or got it.
    pub release_at: Option<Timestamp>,
    /// The receipt, its signature checked against the pinned key.
    pub receipt: Option<SignedReceipt>,
    /// With *unknown*: when the server is asked again.
    pub next_check_at: Option<Timestamp>,
    /// Why the last step did not work although nothing is decided (offline, wrong password, ...).
    pub problem: Option<TipProblem>,
}

/// One's own tips that can still be taken back.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct CancellableTipsView {
    /// The latest first.
    pub tips: Vec<TipView>,
}

/// A transfer as its payer's page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct TransferView {
    /// Minted when the page opened; the same until a definite outcome.
    pub id: TransferId,
    /// To whom.
    pub payee: PersonId,
    /// Where it stands; *released* is with the payee.
    pub state: TipState,
    /// The amount that was last typed; zero until then.
    pub amount: Money,
    /// The words that go with it.
    pub note: String,
    /// What the server bound it to, from *quoted* on.
    pub quote: Option<TransferQuoteResponse>,
    /// Milliseconds until confirming opens.
    pub confirm_after_ms: i64,
    /// Why it was refused.
    pub refusal: Option<TransferRefusal>,
    /// Why it came back.
    pub returned: Option<TransferReturn>,
    /// From when on the payee can accept it; until then it can be taken back.
    pub offered_at: Option<Timestamp>,
    /// When it goes back if it is not accepted.
    pub expires_at: Option<Timestamp>,
    /// The receipt, its signature checked against the pinned key.
    pub receipt: Option<SignedTransferReceipt>,
    /// With *unknown*: when the server is asked again.
    pub next_check_at: Option<Timestamp>,
    /// Why the last step did not work although nothing is decided (offline, wrong password, ...).
    pub problem: Option<TipProblem>,
}

/// A step that did not work and changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct TipProblem {
    /// Which.
    pub code: super::super::args::CommandCode,
    /// Tries left, for a wrong payment password.
    pub tries_left: Option<i64>,
    /// Seconds to wait, when paused.
    pub retry_after: Option<i64>,
    /// The server's code, when it answered.
    pub server: Option<ErrorCode>,
}

/// The wallet.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct WalletView {
    /// Spendable; absent until first read.
    pub balance: Option<Money>,
    /// Own tips in escrow.
    pub held: Money,
    /// Tips to oneself in escrow: not there yet.
    pub incoming: Money,
    /// Tipped today.
    pub spent_today: Money,
    /// The limit of the day.
    pub day_limit: Money,
    /// One's own limits, a tip, a day and a month; empty until first read.
    pub own_limits: Vec<LimitState>,
    /// Whether one's payments are locked.
    pub locked: bool,
    /// Whether an operator froze this wallet: since when, and why. Nothing leaves it, and no tip arrives.
    pub frozen: Option<WalletFreeze>,
    /// What is owed for a tip that was refunded; what comes in pays it first.
    pub owed: Option<Money>,
    /// Whether a payment password is set.
    pub pin_set: bool,
    /// Above this a tip asks for it.
    pub step_up_above: Money,
    /// Above this sum a day every tip asks for it.
    pub step_up_day_above: Money,
    /// Marked test money.
    pub sandbox: bool,
    /// Newest first.
    pub entries: Vec<Entry>,
    /// Whether older ones exist.
    pub more: bool,
    /// Tips whose outcome is not definite yet.
    pub unsettled: Vec<TipView>,
    /// Transfers whose outcome is not known yet, oldest first.
    pub unsettled_transfers: Vec<TransferView>,
    /// When this was read from the server; shown when it is old.
    pub as_of: Option<Timestamp>,
}

/// A top-up or a cash-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PaymentView {
    /// Which.
    pub id: PaymentId,
    /// Which way.
    pub kind: PaymentKind,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub outcome: PaymentOutcome,
    /// Whether the server has said so. Until then nobody knows whether it began, and it is asked about.
    pub answered: bool,
    /// Whether it waits to be paid on a page of the provider.
    pub has_page: bool,
    /// When it was asked for.
    pub begun_at: Timestamp,
    /// When it came to stand where it stands.
    pub changed_at: Timestamp,
}

/// The newest payments, and what may be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct PaymentsView {
    /// Newest first.
    pub payments: Vec<PaymentView>,
    /// The most that one top-up brings in; absent until first read.
    pub top_up_max: Option<Money>,
    /// The most that one cash-out takes out; absent until first read.
    pub cash_out_max: Option<Money>,
    /// From when on something can be taken out, while cash-outs rest: another device signed in, or the payment password
    /// changed.
    pub cash_out_from: Option<Timestamp>,
    /// The most that a cash-out takes out without the payment password; absent until first read.
    pub cash_out_without_pin: Option<Money>,
    /// Marked test money.
    pub sandbox: bool,
    /// Whether a cash-out has to say to which account of the provider it goes.
    pub asks_payee: bool,
    /// The account of the newest one.
    pub last_payee: Option<String>,
    /// When this was read from the server.
    pub as_of: Option<Timestamp>,
}
