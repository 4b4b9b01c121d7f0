//! Paying out to a person's own account, which is theirs only if its verified name is the one that is verified here.
//!
//! `alipay.fund.trans.uni.transfer`: <https://opendocs.alipay.com/open/62987723_alipay.fund.trans.uni.transfer>,
//! `alipay.fund.trans.common.query`: <https://opendocs.alipay.com/open/58a29899_alipay.fund.trans.common.query>.
//!
//! The same `out_biz_no` with the same content is one transfer. What is not certain is asked about, and where there is
//! nothing of that number the same request is sent again; both is what the platform asks for.

use circles_domain::PaymentId;
use circles_domain::payout::NamedBy;
use serde_json::json;

use super::super::{Order, Payee, ProviderError, Status, Taken};
use super::answer::{Said, field};
use super::gateway::Gateway;
use super::trade::number;
use super::yuan;

const PRODUCT: &str = "TRANS_ACCOUNT_NO_PWD";
const SCENE: &str = "DIRECT_TRANSFER";
const NOT_EXIST: &str = "ORDER_NOT_EXIST";
const TITLE: &str = "Circles 圈子 提现";

/// Asks for a transfer.
pub async fn send(gateway: &Gateway, order: Order, payee: &Payee) -> Result<Taken, ProviderError> {
    let named_by = match payee.account.named_by() {
        NamedBy::Login => "ALIPAY_LOGON_ID",
        NamedBy::Number => "ALIPAY_USER_ID",
    };
    let content = json!({
        "out_biz_no": number(order.id),
        "trans_amount": yuan::text(order.amount),
        "product_code": PRODUCT,
        "biz_scene": SCENE,
        "order_title": TITLE,
        "payee_info": {
            "identity": payee.account.reveal(),
            "identity_type": named_by,
            "name": payee.name.reveal(),
        },
    });
    // Whether it is paid is what a query says.
    match gateway.call("alipay.fund.trans.uni.transfer", &content).await? {
        Said::Done(done) if field(&done, "out_biz_no")? == number(order.id) => Ok(Taken::Yes),
        Said::Done(_) => Err(ProviderError::Malformed),
        Said::Refused { .. } => Ok(Taken::Declined),
    }
}

/// What the books say.
pub async fn query(gateway: &Gateway, order: PaymentId) -> Result<Status, ProviderError> {
    let content = json!({ "product_code": PRODUCT, "biz_scene": SCENE, "out_biz_no": number(order) });
    let done = match gateway.call("alipay.fund.trans.common.query", &content).await? {
        Said::Done(done) => done,
        Said::Refused { sub_code, .. } if sub_code == NOT_EXIST => return Ok(Status::NotFound),
        Said::Refused { .. } => return Err(ProviderError::Unanswered),
    };
    if field(&done, "out_biz_no")? != number(order) {
        return Err(ProviderError::Malformed);
    }
    match field(&done, "status")? {
        "SUCCESS" => {
            yuan::read(field(&done, "trans_amount")?).map(Status::Paid).ok_or(ProviderError::Malformed)
        }
        "WAIT_PAY" | "DEALING" => Ok(Status::Waiting),
        // Failed, or sent back by the payee's bank: the money is with us.
        "FAIL" | "REFUND" => Ok(Status::Failed),
        "CLOSED" => Ok(Status::Closed),
        _ => Err(ProviderError::Malformed),
    }
}
