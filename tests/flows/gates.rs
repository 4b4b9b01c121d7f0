//! Gates that change under one's hands, doors that somebody opens, rules that are asked for again.

use circles_tests::Result;
use circles_tests::device::Device;
use circles_tests::server::Server;
use serde_json::{Value, json};

use crate::story::{self, publish};

/// Who moderates every circle of the demo.
async fn admin(server: &Server) -> Result<Device> {
    let mut device = Device::start(&server.url())?;
    device.sign_in("chen").await?;
    Ok(device)
}

/// Changes the post gate of a circle; gives what the server answered.
async fn set_post_gate(admin: &mut Device, circle: &Value, post: Value) -> Result<Value> {
    let held = admin.call("get_gates", json!({"circle": circle})).await?;
    let mut gates = held["gates"].clone();
    gates["post"] = post;
    admin.call("propose_gates", json!({"circle": circle, "version": held["version"], "gates": gates})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_tightened_under_a_queued_post_fails_it_with_the_clause_and_keeps_the_draft() -> Result {
    let (server, network) = Server::behind_network().await?;
    let (mut lin, circle) = story::member(&network.url().parse()?, "lin").await?;
    let before = publish(&mut lin, &circle, "Before the gate was closed.").await?;
    lin.until("outbox", json!({}), |o| o["items"].as_array().is_some_and(Vec::is_empty)).await?;
    network.down();
    let post = publish(&mut lin, &circle, "Written while nobody could say no.").await?;
    lin.until("outbox", json!({}), |o| o["items"][0]["delivery"]["state"] == "queued").await?;

    let mut chen = admin(&server).await?;
    let score = json!({"is": {"kind": "score_at_least", "score": 750}});
    let saved = set_post_gate(&mut chen, &circle, score.clone()).await?;
    assert_eq!((&saved["proposal"], &saved["gates"]["post"]), (&Value::Null, &score), "{saved}");

    network.up();
    lin.call("refresh", json!({})).await.ok();
    let waiting = lin.until("outbox", json!({}), |o| o["items"][0]["delivery"]["state"] == "failed").await?;
    let item = &waiting["items"][0];
    assert_eq!(item["delivery"]["code"], "gate_closed");
    let clause = &item["gate"]["clauses"][0];
    assert_eq!(clause["clause"], json!({"kind": "score_at_least", "score": 750}));
    assert_eq!((&clause["met"], &clause["yours"]), (&json!(false), &json!(712)));
    // It survives a crash as it is.
    let mut lin = lin.killed_and_restarted().await?;
    let waiting =
        lin.until("outbox", json!({}), |o| o["items"].as_array().is_some_and(|i| !i.is_empty())).await?;
    assert_eq!(waiting["items"][0]["gate"]["clauses"][0]["yours"], 712, "{waiting}");

    // Giving up sending gives the draft back, word for word, with its id.
    lin.call("discard", json!({"item": waiting["items"][0]["id"]})).await?;
    let draft = lin.call("get_draft", json!({"post": post})).await?;
    assert_eq!(draft["text"], "Written while nobody could say no.");
    // What was let in before stays, and the device knows by itself what the server will say from now on.
    let seen = lin.until("get_post", json!({"post": before}), |d| !d["post"].is_null()).await?;
    assert_eq!(seen["post"]["delivery"]["state"], "sent");
    lin.until("get_circle", json!({"circle": circle}), |c| c["card"]["rights"]["post"]["allowed"] == false)
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gate_tightened_under_a_queued_edit_fails_it_with_the_clause_and_keeps_the_words() -> Result {
    let (server, network) = Server::behind_network().await?;
    let (mut lin, circle) = story::member(&network.url().parse()?, "lin").await?;
    let post = publish(&mut lin, &circle, "As it was.").await?;
    lin.until("outbox", json!({}), |o| o["items"].as_array().is_some_and(Vec::is_empty)).await?;
    network.down();
    lin.call("edit_post", json!({"post": post, "text": "As it should be."})).await?;
    lin.until("outbox", json!({}), |o| o["items"][0]["delivery"]["state"] == "queued").await?;

    let mut chen = admin(&server).await?;
    let score = json!({"is": {"kind": "score_at_least", "score": 750}});
    set_post_gate(&mut chen, &circle, score).await?;
    network.up();
    lin.call("refresh", json!({})).await.ok();
    let waiting = lin.until("outbox", json!({}), |o| o["items"][0]["delivery"]["state"] == "failed").await?;
    let item = &waiting["items"][0];
    assert_eq!((&item["kind"], &item["delivery"]["code"]), (&json!("edit_post"), &json!("gate_closed")));
    assert_eq!(item["gate"]["clauses"][0]["yours"], 712, "{item}");
    // Here the words stand with the refusal; everybody else reads what was let in.
    let shown = lin.call("get_post", json!({"post": post})).await?;
    let pending = &shown["post"]["pending"];
    assert_eq!((&pending["kind"], &pending["delivery"]["state"]), (&json!("edit"), &json!("failed")));
    assert_eq!(shown["post"]["text"], "As it should be.");
    let seen = chen.until("get_post", json!({"post": post}), |d| !d["post"].is_null()).await?;
    assert_eq!(seen["post"]["text"], "As it was.");

    // The same words, once the gate is open again.
    set_post_gate(&mut chen, &circle, json!({"all": []})).await?;
    lin.call("retry", json!({"item": item["id"]})).await?;
    chen.until("get_post", json!({"post": post}), |d| d["post"]["text"] == "As it should be.").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_a_second_approver_waits_for_one_on_another_device() -> Result {
    let server = Server::demo().await?;
    let mut chen = admin(&server).await?;
    let campus = story::circle(&mut chen, "Campus Diary").await?["id"].clone();
    let women = json!({"is": {"kind": "gender", "is": "female"}});
    let held = chen.call("get_gates", json!({"circle": campus})).await?;
    let mut gates = held["gates"].clone();
    gates["post"] = women.clone();
    let tried = chen.call("simulate_gates", json!({"circle": campus, "gates": gates})).await?;
    assert_eq!(tried["risks"], json!(["one_gender_is_paid"]), "{tried}");
    assert!(tried["outcome"]["members"].as_i64() > Some(5));
    let mut open = gates.clone();
    open["post"] = json!({"all": []});
    let open = chen.call("simulate_gates", json!({"circle": campus, "gates": open})).await?;
    assert!(open["outcome"]["post"]["gain"].as_i64() >= Some(5), "{open}");
    let waiting = set_post_gate(&mut chen, &campus, women.clone()).await?;
    let proposal = waiting["proposal"]["id"].clone();
    let decide = |approve: bool| json!({"circle": campus, "proposal": proposal, "approve": approve});
    assert_eq!(chen.refused("decide_gates", decide(true)).await?, "forbidden");

    let mut mei = Device::start(&server.url())?;
    mei.sign_in("mei").await?;
    story::circle(&mut mei, "Campus Diary").await?;
    mei.until("get_circle", json!({"circle": campus}), |c| c["card"]["waiting"] == 1).await?;
    let approved = mei.call("decide_gates", decide(true)).await?;
    assert_eq!((&approved["gates"]["post"], &approved["escrow_hours"]), (&women, &json!(72)));
    chen.until("get_circle", json!({"circle": campus}), |c| c["card"]["gates"]["post"] == women).await?;
    // Nonsense never leaves the device.
    gates["post"] = json!({"any": []});
    assert_eq!(chen.refused("simulate_gates", json!({"circle": campus, "gates": gates})).await?, "invalid");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_asks_is_let_in_and_is_asked_for_the_rules_again() -> Result {
    let server = Server::demo().await?;
    let mut chen = admin(&server).await?;
    let circle = story::circle(&mut chen, "Reading").await?["id"].clone();
    let held = chen.call("get_gates", json!({"circle": circle})).await?;
    let mut gates = held["gates"].clone();
    gates["joining"] = json!("request");
    chen.call("propose_gates", json!({"circle": circle, "version": held["version"], "gates": gates})).await?;

    let mut xiao = Device::start(&server.url())?;
    let me = xiao.sign_in("xiao").await?["me"]["byline"]["id"].clone();
    let found = story::circle(&mut xiao, "Reading").await?;
    if found["standing"] != "none" {
        xiao.call("leave", json!({"circle": circle})).await?;
    }
    let note =
        json!({"circle": circle, "rules_version": 1, "note": "I read under the desk.", "invitation": null});
    let asked = xiao.call("join", note).await?;
    assert_eq!(
        (&asked["card"]["standing"], &asked["card"]["admission"]["state"]),
        (&json!("none"), &json!("pending"))
    );
    chen.until("get_circle", json!({"circle": circle}), |c| c["card"]["waiting"] == 1).await?;
    let candidates = chen.call("admissions", json!({"circle": circle})).await?;
    assert_eq!(candidates["candidates"][0]["note"], "I read under the desk.");
    let admit = json!({"circle": circle, "person": me, "admit": true, "reason": ""});
    chen.call("decide_admission", admit).await?;
    xiao.until("get_circle", json!({"circle": circle}), |c| c["card"]["standing"] == "member").await?;

    let shown = chen.call("get_circle", json!({"circle": circle})).await?;
    let edit = json!({"circle": circle, "version": shown["card"]["acceptance"]["current"],
        "rules": "No spoilers.", "rules_zh": "不剧透。", "material": true});
    chen.call("edit_rules", edit).await?;
    xiao.until("get_circle", json!({"circle": circle}), |c| c["card"]["acceptance"]["needed"] == 2).await?;
    let post = publish(&mut xiao, &circle, "Chapter one.").await?;
    let failed = xiao.until("outbox", json!({}), |o| o["items"][0]["delivery"]["state"] == "failed").await?;
    assert_eq!(failed["items"][0]["delivery"]["code"], "rules_due");
    assert_eq!(xiao.refused("accept_rules", json!({"circle": circle, "version": 1})).await?, "stale");
    xiao.call("accept_rules", json!({"circle": circle, "version": 2})).await?;
    xiao.call("retry", json!({"item": failed["items"][0]["id"]})).await?;
    xiao.until("outbox", json!({}), |o| o["items"].as_array().is_some_and(Vec::is_empty)).await?;
    let sent = xiao.call("get_post", json!({"post": post})).await?;
    assert_eq!(sent["post"]["text"], "Chapter one.");
    Ok(())
}
