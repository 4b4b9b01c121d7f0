//! A fault in the middle of an attempt to send costs that attempt and nothing else.

use std::path::Path;

use circles_tests::Result;
use circles_tests::device::Device;
use circles_tests::server::Server;
use serde_json::{Value, json};

use crate::story::{circle, publish, sent};

/// The environment variable with the folder in which crashes are ordered.
const ORDERS: &str = circles_faults::ORDERS;

/// Orders so many panics at a point, one after the other.
fn order(folder: &Path, point: &str, times: usize) -> Result {
    std::fs::write(folder.join("done"), "")?;
    std::fs::write(folder.join("new"), vec![format!("{point} panic"); times].join("\n"))?;
    Ok(std::fs::rename(folder.join("new"), folder.join("order"))?)
}

fn happened(folder: &Path) -> Result<usize> {
    Ok(std::fs::read_to_string(folder.join("done"))?.lines().count())
}

/// A signed-in device whose crashes are ordered in `folder`, and two circles that it is in.
async fn writer(server: &Server, folder: &Path) -> Result<(Device, [Value; 2])> {
    let orders = folder.to_string_lossy();
    let mut device = Device::with(&server.url(), &[(ORDERS, &*orders)])?;
    device.sign_in("lin").await?;
    let mut ids = [Value::Null, Value::Null];
    for (id, name) in ids.iter_mut().zip(["Reading", "Slow Tea"]) {
        let found = circle(&mut device, name).await?;
        if found["standing"] == "none" {
            device.call("join", json!({"circle": found["id"]})).await?;
        }
        *id = found["id"].clone();
    }
    Ok((device, ids))
}

fn empty(outbox: &Value) -> bool {
    outbox["items"].as_array().is_some_and(Vec::is_empty)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_that_panics_is_made_again() -> Result {
    let (server, folder) = (Server::demo().await?, tempfile::tempdir()?);
    let (mut device, [reading, _]) = writer(&server, folder.path()).await?;
    for (point, text) in [
        ("device.outbox.counted", "Said when nothing had left."),
        ("device.outbox.answered", "Said when it had arrived."),
        ("device.outbox.read", "Said when nobody was sending."),
    ] {
        order(folder.path(), point, 1)?;
        publish(&mut device, &reading, text).await?;
        assert_eq!(sent(&mut device, &reading, text).await?, 1, "{point}");
        device.until("outbox", json!({}), empty).await?;
        assert_eq!(happened(folder.path())?, 1, "{point}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_that_always_panics_stops_its_lane_alone_until_its_person_decides() -> Result {
    let (server, folder) = (Server::demo().await?, tempfile::tempdir()?);
    let (mut device, [reading, tea]) = writer(&server, folder.path()).await?;
    order(folder.path(), "device.outbox.answered", 3)?;
    let post = publish(&mut device, &reading, "Said three times, and heard once.").await?;
    let wedged = |outbox: &Value| {
        outbox["items"].as_array().is_some_and(|all| {
            all.iter().any(|item| item["post"] == post && item["delivery"]["state"] == "failed")
        })
    };
    let outbox = device.until("outbox", json!({}), wedged).await?;
    let item = &outbox["items"][0];
    assert_eq!((&item["attempts"], &item["delivery"]["code"]), (&json!(3), &json!("internal")), "{item}");
    assert_eq!(happened(folder.path())?, 3);

    publish(&mut device, &reading, "Said behind it.").await?;
    publish(&mut device, &tea, "Said elsewhere.").await?;
    assert_eq!(sent(&mut device, &tea, "Said elsewhere.").await?, 1, "other lanes go on");
    let outbox = device.call("outbox", json!({})).await?;
    let states: Vec<&Value> =
        outbox["items"].as_array().into_iter().flatten().map(|item| &item["delivery"]["state"]).collect();
    assert_eq!(states, [&json!("failed"), &json!("queued")], "{outbox}");

    device.call("retry", json!({"item": item["id"]})).await?;
    for text in ["Said three times, and heard once.", "Said behind it."] {
        assert_eq!(sent(&mut device, &reading, text).await?, 1);
    }
    device.until("outbox", json!({}), empty).await?;
    Ok(())
}
