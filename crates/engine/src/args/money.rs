//! What money takes.

use circles_domain::ledger::LimitKind;
use circles_domain::payment::PaymentKind;
use circles_domain::tip::TipPrivacy;
use circles_domain::{MoneyRequestId, PaymentId, PersonId, QuoteId, TipId, TransferId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

args! {
    /// `quote_tip`.
    QuoteTipArgs {
        /// Which.
        tip: TipId,
        /// As typed, in yuan: `0.88`.
        amount: String,
        /// Who learns who gave it; absent: the author alone.
        privacy: Option<TipPrivacy>,
        /// Words that go with it.
        message: Option<String>,
    }
    /// `confirm_tip`: names no amount and no payee.
    ConfirmTipArgs {
        /// Which.
        tip: TipId,
        /// What was shown.
        quote: QuoteId,
        /// The payment password, when asked.
        pin: Option<String>,
    }
    /// `get_tip`, `abandon_tip`, `cancel_tip`, `check_tip`, `receipt`.
    TipArgs {
        /// Which.
        tip: TipId,
    }
    /// `quote_transfer`.
    QuoteTransferArgs {
        /// Which.
        transfer: TransferId,
        /// As typed, in yuan.
        amount: String,
        /// Words that go with it; may be empty.
        note: String,
        /// The request that it pays.
        #[serde(default)]
        request: Option<MoneyRequestId>,
    }
    /// `request_money`.
    RequestMoneyArgs {
        /// Minted when the form opened.
        request: MoneyRequestId,
        /// Who is asked.
        person: PersonId,
        /// As typed, in yuan.
        amount: String,
        /// Words that go with it; may be empty.
        note: String,
    }
    /// `decline_money_request`, `withdraw_money_request`.
    MoneyRequestArgs {
        /// Which.
        request: MoneyRequestId,
    }
    /// `confirm_transfer`: names no amount and no payee.
    ConfirmTransferArgs {
        /// Which.
        transfer: TransferId,
        /// What was shown.
        quote: QuoteId,
        /// The payment password, when asked.
        pin: Option<String>,
    }
    /// `get_transfer`, `abandon_transfer`, `take_back_transfer`.
    TransferArgs {
        /// Which.
        transfer: TransferId,
    }
    /// `answer_transfer`.
    AnswerTransferArgs {
        /// Which.
        transfer: TransferId,
        /// Accepted, or sent back.
        accept: bool,
    }
    /// `wallet`.
    WalletArgs {
        /// Entries before this sequence number.
        before: Option<i64>,
    }
    /// `begin_payment`.
    BeginPaymentArgs {
        /// Minted when its sheet opened.
        payment: PaymentId,
        /// Which way.
        kind: PaymentKind,
        /// As typed, in yuan: `20`.
        amount: String,
        /// Where a cash-out goes, where the provider asks for it.
        payee: Option<String>,
        /// The payment password, when a cash-out needs it.
        #[serde(default)]
        pin: Option<String>,
    }
    /// `open_payment_page`.
    PaymentArgs {
        /// Which.
        payment: PaymentId,
    }
    /// `set_pin`.
    SetPinArgs {
        /// The present one, when one is set.
        current: Option<String>,
        /// Six digits.
        pin: String,
    }
    /// `set_limit`.
    SetLimitArgs {
        /// Counted over what.
        kind: LimitKind,
        /// As typed, in yuan; absent: no limit.
        amount: Option<String>,
    }
    /// `lock_payments`.
    LockPaymentsArgs {
        /// Locked from now on, or open.
        locked: bool,
        /// The payment password, to open.
        pin: Option<String>,
    }
}
