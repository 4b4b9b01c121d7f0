//! What the platform knows.

use std::collections::{BTreeMap, HashMap, VecDeque};

use circles_domain::Timestamp;

/// Where a trade stands: `trade_status` of <https://opendocs.alipay.com/open/bff76748_alipay.trade.query>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `WAIT_BUYER_PAY`.
    WaitBuyerPay,
    /// `TRADE_SUCCESS`.
    Success,
    /// `TRADE_CLOSED`: not paid in time, or given back entirely.
    Closed,
}

impl Status {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::WaitBuyerPay => "WAIT_BUYER_PAY",
            Self::Success => "TRADE_SUCCESS",
            Self::Closed => "TRADE_CLOSED",
        }
    }
}

/// A trade.
#[derive(Clone, Debug)]
pub struct Trade {
    /// The platform's own number.
    pub trade_no: String,
    /// Yuan with two digits behind the point.
    pub total_amount: String,
    /// Where it stands.
    pub status: Status,
    /// When its page was opened.
    pub created_at: Timestamp,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
    /// Number of its refund, and when.
    pub refund: Option<(String, Timestamp)>,
    /// Where notices go.
    pub notify_url: String,
}

/// A transfer.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// The platform's own number.
    pub order_id: String,
    /// Yuan with two digits behind the point.
    pub trans_amount: String,
    /// `identity`, `identity_type`, `name` of the payee.
    pub payee: [String; 3],
    /// `SUCCESS`, `DEALING`, `FAIL`, `REFUND`: `status` of
    /// <https://opendocs.alipay.com/open/58a29899_alipay.fund.trans.common.query>.
    pub status: &'static str,
    /// When.
    pub at: Timestamp,
}

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It never arrives.
    Lost,
    /// It is done, and the answer never arrives.
    AnswerLost,
    /// It is done, and the answer says that the platform does not know: code `20000`.
    Unknown,
    /// It is done, and the answer says so of the business: `40004` with `SYSTEM_ERROR`.
    SystemError,
    /// It is not done: `40004` with this `sub_code`.
    Refused(&'static str),
    /// The answer is signed by somebody else.
    OtherSignature,
    /// The answer is not signed.
    NoSignature,
    /// A page of a network that stands between.
    Page,
}

#[derive(Debug, Default)]
pub(super) struct Books {
    pub(super) trades: BTreeMap<String, Trade>,
    pub(super) transfers: BTreeMap<String, Transfer>,
    pub(super) faults: HashMap<&'static str, VecDeque<Fault>>,
    pub(super) called: HashMap<String, usize>,
    pub(super) numbers: u64,
}

impl Books {
    /// A number of the platform's own: 28 digits that begin with the date, as in its examples.
    pub(super) fn number(&mut self) -> String {
        self.numbers += 1;
        format!("20261127{:020}", self.numbers)
    }
}
