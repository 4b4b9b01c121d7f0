//! What stories share: a signed-in device in a circle.

use circles_tests::Result;
use circles_tests::device::Device;
use circles_tests::server::Server;
use serde_json::{Value, json};
use url::Url;

/// The demo's reading circle: open to all.
pub async fn circle(device: &mut Device, name: &str) -> Result<Value> {
    let found = device
        .until("list_circles", json!({"joined": false, "query": ""}), |all| {
            all["circles"].as_array().is_some_and(|c| c.iter().any(|c| c["name"] == name))
        })
        .await?;
    let circle = found["circles"].as_array().into_iter().flatten().find(|c| c["name"] == name).cloned();
    circle.ok_or_else(|| "the circle went away".into())
}

/// A device on `url`, signed in as `sample`, in *Reading*. Gives the device and the circle's id.
pub async fn member(url: &Url, sample: &str) -> Result<(Device, Value)> {
    let mut device = Device::start(url)?;
    device.sign_in(sample).await?;
    let reading = circle(&mut device, "Reading").await?;
    if reading["standing"] == "none" {
        device.call("join", json!({"circle": reading["id"]})).await?;
    }
    Ok((device, reading["id"].clone()))
}

/// The demo's server and a member of *Reading*.
pub async fn demo(sample: &str) -> Result<(Server, Device, Value)> {
    let server = Server::demo().await?;
    let (device, circle) = member(&server.url(), sample).await?;
    Ok((server, device, circle))
}

/// Drafts and publishes words; gives the post's id.
pub async fn publish(device: &mut Device, circle: &Value, text: &str) -> Result<Value> {
    let draft = device.call("new_draft", json!({"circle": circle})).await?;
    device.call("save_draft", json!({"post": draft["id"], "circle": circle, "text": text})).await?;
    device.call("publish_post", json!({"post": draft["id"]})).await?;
    Ok(draft["id"].clone())
}

/// The arguments of `timeline` for a circle from its newest post.
pub fn feed(circle: &Value) -> Value {
    json!({"feed": {"kind": "circle", "circle": circle}, "from": null, "limit": 60})
}

/// Posts of a timeline whose words are `text`.
pub fn with_text(timeline: &Value, text: &str) -> Vec<Value> {
    let items = timeline["items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|item| item["post"].clone()).filter(|post| post["text"] == text).collect()
}

/// Waits until the post stands in the circle as the server's, and gives how many have its words.
pub async fn sent(device: &mut Device, circle: &Value, text: &str) -> Result<usize> {
    let shown = device
        .until("timeline", feed(circle), |timeline| {
            with_text(timeline, text).iter().any(|post| post["delivery"]["state"] == "sent")
        })
        .await?;
    Ok(with_text(&shown, text).len())
}
