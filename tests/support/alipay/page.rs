//! The page on which a person pays: `alipay.trade.page.pay`,
//! <https://opendocs.alipay.com/open/59da99d0_alipay.trade.page.pay>.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Html;
use serde_json::Value;

use super::books::{Status, Trade};
use super::{Inner, parameters, shanghai};
use crate::Result;

/// Opens it: from here on the platform knows of the trade.
pub(super) async fn show(
    State(inner): State<Arc<Inner>>,
    RawQuery(query): RawQuery,
) -> (StatusCode, Html<String>) {
    match open(&inner, &query.unwrap_or_default()).await {
        Ok(page) => (StatusCode::OK, Html(page)),
        Err(error) => (StatusCode::BAD_REQUEST, Html(error.to_string())),
    }
}

async fn open(inner: &Inner, query: &str) -> Result<String> {
    let all = parameters::read(query, b"");
    if !parameters::are_good(inner, &all).await? {
        return Err("invalid-signature".into());
    }
    if all.get("method").map(String::as_str) != Some("alipay.trade.page.pay") {
        return Err("no page of that name".into());
    }
    // `notify_url` is a common parameter, 256 characters at most.
    let notify_url = all.get("notify_url").cloned().unwrap_or_default();
    let content: Value = serde_json::from_str(all.get("biz_content").ok_or("no content")?)?;
    let text = |name: &str| content[name].as_str().map(str::to_owned).ok_or_else(|| format!("no {name}"));
    // `out_trade_no`: 64 letters, digits and `_`, unique; `total_amount`: yuan, 0.01 to 100000000, two digits behind the
    // point; `subject`: no `/`, `=` or `&`; `product_code`: FAST_INSTANT_TRADE_PAY alone.
    let (number, amount) = (text("out_trade_no")?, text("total_amount")?);
    if number.len() > 64 || !number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return Err("out_trade_no".into());
    }
    if amount.split_once('.').is_none_or(|(_, fen)| fen.len() != 2) {
        return Err("total_amount".into());
    }
    if text("subject")?.contains(['/', '=', '&']) || text("product_code")? != "FAST_INSTANT_TRADE_PAY" {
        return Err("subject or product_code".into());
    }
    // `time_expire`: after it nobody pays any more. Times in this form are in the order of their letters.
    let now = inner.clock.now();
    if text("time_expire")? <= shanghai(now) {
        return Err("the trade is over".into());
    }
    let mut books = inner.books();
    let trade_no = books.number();
    let fresh = Trade {
        trade_no,
        total_amount: amount.clone(),
        status: Status::WaitBuyerPay,
        created_at: now,
        paid_at: None,
        refund: None,
        notify_url,
    };
    let trade = books.trades.entry(number.clone()).or_insert(fresh);
    if trade.total_amount != amount {
        // ACQ.CONTEXT_INCONSISTENT: the number is another trade's.
        return Err("ACQ.CONTEXT_INCONSISTENT".into());
    }
    if trade.status != Status::WaitBuyerPay {
        return Err("the trade is over".into());
    }
    Ok(format!("<title>{number}</title><p data-testid=\"alipay-amount\">{amount}</p>"))
}
