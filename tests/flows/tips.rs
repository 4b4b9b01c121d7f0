//! Money over a network that cuts.

use circles_tests::Result;
use circles_tests::device::Device;
use circles_tests::network::Fault;
use circles_tests::server::Server;
use serde_json::{Value, json};
use url::Url;

use crate::story::{self, feed};

/// A device on `url` with a quoted tip of 0.88 yuan, and the balance before it.
pub async fn quoted(url: &Url) -> Result<(Device, Value, Value)> {
    let (mut device, circle) = story::member(url, "lin").await?;
    let (tip, balance) = quote(&mut device, &circle).await?;
    Ok((device, tip, balance))
}

/// A quoted tip of 0.88 yuan for a post of `circle`, and the balance before it.
pub async fn quote(device: &mut Device, circle: &Value) -> Result<(Value, Value)> {
    let shown = device
        .until("timeline", feed(circle), |t| {
            t["items"].as_array().is_some_and(|i| i.iter().any(|i| i["post"]["may_tip"] == true))
        })
        .await?;
    let items = shown["items"].as_array().cloned().unwrap_or_default();
    let post = items.iter().map(|i| i["post"].clone()).find(|p| p["may_tip"] == true).unwrap_or_default();
    let wallet = device.until("wallet", json!({"before": null}), |w| !w["balance"].is_null()).await?;
    let opened = device.call("open_tip", json!({"post": post["id"]})).await?;
    let tip = device.call("quote_tip", json!({"tip": opened["id"], "amount": "0.88"})).await?;
    assert_eq!(tip["quote"]["amount"]["amount"], "88", "{tip}");
    Ok((tip, wallet["balance"]["amount"].clone()))
}

fn fen(amount: &Value) -> i64 {
    amount.as_str().and_then(|a| a.parse().ok()).unwrap_or_default()
}

pub async fn confirm(device: &mut Device, tip: &Value) -> Result<Value> {
    let args = json!({"tip": tip["id"], "quote": tip["quote"]["quote"], "pin": null});
    // Half a second must pass after the quote was shown.
    for _ in 0..200 {
        match device.call("confirm_tip", args.clone()).await {
            Err(error) if error.to_string().contains("too_fast") => {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            answer => return answer,
        }
    }
    Err("never slow enough".into())
}

pub async fn settled(device: &mut Device, tip: &Value) -> Result<Value> {
    device
        .until("get_tip", json!({"tip": tip["id"]}), |t| {
            matches!(t["state"].as_str(), Some("held" | "released" | "refused" | "returned"))
        })
        .await
}

async fn balance(device: &mut Device, wanted: i64) -> Result<()> {
    let read = |w: &Value| fen(&w["balance"]["amount"]) == wanted;
    device.until("wallet", json!({"before": null}), read).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tip_moves_once_whatever_is_cut() -> Result {
    for (n, fault) in
        [Fault::CutBefore, Fault::CutDuring, Fault::CutAfter, Fault::Portal].into_iter().enumerate()
    {
        let committed = matches!(fault, Fault::CutAfter);
        let (_server, network) = Server::behind_network().await?;
        let (mut device, tip, before) = quoted(&network.url().parse()?).await?;
        network.fail("PUT", "/v1/tips/", fault, 1);
        let told = confirm(&mut device, &tip).await;
        network.heal();
        device.call("refresh", json!({})).await.ok();
        let state = device.call("get_tip", json!({"tip": tip["id"]})).await?;
        let ended = match state["state"].as_str() {
            // It provably never left: the person looks again.
            Some("quoted") => confirm(&mut device, &tip).await?,
            _ if committed => device.call("check_tip", json!({"tip": tip["id"]})).await?,
            // Nothing is stored, so asking can wait for ever: giving up is what makes it definite.
            _ => device.call("abandon_tip", json!({"tip": tip["id"]})).await?,
        };
        let paid = matches!(ended["state"].as_str(), Some("held" | "released"));
        assert!(paid || ended["state"] == "refused", "way {n}: {told:?} {ended}");
        assert!(!paid || !ended["receipt"].is_null(), "paid without a receipt: {ended}");
        balance(&mut device, fen(&before) - if paid { 88 } else { 0 }).await?;
        assert!(!committed || paid, "it was committed: {ended}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tip_is_taken_back_by_a_device_that_was_killed() -> Result {
    let (_server, network) =
        Server::behind_network_with(&[("CIRCLES_TTL_GRACE_S", "600"), ("CIRCLES_TTL_ESCROW_S", "86400")])
            .await?;
    let (mut device, tip, before) = quoted(&network.url().parse()?).await?;
    // The server has it; the device is killed before it hears so.
    network.fail("PUT", "/v1/tips/", Fault::CutAfter, 1);
    confirm(&mut device, &tip).await.ok();
    let mut device = device.killed_and_restarted().await?;
    network.heal();
    let offered = |all: &Value| all["tips"][0]["id"] == tip["id"];
    let listed = device.until("cancellable_tips", json!({}), offered).await?;
    assert!(listed["tips"][0]["cancellable_until"].is_string(), "{listed}");
    let back = device.call("cancel_tip", json!({"tip": tip["id"]})).await?;
    assert_eq!((&back["state"], &back["returned"]), (&json!("returned"), &json!("cancelled")));
    let nothing = |all: &Value| all["tips"].as_array().is_some_and(Vec::is_empty);
    device.until("cancellable_tips", json!({}), nothing).await?;
    balance(&mut device, fen(&before)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn abandoned_and_then_the_late_copy_arrives() -> Result {
    let (_server, network) = Server::behind_network().await?;
    let (mut device, tip, before) = quoted(&network.url().parse()?).await?;
    network.fail("PUT", "/v1/tips/", Fault::HoldBack, 1);
    let told = confirm(&mut device, &tip).await;
    assert!(network.count("PUT", "/v1/tips/") > 0, "{told:?}");
    let ended = device.call("abandon_tip", json!({"tip": tip["id"]})).await?;
    assert_eq!(
        (ended["state"].as_str(), ended["refusal"].as_str()),
        (Some("refused"), Some("abandoned")),
        "{ended}"
    );
    let answers = network.deliver_late().await?;
    assert_eq!(answers.len(), 1, "{answers:?}");
    balance(&mut device, fen(&before)).await?;
    let again = device.call("get_tip", json!({"tip": tip["id"]})).await?;
    assert_eq!(again["state"], "refused");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn money_never_waits_in_a_queue() -> Result {
    let mut server = Server::demo().await?;
    let (mut device, tip, _) = quoted(&server.url()).await?;
    server.stop().await?;
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let args = json!({"tip": tip["id"], "quote": tip["quote"]["quote"], "pin": null});
    let code = device.refused("confirm_tip", args).await?;
    assert_eq!(code, "offline");
    let waiting = device.call("outbox", json!({})).await?;
    assert_eq!(waiting["items"].as_array().map(Vec::len), Some(0), "{waiting}");
    let tip = device.call("get_tip", json!({"tip": tip["id"]})).await?;
    assert_eq!(tip["state"], "quoted", "{tip}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn amounts_that_are_no_amounts_are_refused_where_they_are_typed() -> Result {
    let server = Server::demo().await?;
    let (mut device, tip, _) = quoted(&server.url()).await?;
    for typed in ["0", "200.01", "1e2", "１", "-1", "", "nothing", "0.001"] {
        let code = device.refused("quote_tip", json!({"tip": tip["id"], "amount": typed})).await?;
        assert_eq!(code, "invalid", "{typed}");
    }
    Ok(())
}
