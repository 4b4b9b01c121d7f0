//! The gateway: `POST`, common parameters in the query, `biz_content` in the form; answers
//! `{"<method>_response":{…},"sign":"…"}`. <https://opendocs.alipay.com/common/02kf5q>,
//! <https://opendocs.alipay.com/common/02mse7>; codes <https://opendocs.alipay.com/common/02km9f>.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::books::{Fault, Status, Transfer};
use super::{Inner, parameters, shanghai};
use crate::Result;

/// `code` and `msg` of success.
fn done(mut fields: Value) -> Value {
    fields["code"] = "10000".into();
    fields["msg"] = "Success".into();
    fields
}

/// `code` 40004 and a `sub_code` of the business.
fn refused(sub_code: &str) -> Value {
    json!({ "code": "40004", "msg": "Business Failed", "sub_code": sub_code, "sub_msg": "-" })
}

pub(super) async fn answer(
    State(inner): State<Arc<Inner>>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> (StatusCode, String) {
    match answered(&inner, &query.unwrap_or_default(), &body).await {
        Ok(Some(text)) => (StatusCode::OK, text),
        Ok(None) => (StatusCode::BAD_GATEWAY, String::new()),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

async fn answered(inner: &Inner, query: &str, body: &[u8]) -> Result<Option<String>> {
    let all = parameters::read(query, body);
    let method = all.get("method").cloned().unwrap_or_default();
    let fault = {
        let mut books = inner.books();
        *books.called.entry(method.clone()).or_default() += 1;
        books.faults.get_mut(method.as_str()).and_then(std::collections::VecDeque::pop_front)
    };
    let name = format!("{}_response", method.replace('.', "_"));
    let good = parameters::are_good(inner, &all).await?;
    let said = match fault {
        Some(Fault::Lost) => return Ok(None),
        Some(Fault::Page) => return Ok(Some("<html>Please sign in to this network</html>".to_owned())),
        Some(Fault::Refused(sub_code)) => refused(sub_code),
        _ if !good => {
            json!({ "code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-signature" })
        }
        Some(fault) => {
            let said = act(inner, &method, &all)?;
            match fault {
                Fault::AnswerLost => return Ok(None),
                Fault::Unknown => {
                    json!({ "code": "20000", "msg": "Service Currently Unavailable", "sub_code": "isp.unknow-error" })
                }
                Fault::SystemError => refused("SYSTEM_ERROR"),
                Fault::OtherSignature | Fault::NoSignature => said,
                Fault::Lost | Fault::Page | Fault::Refused(_) => return Ok(None),
            }
        }
        None => act(inner, &method, &all)?,
    };
    // As the platform writes it: a slash with a backslash before it. What is signed is exactly this.
    let said = said.to_string().replace('/', "\\/");
    let sign = match fault {
        Some(Fault::NoSignature) => return Ok(Some(format!(r#"{{"{name}":{said}}}"#))),
        Some(Fault::OtherSignature) => inner.app.sign(said.as_bytes()).await?,
        _ => inner.own.sign(said.as_bytes()).await?,
    };
    Ok(Some(format!(r#"{{"{name}":{said},"sign":"{sign}"}}"#)))
}

fn act(inner: &Inner, method: &str, all: &parameters::Parameters) -> Result<Value> {
    let content: Value = serde_json::from_str(all.get("biz_content").ok_or("no content")?)?;
    Ok(match method {
        "alipay.trade.query" => trade_query(inner, &content),
        "alipay.trade.close" => trade_close(inner, &content),
        "alipay.trade.refund" => trade_refund(inner, &content),
        "alipay.trade.fastpay.refund.query" => refund_query(inner, &content),
        "alipay.fund.trans.uni.transfer" => transfer(inner, &content),
        "alipay.fund.trans.common.query" => transfer_query(inner, &content),
        "alipay.data.dataservice.bill.downloadurl.query" => bill(inner, &content),
        _ => json!({ "code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-method" }),
    })
}

fn text<'v>(content: &'v Value, name: &str) -> &'v str {
    content[name].as_str().unwrap_or_default()
}

/// <https://opendocs.alipay.com/open/bff76748_alipay.trade.query>: `out_trade_no` in; `trade_no`, `out_trade_no`,
/// `trade_status`, `total_amount`, `buyer_logon_id`, `send_pay_date` out; `ACQ.TRADE_NOT_EXIST`.
fn trade_query(inner: &Inner, content: &Value) -> Value {
    let number = text(content, "out_trade_no");
    let books = inner.books();
    let Some(trade) = books.trades.get(number) else { return refused("ACQ.TRADE_NOT_EXIST") };
    let mut fields = json!({
        "trade_no": trade.trade_no,
        "out_trade_no": number,
        "trade_status": trade.status.word(),
        "total_amount": trade.total_amount,
        "buyer_logon_id": "159****5620",
    });
    if let Some(at) = trade.paid_at {
        fields["send_pay_date"] = shanghai(at).into();
    }
    done(fields)
}

/// <https://opendocs.alipay.com/open/8dc9ebb3_alipay.trade.close>: `out_trade_no` in; `trade_no`, `out_trade_no` out;
/// `ACQ.TRADE_NOT_EXIST`, `ACQ.TRADE_STATUS_ERROR`.
fn trade_close(inner: &Inner, content: &Value) -> Value {
    let number = text(content, "out_trade_no");
    let mut books = inner.books();
    let Some(trade) = books.trades.get_mut(number) else { return refused("ACQ.TRADE_NOT_EXIST") };
    if trade.status != Status::WaitBuyerPay {
        return refused("ACQ.TRADE_STATUS_ERROR");
    }
    trade.status = Status::Closed;
    done(json!({ "trade_no": trade.trade_no, "out_trade_no": number }))
}

/// <https://opendocs.alipay.com/open/f60979b3_alipay.trade.refund>: `out_trade_no`, `refund_amount`, `out_request_no` in;
/// `trade_no`, `out_trade_no`, `buyer_logon_id`, `refund_fee`, `fund_change` out; `ACQ.TRADE_NOT_EXIST`,
/// `ACQ.TRADE_STATUS_ERROR`, `ACQ.REFUND_AMT_NOT_EQUAL_TOTAL`.
fn trade_refund(inner: &Inner, content: &Value) -> Value {
    let (number, request) = (text(content, "out_trade_no"), text(content, "out_request_no"));
    let now = inner.clock.now();
    let mut books = inner.books();
    let Some(trade) = books.trades.get_mut(number) else { return refused("ACQ.TRADE_NOT_EXIST") };
    let again = trade.refund.as_ref().is_some_and(|(known, _)| known == request);
    if !again && trade.status != Status::Success {
        return refused("ACQ.TRADE_STATUS_ERROR");
    }
    if text(content, "refund_amount") != trade.total_amount {
        return refused("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL");
    }
    if !again {
        trade.status = Status::Closed;
        trade.refund = Some((request.to_owned(), now));
    }
    done(json!({
        "trade_no": trade.trade_no,
        "out_trade_no": number,
        "buyer_logon_id": "159****5620",
        "refund_fee": trade.total_amount,
        // Whether money moved with this very call.
        "fund_change": if again { "N" } else { "Y" },
    }))
}

/// <https://opendocs.alipay.com/open/357441a2_alipay.trade.fastpay.refund.query>: `out_trade_no`, `out_request_no` in;
/// `refund_status` (`REFUND_SUCCESS`, absent where there is none), `refund_amount`, `total_amount` out.
fn refund_query(inner: &Inner, content: &Value) -> Value {
    let (number, request) = (text(content, "out_trade_no"), text(content, "out_request_no"));
    let books = inner.books();
    let Some(trade) = books.trades.get(number) else { return refused("ACQ.TRADE_NOT_EXIST") };
    if trade.refund.as_ref().is_none_or(|(known, _)| known != request) {
        return done(json!({}));
    }
    done(json!({
        "trade_no": trade.trade_no,
        "out_trade_no": number,
        "out_request_no": request,
        "total_amount": trade.total_amount,
        "refund_amount": trade.total_amount,
        "refund_status": "REFUND_SUCCESS",
    }))
}

/// <https://opendocs.alipay.com/open/62987723_alipay.fund.trans.uni.transfer>: `out_biz_no`, `trans_amount` (0.1 to
/// 100000000), `product_code`, `biz_scene`, `order_title`, `payee_info{identity, identity_type, name}` in (the name must be
/// there with ALIPAY_LOGON_ID); `out_biz_no`, `order_id`, `status`, `trans_date` out. The same number is one transfer.
fn transfer(inner: &Inner, content: &Value) -> Value {
    let (number, amount) = (text(content, "out_biz_no").to_owned(), text(content, "trans_amount").to_owned());
    let payee = &content["payee_info"];
    let payee =
        [text(payee, "identity"), text(payee, "identity_type"), text(payee, "name")].map(str::to_owned);
    let now = inner.clock.now();
    if text(content, "product_code") != "TRANS_ACCOUNT_NO_PWD"
        || text(content, "biz_scene") != "DIRECT_TRANSFER"
    {
        return refused("INVALID_PARAMETER");
    }
    if payee[0].is_empty() || payee[1] == "ALIPAY_LOGON_ID" && payee[2].is_empty() {
        return refused("INVALID_PARAMETER");
    }
    let digits: String = amount.chars().filter(char::is_ascii_digit).collect();
    if digits.parse::<u64>().is_ok_and(|fen| fen < 10) {
        return refused("EXCEED_LIMIT_SM_MIN_AMOUNT");
    }
    let mut books = inner.books();
    let order_id = books.number();
    let fresh = Transfer { order_id, trans_amount: amount, payee, status: "SUCCESS", at: now };
    let known = books.transfers.entry(number.clone()).or_insert_with(|| fresh.clone());
    if known.trans_amount != fresh.trans_amount || known.payee != fresh.payee {
        return refused("REQUEST_PARAM_NOT_EQUAL");
    }
    done(json!({
        "out_biz_no": number,
        "order_id": known.order_id,
        "status": known.status,
        "trans_date": shanghai(known.at),
    }))
}

/// <https://opendocs.alipay.com/open/58a29899_alipay.fund.trans.common.query>: `product_code`, `biz_scene`, `out_biz_no` in;
/// `order_id`, `out_biz_no`, `status`, `pay_date`, and with SUCCESS alone `trans_amount` out; `ORDER_NOT_EXIST`.
fn transfer_query(inner: &Inner, content: &Value) -> Value {
    let number = text(content, "out_biz_no");
    let books = inner.books();
    let Some(known) = books.transfers.get(number) else { return refused("ORDER_NOT_EXIST") };
    let mut fields = json!({ "order_id": known.order_id, "out_biz_no": number, "status": known.status });
    if known.status == "SUCCESS" {
        fields["trans_amount"] = known.trans_amount.clone().into();
        fields["pay_date"] = shanghai(known.at).into();
    }
    done(fields)
}

/// <https://opendocs.alipay.com/open/e099d91f_alipay.data.dataservice.bill.downloadurl.query>: `bill_type`, `bill_date`
/// (yyyy-MM-dd, the day before at the latest) in; `bill_download_url`, good for 30 seconds, out; where nothing moved, or the
/// bill is not made yet, `isp.bill_not_exist`.
fn bill(inner: &Inner, content: &Value) -> Value {
    let (kind, day) = (text(content, "bill_type"), text(content, "bill_date"));
    if day >= shanghai(inner.clock.now()).split(' ').next().unwrap_or_default() {
        return json!({ "code": "40002", "msg": "Invalid Arguments", "sub_code": "isv.invalid-arguments" });
    }
    if super::bill::rows(&inner.books(), kind, day).is_empty() {
        return refused("isp.bill_not_exist");
    }
    done(json!({ "bill_download_url": format!("http://{}/bill/{kind}/{day}", inner.address) }))
}
