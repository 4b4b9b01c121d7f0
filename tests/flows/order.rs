//! Keeping order, on real devices: a removal is told to its author and keeps its place for others, an appeal gives it
//! back; a ban takes the circle away and says why.

use circles_tests::Result;
use circles_tests::device::Device;
use circles_tests::server::Server;
use serde_json::{Value, json};
use url::Url;

use super::story::{self, feed, publish, sent, with_text};

/// A device in *Slow Tea*, which Mei keeps in order and Chen owns.
async fn member(url: &Url, sample: &str) -> Result<(Device, Value)> {
    let mut device = Device::start(url)?;
    device.sign_in(sample).await?;
    let tea = story::circle(&mut device, "Slow Tea").await?;
    if tea["standing"] == "none" {
        device.call("join", json!({"circle": tea["id"]})).await?;
    }
    Ok((device, tea["id"].clone()))
}

async fn demo(sample: &str) -> Result<(Server, Device, Value)> {
    let server = Server::demo().await?;
    let (device, circle) = member(&server.url(), sample).await?;
    Ok((server, device, circle))
}

async fn act(device: &mut Device, circle: &Value, deed: Value) -> Result<Value> {
    let id = device.call("new_id", Value::Null).await?["id"].clone();
    let done = device.call("act", json!({"circle": circle, "id": id, "deed": deed})).await?;
    Ok(json!({"id": id, "kind": done["kind"]}))
}

/// The timeline once it shows `post` with or without its removal.
async fn shown(device: &mut Device, circle: &Value, post: &Value, removed: bool) -> Result<Value> {
    let of = |timeline: &Value| {
        let items = timeline["items"].as_array().cloned().unwrap_or_default();
        items.into_iter().map(|item| item["post"].clone()).find(|one| one["id"] == *post)
    };
    let timeline = device
        .until("timeline", feed(circle), |timeline| {
            of(timeline).is_some_and(|one| one["removed"].is_object() == removed)
        })
        .await?;
    of(&timeline).ok_or_else(|| "the post went away".into())
}

async fn statement(device: &mut Device, wanted: impl Fn(&Value) -> bool + Send) -> Result<Value> {
    let read = device
        .until("standings", Value::Null, |view| {
            let statements = view["read"]["statements"].as_array();
            statements.is_some_and(|all| all.first().is_some_and(&wanted))
        })
        .await?;
    Ok(read["read"]["statements"][0].clone())
}

#[tokio::test]
async fn a_removal_is_explained_appealed_and_undone() -> Result {
    let (server, mut lin, circle) = demo("lin").await?;
    let (mut mei, _) = member(&server.url(), "mei").await?;
    let (mut chen, _) = member(&server.url(), "chen").await?;
    let post = publish(&mut lin, &circle, "Praise this and I add you.").await?;
    assert_eq!(sent(&mut lin, &circle, "Praise this and I add you.").await?, 1);
    shown(&mut mei, &circle, &post, false).await?;
    shown(&mut chen, &circle, &post, false).await?;
    let subject = json!({"kind": "post", "id": post});
    // Somebody reports it: it is out of their sight at once.
    let report = chen.call("new_id", Value::Null).await?["id"].clone();
    let said = json!({"id": report, "circle": circle, "subject": subject, "post": null, "reason": "tip_soliciting", "note": ""});
    chen.call("report", said).await?;
    let left = chen.call("timeline", feed(&circle)).await?;
    assert_eq!(with_text(&left, "Praise this and I add you.").len(), 0);
    // Who keeps order hears that something waits, without looking.
    waits(&mut mei, &circle, 1).await?;
    mei.call("load_sheet", json!({"sheet": "queue", "circle": circle})).await?;
    let queue = mei.call("queue", json!({"circle": circle})).await?;
    assert_eq!(queue["read"]["cases"][0]["subject"], subject);
    let reason = "It asks for praise in return for contact.";
    act(&mut mei, &circle, json!({"kind": "remove", "subject": subject, "rule": 3, "reason": reason}))
        .await?;
    let tombstone = shown(&mut mei, &circle, &post, true).await?;
    assert_eq!((&tombstone["text"], &tombstone["removed"]["number"]), (&json!(""), &json!(3)));
    let own = shown(&mut lin, &circle, &post, true).await?;
    assert_eq!(own["own"], json!(true));
    let told = statement(&mut lin, |one| one["holds"] == json!(true)).await?;
    assert_eq!((&told["reason"], &told["words"]), (&json!(reason), &json!("Praise this and I add you.")));
    // The reporter is told once what came of it.
    let outcome =
        chen.until("standings", Value::Null, |view| view["read"]["reports"][0]["state"] == "upheld").await?;
    assert_eq!(outcome["read"]["reports"][0]["heard"], json!(false));
    chen.call("hear_report", json!({"report": report})).await?;
    assert_eq!(chen.call("standings", Value::Null).await?["read"]["reports"][0]["heard"], json!(true));
    // Who acted does not decide; who did not, does.
    let appeal = lin.call("new_id", Value::Null).await?["id"].clone();
    lin.call("appeal", json!({"id": appeal, "act": told["act"], "text": "It was a joke between friends."}))
        .await?;
    waits(&mut chen, &circle, 1).await?;
    waits(&mut mei, &circle, 0).await?;
    // The author read why; that is no news any more, on whichever device.
    lin.call("hear_statement", json!({"act": told["act"]})).await?;
    statement(&mut lin, |one| one["heard"] == json!(true)).await?;
    let answer = json!({"circle": circle, "id": appeal, "accept": true, "answer": "Then it may stay."});
    assert!(mei.call("decide_appeal", answer.clone()).await.is_err());
    chen.call("decide_appeal", answer).await?;
    let back = shown(&mut lin, &circle, &post, false).await?;
    assert_eq!(back["text"], "Praise this and I add you.");
    let told = statement(&mut lin, |one| one["holds"] == json!(false)).await?;
    assert_eq!((&told["appeal"]["state"], &told["heard"]), (&json!("accepted"), &json!(false)));
    waits(&mut chen, &circle, 0).await?;
    Ok(())
}

/// Until the device knows that so many things wait for it in the circle.
async fn waits(device: &mut Device, circle: &Value, many: i64) -> Result {
    let wanted = json!(many);
    device
        .until("get_circle", json!({"circle": circle}), |one| one["card"]["order_waiting"] == wanted)
        .await?;
    Ok(())
}

#[tokio::test]
async fn a_circle_is_handed_over_and_an_operator_names_its_owner() -> Result {
    let (server, mut lin, circle) = demo("lin").await?;
    let (mut mei, _) = member(&server.url(), "mei").await?;
    let (mut chen, _) = member(&server.url(), "chen").await?;
    let args = json!({"circle": circle});
    let of = async |device: &mut Device| -> Result<Value> {
        Ok(device.call("session", Value::Null).await?["me"]["byline"]["id"].clone())
    };
    let (lin_id, mei_id) = (of(&mut lin).await?, of(&mut mei).await?);
    chen.until("get_circle", args.clone(), |one| one["role"] == "owner").await?;
    // Asked, and declined.
    chen.call("offer_circle", json!({"circle": circle, "person": lin_id})).await?;
    let asked = |id: Value| move |one: &Value| one["card"]["handover"]["to"]["id"] == id;
    lin.until("get_circle", args.clone(), asked(lin_id.clone())).await?;
    assert_eq!(mei.call("get_circle", args.clone()).await?["card"]["handover"], Value::Null);
    lin.call("end_handover", args.clone()).await?;
    chen.until("get_circle", args.clone(), |one| one["card"]["handover"] == Value::Null).await?;
    // Asked, and accepted: whoever owned it stays as an admin.
    chen.call("offer_circle", json!({"circle": circle, "person": mei_id})).await?;
    mei.until("get_circle", args.clone(), asked(mei_id)).await?;
    assert_eq!(mei.call("take_over", args.clone()).await?["role"], "owner");
    chen.until("get_circle", args.clone(), |one| one["role"] == "admin").await?;
    // Chen operates the demo's platform: that names an owner with a reason, and not without.
    let heirs = chen.call("heirs", args.clone()).await?;
    assert!(
        heirs["heirs"].as_array().into_iter().flatten().any(|one| one["person"]["id"] == lin_id),
        "{heirs}"
    );
    let named = |reason: &str| json!({"circle": circle, "person": lin_id, "reason": reason});
    assert!(chen.call("name_owner", named(" ")).await.is_err());
    chen.call("name_owner", named("Its owner wrote to us.")).await?;
    lin.until("get_circle", args.clone(), |one| one["role"] == "owner").await?;
    mei.until("get_circle", args, |one| one["role"] == "admin").await?;
    let console = chen.call("console", Value::Null).await?;
    let line =
        console["read"]["circles"].as_array().into_iter().flatten().find(|one| one["circle"] == circle);
    assert_eq!(line.map(|one| one["owner"]["id"].clone()), Some(lin_id));
    Ok(())
}

#[tokio::test]
async fn a_ban_has_two_people_and_takes_the_circle_away() -> Result {
    let (server, mut lin, circle) = demo("lin").await?;
    let (mut mei, _) = member(&server.url(), "mei").await?;
    let (mut chen, _) = member(&server.url(), "chen").await?;
    let me = lin.call("session", Value::Null).await?["me"]["byline"]["id"].clone();
    let ban = json!({"kind": "ban", "person": me, "rule": 1, "reason": "Threats, after two mutes.", "seconds": null});
    let proposed = act(&mut mei, &circle, ban).await?;
    assert_eq!(proposed["kind"], "propose");
    let second = json!({"circle": circle, "id": proposed["id"], "agree": true});
    assert!(mei.call("second", second.clone()).await.is_err());
    assert_eq!(chen.call("second", second).await?["kind"], "ban");
    let told = statement(&mut lin, |one| one["kind"] == "ban").await?;
    assert_eq!((&told["reason"], &told["until"]), (&json!("Threats, after two mutes."), &json!(null)));
    let list = lin.call("list_circles", json!({"joined": false, "query": ""})).await?;
    assert!(list["circles"].as_array().is_some_and(|all| all.iter().all(|one| one["id"] != circle)));
    assert!(lin.call("get_circle", json!({"circle": circle})).await.is_err());
    Ok(())
}
