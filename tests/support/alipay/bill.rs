//! Bills: <https://opendocs.alipay.com/open/e099d91f_alipay.data.dataservice.bill.downloadurl.query>. `trade` is made of
//! payments and refunds, `signcustomer` of every movement of the account. `tests/alipay/bill.py` writes the archive.

use std::process::Stdio;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use circles_domain::Timestamp;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::books::Books;
use super::{Inner, shanghai};
use crate::Result;
use crate::program::root;

/// The rows of a bill of that kind and day.
pub(super) fn rows(books: &Books, kind: &str, day: &str) -> Vec<Value> {
    let on = |at: Timestamp| Some(shanghai(at)).filter(|text| text.starts_with(day));
    let mut rows = Vec::new();
    for (number, trade) in &books.trades {
        let row = |kind: &str, sign: &str, at: String| json!({ "no": trade.trade_no, "order": number, "kind": kind, "amount": format!("{sign}{}", trade.total_amount), "at": at });
        if let Some(at) = trade.paid_at.and_then(on) {
            rows.push(row("交易", "", at));
        }
        if let Some(at) = trade.refund.as_ref().and_then(|(_, at)| on(*at)) {
            rows.push(row("退款", "-", at));
        }
    }
    // The trades of `trade` move the account, too: there they are called otherwise.
    if kind == "signcustomer" {
        for row in &mut rows {
            let refund = row["kind"] == "退款";
            row["kind"] = if refund { "交易退款" } else { "在线支付" }.into();
        }
        for (number, transfer) in books.transfers.iter().filter(|(_, transfer)| transfer.status == "SUCCESS")
        {
            if let Some(at) = on(transfer.at) {
                let amount = format!("-{}", transfer.trans_amount);
                rows.push(json!({ "no": transfer.order_id, "order": number, "kind": "转账", "amount": amount, "at": at }));
            }
        }
    }
    rows
}

pub(super) async fn download(
    State(inner): State<Arc<Inner>>,
    Path((kind, day)): Path<(String, String)>,
) -> (StatusCode, Vec<u8>) {
    let rows = rows(&inner.books(), &kind, &day);
    match write(&json!({ "kind": kind, "rows": rows })).await {
        Ok(archive) => (StatusCode::OK, archive),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string().into_bytes()),
    }
}

async fn write(asked: &Value) -> Result<Vec<u8>> {
    let mut command = Command::new("python3");
    command.arg(root().join("tests/alipay/bill.py")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command
        .kill_on_drop(true)
        .spawn()
        .map_err(|_| "python3 is missing; install it and run this again")?;
    let mut stdin = child.stdin.take().ok_or("no input")?;
    stdin.write_all(asked.to_string().as_bytes()).await?;
    drop(stdin);
    let output = child.wait_with_output().await?;
    if output.status.success() { Ok(output.stdout) } else { Err("the bill was not written".into()) }
}
