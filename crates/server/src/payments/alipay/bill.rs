//! The statement: two files a day, made in the night.
//!
//! `alipay.data.dataservice.bill.downloadurl.query`:
//! <https://opendocs.alipay.com/open/e099d91f_alipay.data.dataservice.bill.downloadurl.query>. `trade` holds what was
//! collected and given back, `signcustomer` every movement of the account, transfers among them. Each is a ZIP of CSV files
//! in GBK; a line that begins with `#` is a remark.

use circles_domain::{PaymentId, Timestamp};
use serde_json::json;
use uuid::Uuid;

use super::super::{Direction, Movement, ProviderError};
use super::answer::{Said, field};
use super::gateway::Gateway;
use super::{csv, shanghai, yuan, zip};

const DAY_S: i64 = 86_400;
/// "One before 9 o'clock of the next day, later in exceptional cases": where there is none by then, nothing moved.
const READY_AFTER_S: i64 = 12 * 3_600;
const NOT_EXIST: [&str; 2] = ["isp.bill_not_exist", "BILL_NOT_EXIST"];

/// Names in GBK: whoever wrote the file gave no other.
mod gbk {
    /// 商户订单号, our number of the order.
    pub const ORDER: &[u8] = b"\xc9\xcc\xbb\xa7\xb6\xa9\xb5\xa5\xba\xc5";
    /// 业务类型, what it was.
    pub const KIND: &[u8] = b"\xd2\xb5\xce\xf1\xc0\xe0\xd0\xcd";
    /// 完成时间, when it was done (`trade`).
    pub const DONE_AT: &[u8] = b"\xcd\xea\xb3\xc9\xca\xb1\xbc\xe4";
    /// 订单金额（元）, how much (`trade`).
    pub const AMOUNT: &[u8] = b"\xb6\xa9\xb5\xa5\xbd\xf0\xb6\xee\xa3\xa8\xd4\xaa\xa3\xa9";
    /// 发生时间, when it happened (`signcustomer`).
    pub const AT: &[u8] = b"\xb7\xa2\xc9\xfa\xca\xb1\xbc\xe4";
    /// 支出金额（-元）, how much went out (`signcustomer`).
    pub const OUT: &[u8] = b"\xd6\xa7\xb3\xf6\xbd\xf0\xb6\xee\xa3\xa8-\xd4\xaa\xa3\xa9";
    /// 交易, a payment.
    pub const PAYMENT: &[u8] = b"\xbd\xbb\xd2\xd7";
    /// 退款, a refund.
    pub const REFUND: &[u8] = b"\xcd\xcb\xbf\xee";
    /// 转账, a transfer.
    pub const TRANSFER: &[u8] = b"\xd7\xaa\xd5\xcb";
}

/// What moved on the civil days from `from` on and before `until`, oldest first.
pub async fn statement(
    gateway: &Gateway,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Movement>, ProviderError> {
    let mut lines = Vec::new();
    let mut day = from;
    while day < until {
        for (kind, read) in [("trade", traded as Read), ("signcustomer", transferred as Read)] {
            if let Some(bill) = fetch(gateway, kind, day).await? {
                for file in zip::files(&bill).ok_or(ProviderError::Malformed)? {
                    lines.extend(read(&file)?);
                }
            }
        }
        day = day.plus_seconds(DAY_S);
    }
    lines.sort_by_key(|line| line.paid_at);
    Ok(lines)
}

type Read = fn(&[u8]) -> Result<Vec<Movement>, ProviderError>;

async fn fetch(gateway: &Gateway, kind: &str, day: Timestamp) -> Result<Option<Vec<u8>>, ProviderError> {
    let content = json!({ "bill_type": kind, "bill_date": shanghai::day(day) });
    match gateway.call("alipay.data.dataservice.bill.downloadurl.query", &content).await? {
        Said::Done(done) => gateway.fetch(field(&done, "bill_download_url")?).await.map(Some),
        Said::Refused { sub_code, .. }
            if NOT_EXIST.contains(&sub_code.as_str())
                && gateway.now() >= day.plus_seconds(DAY_S + READY_AFTER_S) =>
        {
            Ok(None)
        }
        Said::Refused { .. } => Err(ProviderError::Unanswered),
    }
}

/// Payments and refunds. The second file, a summary, has no column of orders.
fn traded(file: &[u8]) -> Result<Vec<Movement>, ProviderError> {
    let Some(table) = csv::table(file, &[gbk::ORDER, gbk::KIND, gbk::DONE_AT, gbk::AMOUNT]) else {
        return Ok(Vec::new());
    };
    let mut lines = Vec::new();
    for [order, kind, at, amount] in table {
        let direction = match kind.as_slice() {
            gbk::PAYMENT => Direction::In,
            gbk::REFUND => Direction::Out,
            _ => continue,
        };
        lines.extend(movement(&order, direction, &at, &amount)?);
    }
    Ok(lines)
}

fn transferred(file: &[u8]) -> Result<Vec<Movement>, ProviderError> {
    let Some(table) = csv::table(file, &[gbk::ORDER, gbk::KIND, gbk::AT, gbk::OUT]) else {
        return Ok(Vec::new());
    };
    let mut lines = Vec::new();
    for [order, kind, at, amount] in table {
        if kind == gbk::TRANSFER && !amount.is_empty() {
            lines.extend(movement(&order, Direction::Out, &at, &amount)?);
        }
    }
    Ok(lines)
}

/// `None` for what is not one of our orders: the same account may sell other things.
fn movement(
    order: &[u8],
    direction: Direction,
    at: &[u8],
    amount: &[u8],
) -> Result<Option<Movement>, ProviderError> {
    let text = |bytes| std::str::from_utf8(bytes).map_err(|_| ProviderError::Malformed);
    let Some(order) = Uuid::try_parse_ascii(order).ok().filter(|_| order.len() == 32) else {
        return Ok(None);
    };
    let amount = yuan::read(text(amount)?).ok_or(ProviderError::Malformed)?;
    let paid_at = shanghai::read(text(at)?).ok_or(ProviderError::Malformed)?;
    // What went out is written with a minus.
    let amount = circles_domain::Money::fen(amount.minor.abs());
    Ok((amount.minor > 0).then_some(Movement { order: PaymentId(order), direction, amount, paid_at }))
}
