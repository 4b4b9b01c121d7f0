//! The sandbox is killed between an order and its notice: nothing is lost or doubled, and what became of the order is what
//! its books say when they are asked.

use std::path::Path;
use std::time::Duration;

use circles_server::payments::{ONLY, TEST_MONEY};
use circles_tests::Result;
use circles_tests::device::{Device, PATIENCE};
use circles_tests::network::FaultyNetwork;
use circles_tests::program::built;
use circles_tests::server::Server;
use serde_json::{Value, json};
use tokio::process::Command;
use tokio::time::Instant;

use super::Provider;

/// What is asked for, and the sandbox's conduct when it is and after it was killed.
const LIVES: [(&str, &str, [&str; 2]); 4] = [
    // No notice ever comes: it is asked.
    ("top_up", "30", ["notice_never", "notice_never"]),
    ("cash_out", "10", ["notice_never", "query_says_not_found"]),
    // The notice waits in its books while it is dead.
    ("top_up", "7", ["good", "good"]),
    ("cash_out", "2", ["notice_ten_times", "query_says_another_sum_once"]),
];

const PIN: &str = "739164";

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_between_order_and_notice_loses_and_doubles_nothing() -> Result {
    // Each has to know the other's address before it starts.
    let network = FaultyNetwork::open().await?;
    let notify = format!("{}/v1/payments/notices", network.url());
    let books = tempfile::tempdir()?;
    let mut provider = Provider::start(books.path(), "127.0.0.1:0", &notify, "good").await?;
    let at_sandbox = format!("http://{}", provider.address);
    let mut server = Server::with(false, &[("CIRCLES_SANDBOX_URL", &at_sandbox)]).await?;
    network.lead_to(server.addr()?);
    let mut device = Device::start(&server.url())?;
    device.sign_in("lin").await?;
    device.call("set_pin", json!({"current": null, "pin": PIN})).await?;
    let wallet = device.call("wallet", json!({"before": null})).await?;
    assert_eq!((&wallet["sandbox"], &wallet["balance"]["amount"]), (&json!(true), &json!("0")), "{wallet}");

    let mut asked_for = Vec::new();
    for (kind, yuan, [asked, afterwards]) in LIVES {
        provider = provider.killed(books.path(), &notify, asked).await?;
        let id = device.call("new_id", json!({})).await?["id"].clone();
        let order = json!({"payment": id, "kind": kind, "amount": yuan, "payee": null, "pin": PIN});
        assert_eq!(device.call("begin_payment", order).await?["outcome"]["state"], "waiting");
        has_it(&at_sandbox, id.as_str().ok_or("no id")?).await?;
        provider = provider.killed(books.path(), &notify, afterwards).await?;
        let arrived = |all: &Value| {
            let payments = all["payments"].as_array();
            payments.is_some_and(|all| {
                all.iter().any(|one| one["id"] == id && one["outcome"]["state"] == "arrived")
            })
        };
        device.until("payments", json!({}), arrived).await?;
        let direction = if kind == "top_up" { "in" } else { "out" };
        asked_for.push(json!([id, direction, format!("{yuan}00")]));
    }
    let all_told = |wallet: &Value| wallet["balance"]["amount"] == "2500";
    device.until("wallet", json!({"before": null}), all_told).await?;

    let statement = format!("/statement?from_us=0&until_us={}", i64::MAX);
    let moved: Vec<Value> = serde_json::from_value(said(&at_sandbox, &statement).await?)?;
    let lines: Vec<Value> = moved
        .iter()
        .map(|line| json!([line["order"], line["direction"], line["amount"]["amount"]]))
        .collect();
    assert_eq!(lines, asked_for, "each moved once, in the order in which they were asked for");
    server.stop().await?;
    audited(&server.folder(), &moved).await
}

/// Until the sandbox has the order.
async fn has_it(sandbox: &str, id: &str) -> Result {
    let deadline = Instant::now() + PATIENCE;
    while said(sandbox, &format!("/orders/{id}")).await? == "not_found" {
        if Instant::now() > deadline {
            return Err("the order never reached the sandbox".into());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// What the sandbox answers.
async fn said(sandbox: &str, path: &str) -> Result<Value> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let answer = http.get(format!("{sandbox}{path}")).header(TEST_MONEY, ONLY).send().await?;
    Ok(answer.error_for_status()?.json().await?)
}

/// The ledger is sound, and says what the statement says.
async fn audited(data_dir: &Path, moved: &[Value]) -> Result {
    let file = data_dir.join("statement.jsonl");
    let lines: Vec<String> = moved.iter().map(Value::to_string).collect();
    std::fs::write(&file, lines.join("\n"))?;
    let mut command = Command::new(built("circles-server")?);
    command.arg("audit").arg("--data-dir").arg(data_dir).arg("--statement").arg(&file);
    let said = command.output().await?;
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
    Ok(())
}
