//! Money between two people's devices: accepted, sent back, taken back, returned after its time, and sent once whatever
//! is killed on the way.

use circles_tests::Result;
use circles_tests::device::Device;
use circles_tests::network::Fault;
use serde_json::{Value, json};

use crate::story;
use crate::two::{Two, balance, behind_network, confirm, confirmation, fen, friends, stands, times};

async fn quoted(payer: &mut Device, to: &Value, yuan: &str) -> Result<Value> {
    let opened = payer.call("open_transfer", json!({"person": to})).await?;
    let args = json!({"transfer": opened["id"], "amount": yuan, "note": "Lunch"});
    payer.call("quote_transfer", args).await
}

async fn sent(two: &mut Two, yuan: &str) -> Result<Value> {
    let quoted = quoted(&mut two.payer, &two.to, yuan).await?;
    let sent = confirm(&mut two.payer, &quoted).await?;
    assert_eq!((&sent["state"], &sent["receipt"].is_null()), (&json!("held"), &false), "{sent}");
    Ok(sent)
}

/// Until a transfer stands so in the list of `device`.
async fn listed(device: &mut Device, transfer: &Value, state: &str) -> Result<Value> {
    let shown = device
        .until("transfers", json!({}), |all| find(all, transfer).is_some_and(|one| one["state"] == state))
        .await?;
    find(&shown, transfer).cloned().ok_or_else(|| "it went away".into())
}

fn find<'a>(all: &'a Value, transfer: &Value) -> Option<&'a Value> {
    all["transfers"].as_array()?.iter().find(|one| one["id"] == *transfer)
}

/// What the newest entry of the statement is for, once it is about this transfer.
async fn entry(device: &mut Device, transfer: &Value) -> Result<Value> {
    let newest = |w: &Value| w["entries"][0]["transfer"] == *transfer;
    let wallet = device.until("wallet", json!({"before": null}), newest).await?;
    Ok(wallet["entries"][0].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_device_accepts_it_and_both_statements_say_so() -> Result {
    let mut two = friends(&times("3600")).await?;
    let transfer = sent(&mut two, "3.00").await?["id"].clone();
    let offered = listed(&mut two.payee, &transfer, "held").await?;
    assert_eq!((&offered["incoming"], &offered["note"]), (&json!(true), &json!("Lunch")), "{offered}");
    balance(&mut two.payer, two.had - 300).await?;
    two.payee.call("answer_transfer", json!({"transfer": transfer, "accept": true})).await?;
    // Answered once; a second answer changes nothing.
    two.payee.call("answer_transfer", json!({"transfer": transfer, "accept": false})).await?;
    stands(&mut two.payer, &transfer, "released").await?;
    listed(&mut two.payer, &transfer, "accepted").await?;
    let (paid, got) = (entry(&mut two.payer, &transfer).await?, entry(&mut two.payee, &transfer).await?);
    assert_eq!((&paid["kind"], &got["kind"]), (&json!("transfer_sent"), &json!("transfer_received")));
    assert_eq!((&paid["message"], &got["message"]), (&json!("Lunch"), &json!("Lunch")));
    assert_eq!((fen(&paid["amount"]), fen(&got["amount"])), (Some(-300), Some(300)));
    let receipt = two.payer.call("transfer_receipt", json!({"transfer": transfer})).await?;
    assert_eq!(
        (&receipt["worth"], &receipt["receipt"]["receipt"]["amount"]["amount"]),
        (&json!("verified"), &json!("300"))
    );
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("receipt.json");
    let what = json!({"kind": "transfer_receipt", "transfer": transfer});
    two.payer.call("export", json!({"what": what, "path": path})).await?;
    let kept: Value = serde_json::from_slice(&std::fs::read(&path)?)?;
    assert_eq!(
        (&kept["receipt"], &kept["signature"], &kept["public_key"]),
        (&receipt["receipt"]["receipt"], &receipt["receipt"]["signature"], &receipt["public_key"])
    );
    let theirs = two.payee.call("transfer_receipt", json!({"transfer": transfer})).await?;
    assert_eq!((&theirs["receipt"], theirs["entries"].as_array().map(Vec::len)), (&Value::Null, Some(1)));
    // Another device of the payer has the receipt from the server.
    let (mut other, _) = story::member(&two.server.url(), "lin").await?;
    entry(&mut other, &transfer).await?;
    let receipt = other.call("transfer_receipt", json!({"transfer": transfer})).await?;
    assert_eq!(receipt["worth"], "verified", "{receipt}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_declined_comes_back_once() -> Result {
    let mut two = friends(&times("3600")).await?;
    let transfer = sent(&mut two, "3.00").await?["id"].clone();
    listed(&mut two.payee, &transfer, "held").await?;
    for accept in [false, true] {
        two.payee.call("answer_transfer", json!({"transfer": transfer, "accept": accept})).await?;
    }
    let ended = stands(&mut two.payer, &transfer, "returned").await?;
    assert_eq!(ended["returned"], "declined", "{ended}");
    balance(&mut two.payer, two.had).await?;
    assert_eq!(entry(&mut two.payer, &transfer).await?["kind"], "transfer_returned");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_accepts_comes_back_when_its_time_is_over() -> Result {
    let mut two = friends(&times("1")).await?;
    let transfer = sent(&mut two, "3.00").await?["id"].clone();
    let ended = stands(&mut two.payer, &transfer, "returned").await?;
    assert_eq!(ended["returned"], "expired", "{ended}");
    balance(&mut two.payer, two.had).await?;
    listed(&mut two.payee, &transfer, "returned").await?;
    two.payee.call("answer_transfer", json!({"transfer": transfer, "accept": true})).await?;
    balance(&mut two.payer, two.had).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_to_somebody_new_is_taken_back_before_they_hear_of_it() -> Result {
    let mut two = friends(&[]).await?;
    let quoted = quoted(&mut two.payer, &two.to, "3.00").await?;
    let quote = &quoted["quote"];
    assert_eq!((&quote["is_first"], &quote["wait_seconds"]), (&json!(true), &json!(86_400)), "{quote}");
    assert!(quote["payee_masked_name"].as_str().is_some_and(|name| name.ends_with('*')), "{quote}");
    let transfer = confirm(&mut two.payer, &quoted).await?["id"].clone();
    balance(&mut two.payer, two.had - 300).await?;
    let theirs = two.payee.call("transfers", json!({})).await?;
    assert!(find(&theirs, &transfer).is_none(), "{theirs}");
    two.payer.call("take_back_transfer", json!({"transfer": transfer})).await?;
    let ended = stands(&mut two.payer, &transfer, "returned").await?;
    assert_eq!(ended["returned"], "taken_back", "{ended}");
    balance(&mut two.payer, two.had).await?;
    let theirs = two.payee.call("transfers", json!({})).await?;
    assert!(find(&theirs, &transfer).is_none(), "{theirs}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_killed_before_the_answer_sends_it_once() -> Result {
    let (mut two, network) = behind_network().await?;
    let quoted = quoted(&mut two.payer, &two.to, "3.00").await?;
    let transfer = &quoted["id"];
    let path = format!("/v1/transfers/{}", transfer.as_str().unwrap_or_default());
    network.fail("PUT", path.clone(), Fault::Hang, 1);
    // What is too early is answered, and sends nothing.
    while network.count("PUT", &path) == 0 {
        let answer = two.payer.send("confirm_transfer", confirmation(&quoted)).await?;
        tokio::time::timeout(std::time::Duration::from_millis(100), answer).await.ok();
    }
    let mut payer = two.payer.killed_and_restarted().await?;
    stands(&mut payer, transfer, "unknown").await?;
    // Sending to the same person is still this transfer, and confirming it again sends nothing.
    let open = payer.call("open_transfer", json!({"person": two.to})).await?;
    assert_eq!(open["id"], *transfer, "{open}");
    let again = payer.call("confirm_transfer", confirmation(&quoted)).await?;
    assert_eq!((&again["state"], network.count("PUT", &path)), (&json!("unknown"), 1), "{again}");
    let waits = payer.call("wallet", json!({"before": null})).await?;
    assert_eq!(waits["unsettled_transfers"][0]["id"], *transfer, "{waits}");
    assert_eq!(payer.refused("sign_out", json!({"discard": true})).await?, "unsettled_payment");
    // It arrives after all.
    assert_eq!(network.deliver_late().await?.len(), 1);
    payer.call("check_transfer", json!({"transfer": transfer})).await?;
    let held = stands(&mut payer, transfer, "held").await?;
    assert!(!held["receipt"].is_null(), "{held}");
    balance(&mut payer, two.had - 300).await?;
    listed(&mut two.payee, transfer, "held").await?;
    two.payee.call("answer_transfer", json!({"transfer": transfer, "accept": true})).await?;
    stands(&mut payer, transfer, "released").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_cut_it_moves_once_or_not_at_all() -> Result {
    let (mut two, network) = behind_network().await?;
    let mut left = two.had;
    for fault in [Fault::CutBefore, Fault::CutDuring, Fault::CutAfter, Fault::Portal] {
        let committed = matches!(fault, Fault::CutAfter);
        let quoted = quoted(&mut two.payer, &two.to, "1.00").await?;
        network.fail("PUT", "/v1/transfers/", fault, 1);
        let told = confirm(&mut two.payer, &quoted).await;
        network.heal();
        let transfer = json!({"transfer": quoted["id"]});
        let state = two.payer.call("get_transfer", transfer.clone()).await?;
        let ended = match state["state"].as_str() {
            // It provably never left: the person looks again.
            Some("quoted") => confirm(&mut two.payer, &quoted).await?,
            _ if committed => stands(&mut two.payer, &quoted["id"], "held").await?,
            // Nothing is stored, so asking can wait for ever: giving up is what makes it definite.
            _ => two.payer.call("abandon_transfer", transfer).await?,
        };
        let paid = ended["state"] == "held";
        assert!(paid || ended["state"] == "refused", "{told:?} {ended}");
        assert!(!committed || paid, "it was committed: {ended}");
        left -= if paid { 100 } else { 0 };
        balance(&mut two.payer, left).await?;
    }
    Ok(())
}
