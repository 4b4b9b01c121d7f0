//! What is proven of somebody and who sees it, on whole devices: claims that end under one's hands, and a real name that
//! friends see while its owner shows it.

use circles_domain::claim::{Claim, ClaimKind};
use circles_domain::{Clock, PersonId, SystemClock};
use circles_server::store::{Db, claims};
use circles_tests::Result;
use circles_tests::device::Device;
use circles_tests::server::Server;
use serde_json::{Value, json};

use crate::story::{self, publish};
use crate::tips;

async fn id_of(device: &mut Device) -> Result<Value> {
    Ok(device.call("session", json!({})).await?["me"]["byline"]["id"].clone())
}

/// What the university said of `person` holds until now and no longer.
async fn end_of_studies(server: &Server, person: &Value) -> Result {
    let person: PersonId = person.as_str().ok_or("no id")?.parse()?;
    let now = SystemClock.now();
    let claim = Claim {
        kind: ClaimKind::Student,
        value: "true".into(),
        issuer: "sandbox.university".into(),
        issued_at: now.plus_seconds(-60),
        expires_at: now,
    };
    let db = Db::open(&server.folder().join("circles.db")).await?;
    let mut tx = db.write().await?;
    claims::put(&mut tx, person, &claim, "").await?;
    tx.commit().await?;
    db.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_expires_while_somebody_writes_fails_the_post_with_the_clause_and_keeps_the_draft()
-> Result {
    let server = Server::demo().await?;
    let mut mei = Device::start(&server.url())?;
    mei.sign_in("mei").await?;
    let campus = story::circle(&mut mei, "Campus Diary").await?["id"].clone();
    let allowed = |yes: bool| move |c: &Value| c["card"]["rights"]["post"]["allowed"] == yes;
    mei.until("get_circle", json!({"circle": campus}), allowed(true)).await?;
    let draft = mei.call("new_draft", json!({"circle": campus})).await?["id"].clone();
    let words = "Begun as a student.";
    mei.call("save_draft", json!({"post": draft, "circle": campus, "text": words})).await?;

    let me = id_of(&mut mei).await?;
    end_of_studies(&server, &me).await?;
    mei.call("publish_post", json!({"post": draft})).await?;
    let waiting = mei.until("outbox", json!({}), |o| o["items"][0]["delivery"]["state"] == "failed").await?;
    let item = &waiting["items"][0];
    assert_eq!(item["delivery"]["code"], "gate_closed");
    let unmet: Vec<&Value> = item["gate"]["clauses"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|clause| clause["met"] == false)
        .map(|clause| &clause["clause"])
        .collect();
    assert_eq!(unmet, [&json!({"kind": "student"})], "{item}");
    mei.call("discard", json!({"item": item["id"]})).await?;
    assert_eq!(mei.call("get_draft", json!({"post": draft})).await?["text"], words);

    // Proven again, it opens again.
    let (mut again, _) = story::member(&server.url(), "mei").await?;
    story::circle(&mut again, "Campus Diary").await?;
    again.until("get_circle", json!({"circle": campus}), allowed(true)).await?;
    publish(&mut again, &campus, "A student again.").await?;
    assert_eq!(story::sent(&mut again, &campus, "A student again.").await?, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawing_a_claim_on_one_device_closes_its_gates_on_the_other() -> Result {
    let server = Server::demo().await?;
    let (mut one, _) = story::member(&server.url(), "mei").await?;
    let (mut other, _) = story::member(&server.url(), "mei").await?;
    let campus = story::circle(&mut other, "Campus Diary").await?["id"].clone();
    let allowed = |yes: bool| move |c: &Value| c["card"]["rights"]["post"]["allowed"] == yes;
    other.until("get_circle", json!({"circle": campus}), allowed(true)).await?;
    let student = |known: &Value| {
        let claims = known["claims"].as_array().into_iter().flatten();
        claims.clone().find(|claim| claim["kind"] == "student").cloned().unwrap_or_default()
    };
    let known = one.until("known", json!({}), |k| student(k)["state"] == "valid").await?;
    let uses = student(&known)["used_by"].as_array().cloned().unwrap_or_default();
    let closes = |u: &Value| u["circle"] == campus && u["right"] == "post" && u["closes"] == true;
    assert!(uses.iter().any(closes), "{uses:?}");

    one.call("withdraw_claim", json!({"kind": "student"})).await?;
    assert_eq!(student(&one.call("known", json!({})).await?)["state"], "withdrawn");
    other.until("get_circle", json!({"circle": campus}), allowed(false)).await?;
    assert_eq!(one.refused("withdraw_claim", json!({"kind": "legal_name"})).await?, "forbidden");
    one.call("welcome_claim", json!({"kind": "student"})).await?;
    let (mut third, _) = story::member(&server.url(), "mei").await?;
    third.until("known", json!({}), |k| student(k)["state"] == "valid").await?;
    other.until("get_circle", json!({"circle": campus}), allowed(true)).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_friends_device_shows_the_name_only_while_its_owner_does() -> Result {
    let server = Server::demo().await?;
    let (mut lin, circle) = story::member(&server.url(), "lin").await?;
    let (mut mei, _) = story::member(&server.url(), "mei").await?;
    let me = id_of(&mut lin).await?;
    crate::relations::befriend(&mut lin, &mut mei).await?;
    let page = json!({"person": me});
    let seen = mei.until("profile", page.clone(), |p| p["may_ask"].is_object()).await?;
    assert_eq!((&seen["relation"]["kind"], &seen["legal_name"]), (&json!("friend"), &Value::Null));

    lin.call("show_name", json!({"shown": true})).await?;
    let seen = mei.until("profile", page.clone(), |p| p["legal_name"].is_string()).await?;
    let mirror = lin.until("known", json!({}), |k| k["seen_as"][2]["legal_name"].is_string()).await?;
    assert_eq!(seen["legal_name"], mirror["seen_as"][2]["legal_name"]);
    assert_eq!(mirror["seen_as"][1]["legal_name"], Value::Null);
    lin.call("show_name", json!({"shown": false})).await?;
    mei.until("profile", page.clone(), |p| p["legal_name"].is_null()).await?;
    assert_eq!(lin.refused("show_name", json!({"shown": true})).await?, "rate_limited");

    // Money that is on its way has to arrive before its sender goes.
    publish(&mut lin, &circle, "Soon gone.").await?;
    let (tip, before) = tips::quote(&mut lin, &circle).await?;
    tips::confirm(&mut lin, &tip).await?;
    assert_eq!(tips::settled(&mut lin, &tip).await?["state"], "held");
    let balance =
        lin.until("wallet", json!({}), |w| w["balance"]["amount"] != before).await?["balance"].clone();
    lin.until("outbox", json!({}), |o| o["items"].as_array().is_some_and(Vec::is_empty)).await?;
    assert_eq!(lin.refused("delete_account", json!({"give_up": balance})).await?, "balance_left");

    // Who has none on its way names what is left, and is out.
    let (mut young, _) = story::member(&server.url(), "xiao").await?;
    let balance = young.until("wallet", json!({}), |w| w["balance"].is_object()).await?["balance"].clone();
    let other = json!({"give_up": {"amount": "1", "currency": "CNY"}});
    assert_eq!(young.refused("delete_account", other).await?, "balance_left");
    let out = young.call("delete_account", json!({"give_up": balance})).await?;
    assert_eq!(out["state"], "signed_out", "{out}");
    Ok(())
}
