//! The money of the platform, on real devices: a wallet is frozen and lifted, and two operators agree on an adjustment.

use circles_server::name_operator::{NameOperator, name_operator};
use circles_tests::Result;
use circles_tests::device::Device;
use serde_json::{Value, json};

use super::story::{demo, feed, member};

async fn id(device: &mut Device) -> Result<Value> {
    Ok(device.call("new_id", Value::Null).await?["id"].clone())
}

async fn me(device: &mut Device) -> Result<Value> {
    Ok(device.call("session", Value::Null).await?["me"]["byline"]["id"].clone())
}

async fn books(operator: &mut Device) -> Result<Value> {
    operator.call("load_sheet", json!({"sheet": "finance", "circle": null})).await?;
    Ok(operator.call("finance", Value::Null).await?["read"].clone())
}

async fn freeze(operator: &mut Device, person: &Value, frozen: bool) -> Result<Value> {
    let args = json!({"id": id(operator).await?, "person": person, "frozen": frozen,
                      "reason": "The bank asked about three cash-outs."});
    operator.call("freeze_wallet", args).await
}

#[tokio::test]
async fn a_frozen_wallet_says_so_and_pays_nothing_until_it_is_lifted() -> Result {
    let (server, mut lin, circle) = demo("lin").await?;
    let (mut chen, _) = member(&server.url(), "chen").await?;
    let whose = me(&mut lin).await?;
    let tippable = |shown: &Value| {
        shown["items"].as_array().is_some_and(|all| all.iter().any(|one| one["post"]["may_tip"] == true))
    };
    let shown = lin.until("timeline", feed(&circle), tippable).await?;
    let items = shown["items"].as_array().ok_or("no items")?;
    let post = items
        .iter()
        .map(|item| &item["post"])
        .find(|post| post["may_tip"] == true)
        .ok_or("nothing to tip")?;
    let tip = lin.call("open_tip", json!({"post": post["id"]})).await?;

    let bare = json!({"id": id(&mut chen).await?, "person": whose, "frozen": true, "reason": "no"});
    assert_eq!(chen.refused("freeze_wallet", bare).await?, "invalid");
    let act = freeze(&mut chen, &whose, true).await?;
    assert_eq!(act["kind"], "freeze");
    let wallet = lin.until("wallet", json!({"before": null}), |wallet| !wallet["frozen"].is_null()).await?;
    assert_eq!(wallet["frozen"]["reason"], "The bank asked about three cash-outs.");
    let quote = json!({"tip": tip["id"], "amount": "0.88"});
    assert_eq!(lin.refused("quote_tip", quote.clone()).await?, "wallet_frozen");
    let out = json!({"payment": id(&mut lin).await?, "kind": "cash_out", "amount": "1.00"});
    let refused = json!({"state": "refused", "reason": "wallet_frozen"});
    assert_eq!(lin.call("begin_payment", out.clone()).await?["outcome"], refused);

    let leave = json!({"give_up": wallet["balance"]});
    assert_eq!(lin.refused("delete_account", leave).await?, "wallet_frozen");

    let stands = chen.call("person_finance", json!({"person": whose})).await?;
    assert_eq!(stands["frozen"]["reason"], wallet["frozen"]["reason"]);
    let read = books(&mut chen).await?;
    assert_eq!((&read["sum"]["amount"], &read["frozen"][0]["person"]["id"]), (&json!("0"), &whose));
    freeze(&mut chen, &whose, false).await?;
    lin.until("wallet", json!({"before": null}), |wallet| wallet["frozen"].is_null()).await?;
    assert_eq!(lin.call("quote_tip", quote).await?["state"], "quoted");
    assert_eq!(lin.call("begin_payment", out).await?["outcome"], refused, "a refusal is for ever");
    let acts = books(&mut chen).await?["acts"].clone();
    assert_eq!((&acts[0]["kind"], &acts[1]["kind"]), (&json!("lift"), &json!("freeze")));
    Ok(())
}

#[tokio::test]
async fn two_operators_on_two_devices_agree_on_an_adjustment() -> Result {
    let (server, mut lin, _) = demo("lin").await?;
    let (mut chen, _) = member(&server.url(), "chen").await?;
    let (mut mei, _) = member(&server.url(), "mei").await?;
    let (whose, second) = (me(&mut lin).await?, me(&mut mei).await?);
    let before = lin.until("wallet", json!({"before": null}), |wallet| !wallet["balance"].is_null()).await?;

    let proposal = id(&mut chen).await?;
    let asks = json!({"id": proposal, "person": whose, "amount": "7.00", "give": true, "reference": "case 4417",
                      "reason": "A top-up was missing after an outage."});
    assert_eq!(lin.refused("propose_adjustment", asks.clone()).await?, "forbidden");
    let open = chen.call("propose_adjustment", asks.clone()).await?;
    assert_eq!((&open["state"], &open["amount"]["amount"]), (&json!("open"), &json!("700")));
    let yes = json!({"id": proposal, "approve": true, "answer": "I read the ticket, and it says so."});
    assert_eq!(
        chen.refused("decide_finance", yes.clone()).await?,
        "forbidden",
        "who proposed does not decide"
    );
    assert_eq!(mei.refused("decide_finance", yes.clone()).await?, "forbidden", "not an operator yet");
    let person = second.as_str().ok_or("no id")?.parse()?;
    name_operator(&NameOperator { data_dir: server.folder(), person, no_longer: false }).await?;
    assert_eq!(books(&mut mei).await?["proposals"][0]["id"], proposal);
    for _ in 0..2 {
        assert_eq!(mei.call("decide_finance", yes.clone()).await?["state"], "approved");
        assert_eq!(chen.call("propose_adjustment", asks.clone()).await?["state"], "approved");
    }

    let all =
        json!({"from": null, "until": null, "kinds": ["adjusted"], "words": "", "months": [], "limit": 10});
    let shown = lin.until("statement", all, |shown| shown["entries"][0]["worth"] == "verified").await?;
    assert_eq!(shown["entries"].as_array().map(Vec::len), Some(1));
    let entry = &shown["entries"][0]["entry"];
    assert_eq!(entry["note"]["signed"]["receipt"]["reason"], "A top-up was missing after an outage.");
    let after =
        lin.until("wallet", json!({"before": null}), |wallet| wallet["balance"] != before["balance"]).await?;
    let fen = |wallet: &Value| wallet["balance"]["amount"].as_str().and_then(|fen| fen.parse::<i64>().ok());
    assert_eq!(fen(&after).zip(fen(&before)).map(|(after, before)| after - before), Some(700));
    Ok(())
}
