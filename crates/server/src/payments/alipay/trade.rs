//! Collecting: a page on which a person pays, and what became of it.
//!
//! | what | page |
//! |---|---|
//! | `alipay.trade.page.pay` | <https://opendocs.alipay.com/open/59da99d0_alipay.trade.page.pay> |
//! | `alipay.trade.query` | <https://opendocs.alipay.com/open/bff76748_alipay.trade.query> |
//! | `alipay.trade.close` | <https://opendocs.alipay.com/open/8dc9ebb3_alipay.trade.close> |
//! | `alipay.trade.refund` | <https://opendocs.alipay.com/open/f60979b3_alipay.trade.refund> |
//! | `alipay.trade.fastpay.refund.query` | <https://opendocs.alipay.com/open/357441a2_alipay.trade.fastpay.refund.query> |
//!
//! The platform hears of an order when its page is opened, not before. `out_trade_no` takes letters, digits and `_` alone:
//! the id without dashes.

use circles_domain::{PaymentId, Timestamp};
use serde_json::json;
use url::Url;

use super::super::{Order, ProviderError, Status, Taken};
use super::answer::{Said, field};
use super::gateway::Gateway;
use super::{shanghai, yuan};

const NOT_EXIST: &str = "ACQ.TRADE_NOT_EXIST";
/// What is paid already, or closed already, cannot be closed.
const STATUS_ERROR: &str = "ACQ.TRADE_STATUS_ERROR";
const SUBJECT: &str = "Circles 圈子 充值";

/// An id as the platform takes it.
pub fn number(id: PaymentId) -> String {
    id.0.simple().to_string()
}

/// The page on which `order` is paid, until `until`.
pub fn page(gateway: &Gateway, order: Order, until: Timestamp) -> Result<Url, ProviderError> {
    let content = json!({
        "out_trade_no": number(order.id),
        "product_code": "FAST_INSTANT_TRADE_PAY",
        "total_amount": yuan::text(order.amount),
        "subject": SUBJECT,
        "time_expire": shanghai::text(until),
    });
    gateway.page("alipay.trade.page.pay", &content)
}

/// What the books say.
pub async fn query(gateway: &Gateway, order: PaymentId) -> Result<Status, ProviderError> {
    let said = gateway.call("alipay.trade.query", &json!({ "out_trade_no": number(order) })).await?;
    let done = match said {
        Said::Done(done) => done,
        Said::Refused { sub_code, .. } if sub_code == NOT_EXIST => return Ok(Status::Unopened),
        Said::Refused { .. } => return Err(ProviderError::Unanswered),
    };
    if field(&done, "out_trade_no")? != number(order) {
        return Err(ProviderError::Malformed);
    }
    match field(&done, "trade_status")? {
        "WAIT_BUYER_PAY" => Ok(Status::Waiting),
        "TRADE_SUCCESS" | "TRADE_FINISHED" => {
            yuan::read(field(&done, "total_amount")?).map(Status::Paid).ok_or(ProviderError::Malformed)
        }
        // Not paid in time, or given back: the status is the same.
        "TRADE_CLOSED" if is_refunded(gateway, order).await? => Ok(Status::Returned),
        "TRADE_CLOSED" => Ok(Status::Closed),
        _ => Err(ProviderError::Malformed),
    }
}

/// Asks that nobody pays it any more. What there is none of, and what is over, needs no closing.
pub async fn close(gateway: &Gateway, order: PaymentId) -> Result<(), ProviderError> {
    match gateway.call("alipay.trade.close", &json!({ "out_trade_no": number(order) })).await? {
        Said::Done(_) => Ok(()),
        Said::Refused { sub_code, .. } if sub_code == NOT_EXIST || sub_code == STATUS_ERROR => Ok(()),
        Said::Refused { .. } => Err(ProviderError::Unanswered),
    }
}

/// Gives back all of what was paid for an order. Its id is that of the refund, too, so that twice is once.
pub async fn refund(gateway: &Gateway, order: Order) -> Result<Taken, ProviderError> {
    let content = json!({
        "out_trade_no": number(order.id),
        "refund_amount": yuan::text(order.amount),
        "out_request_no": number(order.id),
    });
    match gateway.call("alipay.trade.refund", &content).await? {
        Said::Done(_) => Ok(Taken::Yes),
        Said::Refused { .. } => Ok(Taken::Declined),
    }
}

async fn is_refunded(gateway: &Gateway, order: PaymentId) -> Result<bool, ProviderError> {
    let content = json!({ "out_trade_no": number(order), "out_request_no": number(order) });
    Ok(match gateway.call("alipay.trade.fastpay.refund.query", &content).await? {
        Said::Done(done) => done.get("refund_status").is_some_and(|status| status == "REFUND_SUCCESS"),
        Said::Refused { .. } => false,
    })
}
