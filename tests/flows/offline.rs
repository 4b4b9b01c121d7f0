//! What is written without a server is kept, seen, and arrives once.

use circles_tests::Result;
use serde_json::json;

use crate::story::{self, feed, publish, sent, with_text};

#[tokio::test(flavor = "multi_thread")]
async fn a_post_written_offline_survives_kill_9_and_arrives_exactly_once() -> Result {
    let (mut server, mut device, circle) = story::demo("lin").await?;
    device.until("timeline", feed(&circle), |t| t["items"].as_array().is_some_and(|i| i.len() > 3)).await?;
    server.stop().await?;
    let text = "Written with nobody listening.";
    let post = publish(&mut device, &circle, text).await?;
    let queued = |t: &serde_json::Value| {
        let found = with_text(t, text);
        found.len() == 1 && matches!(found[0]["delivery"]["state"].as_str(), Some("queued" | "sending"))
    };
    device.until("timeline", feed(&circle), queued).await?;

    let mut device = device.killed_and_restarted().await?;
    let shown = device.until("timeline", feed(&circle), queued).await?;
    assert_eq!(with_text(&shown, text)[0]["id"], post);
    assert!(
        shown["items"].as_array().is_some_and(|items| items.len() > 3),
        "the cached feed is there: {shown}"
    );
    let waiting = device.call("outbox", json!({})).await?;
    assert_eq!(waiting["items"].as_array().map(Vec::len), Some(1), "{waiting}");

    server.resume().await?;
    device.call("refresh", json!({})).await.ok();
    assert_eq!(sent(&mut device, &circle, text).await?, 1);
    device.until("outbox", json!({}), |o| o["items"].as_array().is_some_and(Vec::is_empty)).await?;

    let (mut other, _) = story::member(&server.url(), "mei").await?;
    assert_eq!(sent(&mut other, &circle, text).await?, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn circles_and_feeds_open_without_a_server() -> Result {
    let (mut server, mut device, circle) = story::demo("lin").await?;
    device.until("timeline", feed(&circle), |t| t["items"].as_array().is_some_and(|i| i.len() > 3)).await?;
    server.kill().await?;
    let mut device = device.killed_and_restarted().await?;
    let session = device.call("session", json!({})).await?;
    assert_eq!(session["state"], "signed_in", "{session}");
    let circles = device.call("list_circles", json!({"joined": true, "query": ""})).await?;
    assert!(circles["circles"].as_array().is_some_and(|c| c.len() > 1), "{circles}");
    let home = device.call("timeline", json!({"feed": {"kind": "home"}, "from": null, "limit": 30})).await?;
    assert!(home["items"].as_array().is_some_and(|items| items.len() > 3), "{home}");
    let refused = device.refused("join", json!({"circle": circle})).await?;
    assert_eq!(refused, "offline");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn praise_and_comments_wait_too() -> Result {
    let (mut server, mut device, circle) = story::demo("lin").await?;
    let shown = device
        .until("timeline", feed(&circle), |t| {
            t["items"].as_array().is_some_and(|i| i.iter().any(|i| i["post"]["own"] == false))
        })
        .await?;
    let items = shown["items"].as_array().cloned().unwrap_or_default();
    let post = items.iter().map(|i| i["post"].clone()).find(|p| p["own"] == false).unwrap_or_default();
    server.stop().await?;
    let praised = post["counts"]["praised"].as_bool().unwrap_or_default();
    device.call("praise", json!({"post": post["id"], "on": !praised})).await?;
    let detail = device.call("get_post", json!({"post": post["id"]})).await?;
    assert_eq!(detail["post"]["counts"]["praised"], !praised, "the echo of praise shows at once");
    let comment =
        json!({"comment": detail["draft"]["id"], "post": post["id"], "text": "Said into the void."});
    device.call("comment", comment.clone()).await?;
    // A second tap sends the same comment: one id, one comment.
    device.call("comment", comment).await?;
    server.resume().await?;
    device.call("refresh", json!({})).await.ok();
    device.until("outbox", json!({}), |o| o["items"].as_array().is_some_and(Vec::is_empty)).await?;
    let (mut other, _) = story::member(&server.url(), "mei").await?;
    // What joining gave anew is read before anything of it is asked for.
    other.call("refresh", json!({})).await?;
    other.until("get_post", json!({"post": post["id"]}), |d| !d["post"].is_null()).await?;
    other.call("load_comments", json!({"post": post["id"]})).await?;
    let seen = other.call("get_post", json!({"post": post["id"]})).await?;
    let said = seen["comments"].as_array().cloned().unwrap_or_default();
    assert_eq!(said.iter().filter(|c| c["text"] == "Said into the void.").count(), 1, "{seen}");
    Ok(())
}
