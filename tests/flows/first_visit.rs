//! The first look after signing in.

use circles_tests::Result;
use circles_tests::device::Device;
use circles_tests::server::Server;
use serde_json::{Value, json};

use crate::story;

fn home(from: &Value) -> Value {
    json!({"feed": {"kind": "home"}, "from": from, "limit": 60})
}

#[tokio::test(flavor = "multi_thread")]
async fn circles_appear_at_once_and_are_no_news() -> Result {
    let server = Server::demo().await?;
    let mut device = Device::start(&server.url())?;
    device.sign_in("lin").await?;
    let joined = device
        .until("list_circles", json!({"joined": true, "query": ""}), |all| {
            all["circles"].as_array().is_some_and(|circles| circles.len() > 2)
        })
        .await?;
    // As soon as there is a first post to look at, the reader's place is its top.
    let first = device.until("timeline", home(&Value::Null), |t| !t["top"].is_null()).await?;
    for circle in joined["circles"].as_array().into_iter().flatten() {
        device.until("timeline", story::feed(&circle["id"]), |t| t["loaded"] == true).await?;
    }
    let now = device.call("timeline", home(&first["top"])).await?;
    assert_eq!(now["newer_count"], 0, "the first fill was told as news");
    assert_eq!(now["top"], first["top"]);
    Ok(())
}
