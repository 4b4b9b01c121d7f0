//! A person who tips: opens the page, reads the quote, confirms; tries again when told to; gives up at some point. What
//! stays unknown they leave to the device.

use std::time::{Duration, Instant};

use circles_domain::TipId;
use circles_tests::Result;
use circles_tests::dice::Dice;
use serde_json::{Value, json};

use super::client::Told;
use super::cluster::Cluster;

/// How long somebody tries before they give up.
const PATIENCE: Duration = Duration::from_secs(20);
/// Nobody looks sooner again.
const BLINK: Duration = Duration::from_millis(250);

/// Tries to tip once, and gives the tip's id.
pub async fn tip(cluster: &Cluster, number: usize, post: usize, dice: &mut Dice) -> Result<TipId> {
    let client = cluster.client(number)?;
    let opened = loop {
        match client.call("open_tip", json!({"post": cluster.post(post)?})).await? {
            Told::Ok(opened) => break opened,
            // It is starting.
            Told::Refused(_) | Told::Gone => tokio::time::sleep(BLINK).await,
        }
    };
    let tip: TipId = serde_json::from_value(opened["id"].clone())?;
    cluster.belongs(tip, number);
    let fen = 1 + dice.below(500);
    let amount = format!("{}.{:02}", fen / 100, fen % 100);
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        let Told::Ok(view) = client.call("get_tip", json!({ "tip": tip })).await? else {
            tokio::time::sleep(BLINK).await;
            continue;
        };
        let is_quoted = view["state"] == "quoted" && !view["quote"].is_null();
        let told = match view["state"].as_str() {
            Some("quoted") if is_quoted => {
                // A person reads, and the page waits as long.
                let wait = view["confirm_after_ms"].as_u64().unwrap_or_default();
                tokio::time::sleep(Duration::from_millis(wait)).await;
                client.history.note(&view, "info")?;
                let args = json!({"tip": tip, "quote": view["quote"]["quote"], "pin": null});
                client.call("confirm_tip", args).await?
            }
            Some("draft" | "quoted") => {
                client.call("quote_tip", json!({"tip": tip, "amount": amount})).await?
            }
            Some("held") if dice.below(10) == 0 => {
                // A slip: taken back while there is time. If no answer comes, the wallet tells.
                client.call("cancel_tip", json!({ "tip": tip })).await?;
                return Ok(tip);
            }
            // Decided, or being checked.
            _ => return Ok(tip),
        };
        match told {
            Told::Ok(view) if !view["problem"].is_null() => tokio::time::sleep(BLINK).await,
            Told::Ok(_) => {}
            Told::Refused(_) | Told::Gone => tokio::time::sleep(BLINK).await,
        }
    }
    // Whatever comes of giving up, the device remembers.
    client.call("abandon_tip", json!({ "tip": tip })).await?;
    Ok(tip)
}

/// How a device sees a tip in the end, if that is definite.
pub async fn outcome(cluster: &Cluster, tip: TipId, number: usize) -> Result<Option<Value>> {
    let client = cluster.client(number)?;
    let Told::Ok(view) = client.call("get_tip", json!({ "tip": tip })).await? else { return Ok(None) };
    match view["state"].as_str() {
        Some("held" | "released" | "returned" | "refused") => Ok(Some(view)),
        Some("draft" | "quoted") => {
            // Never confirmed, or told "not now": whoever looks again makes it definite.
            client.call("abandon_tip", json!({ "tip": tip })).await?;
            Ok(None)
        }
        _ => Ok(None),
    }
}
