//! A circle's life, on real devices: applied for, approved, its page written, frozen, opened again, dissolved.

use circles_tests::Result;
use circles_tests::device::Device;
use serde_json::{Value, json};

use super::story::{self, demo, feed, member, publish, sent};

async fn step(operator: &mut Device, circle: &Value, step: Value) -> Result<Value> {
    let id = operator.call("new_id", Value::Null).await?["id"].clone();
    operator.call("step_circle", json!({"circle": circle, "id": id, "step": step})).await
}

async fn is_in(device: &mut Device, circle: &Value, state: &str) -> Result<Value> {
    // Until the device was told of it, there is no such circle.
    story::circle(device, "Window Gardens").await?;
    device.until("get_circle", json!({"circle": circle}), |one| one["card"]["state"] == state).await
}

#[tokio::test]
async fn a_circle_is_applied_for_lived_in_frozen_and_dissolved() -> Result {
    let (server, mut lin, _) = demo("lin").await?;
    let (mut chen, _) = member(&server.url(), "chen").await?;
    assert_eq!(chen.call("session", Value::Null).await?["me"]["operator"], json!(true));
    let open = json!({"all": []});
    let asks = json!({
        "name": "Window Gardens", "name_zh": "窗台花园", "category": "life", "introduction": "What grows on a sill.",
        "introduction_zh": "", "rules": "Be kind.\nYour own plants.", "rules_zh": "", "why": "There is none yet.",
        "gates": {"joining": "open", "join": open, "post": open, "comment": open,
                  "preview": {"kind": "latest", "count": 3}}
    });
    let circle = lin.call("new_id", Value::Null).await?["id"].clone();
    lin.call("apply_for_circle", json!({"id": circle, "asks": asks})).await?;
    let own = lin.call("applications", Value::Null).await?;
    assert_eq!(own["read"]["applications"][0]["state"], "open");
    chen.call("load_sheet", json!({"sheet": "applications", "circle": null})).await?;
    let waiting = chen.call("applications", Value::Null).await?;
    let names: Vec<&Value> = waiting["read"]["applications"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| &one["asks"]["name"])
        .collect();
    assert_eq!(names, [&json!("Night Trains"), &json!("Window Gardens")], "the longest waiting first");
    let answer = json!({"id": circle, "approve": true, "answer": "Find a second person to keep order."});
    assert_eq!(lin.refused("decide_application", answer.clone()).await?, "not_found");
    chen.call("decide_application", answer).await?;
    let page = is_in(&mut lin, &circle, "open").await?;
    assert_eq!((&page["role"], &page["card"]["standing"]), (&json!("owner"), &json!("moderator")));

    let modules = json!({"read_first": "Say hello.", "read_first_zh": "", "how_it_works": "", "how_it_works_zh": "",
                         "penalties": "A mute, then a ban.", "penalties_zh": ""});
    let edit = json!({"circle": circle, "introduction": "What grows on a window sill.", "introduction_zh": "",
                      "modules": modules});
    lin.call("edit_circle", edit).await?;
    let launch = json!({"kind": "launch", "find_percent": 100, "views_per_hour": 0});
    step(&mut chen, &circle, launch).await?;
    let (mut mei, _) = member(&server.url(), "mei").await?;
    let found = is_in(&mut mei, &circle, "open").await?;
    assert_eq!(found["modules"]["read_first"], "Say hello.");
    mei.call("join", json!({"circle": circle})).await?;
    publish(&mut mei, &circle, "Basil, week two.").await?;
    assert_eq!(sent(&mut mei, &circle, "Basil, week two.").await?, 1);

    step(&mut chen, &circle, json!({"kind": "freeze", "reason": "Too many reports."})).await?;
    let frozen = is_in(&mut mei, &circle, "frozen").await?;
    assert_eq!(frozen["card"]["state_reason"], "Too many reports.");
    publish(&mut mei, &circle, "Basil, week three.").await?;
    let waiting =
        mei.until("outbox", Value::Null, |outbox| outbox["items"][0]["delivery"]["code"] == "frozen").await?;
    let item = waiting["items"][0]["id"].clone();
    step(&mut chen, &circle, json!({"kind": "thaw", "reason": "It is calm again."})).await?;
    is_in(&mut mei, &circle, "open").await?;
    mei.call("retry", json!({"item": item})).await?;
    assert_eq!(sent(&mut mei, &circle, "Basil, week three.").await?, 1);

    step(&mut chen, &circle, json!({"kind": "dissolve", "reason": "Nobody keeps order."})).await?;
    let ending = is_in(&mut mei, &circle, "dissolving").await?;
    assert!(ending["export_until"].is_string());
    let shown = mei.call("timeline", feed(&circle)).await?;
    assert_eq!(shown["items"][0]["post"]["may_praise"], json!(false));
    let downloads = tempfile::tempdir()?;
    let taken = mei.call("export_posts", json!({"circle": circle, "folder": downloads.path()})).await?;
    assert_eq!(taken["posts"], json!(2));
    let folder = std::path::PathBuf::from(taken["folder"].as_str().ok_or("no folder")?);
    assert_eq!(folder, downloads.path().join("Circles Window Gardens"));
    let written: Value = serde_json::from_slice(&std::fs::read(folder.join("posts.json"))?)?;
    let words: Vec<&Value> = written.as_array().into_iter().flatten().map(|post| &post["text"]).collect();
    assert_eq!(words, [&json!("Basil, week two."), &json!("Basil, week three.")]);
    assert!(std::fs::read_to_string(folder.join("posts.html"))?.contains("Basil, week three."));
    chen.call("load_sheet", json!({"sheet": "console", "circle": null})).await?;
    let console = chen.call("console", Value::Null).await?;
    let line =
        console["read"]["circles"].as_array().and_then(|all| all.iter().find(|one| one["circle"] == circle));
    assert_eq!(line.ok_or("no line")?["state"], "dissolving");
    Ok(())
}
