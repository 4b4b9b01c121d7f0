//! Changes of mind between a try and its answer.

use circles_tests::Result;
use circles_tests::network::{Fault, FaultyNetwork};
use circles_tests::server::Server;
use serde_json::json;

use crate::story::{self, feed, publish, sent, with_text};

/// Before, during and after the commit, and a portal in between.
const FAULTS: [Fault; 4] = [Fault::CutBefore, Fault::CutDuring, Fault::CutAfter, Fault::Portal];

/// Waits until another post went out.
async fn reached(network: &FaultyNetwork, before: usize) {
    while network.count("PUT", "/v1/posts/") <= before {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_after_a_lost_reply_becomes_an_edit_on_the_server() -> Result {
    let (_server, network) = Server::behind_network().await?;
    let (mut device, circle) = story::member(&network.url().parse()?, "lin").await?;
    network.fail("PUT", "/v1/posts/", Fault::CutAfter, usize::MAX);
    let post = publish(&mut device, &circle, "As first written.").await?;
    reached(&network, 0).await;
    device.call("edit_post", json!({"post": post, "text": "As meant."})).await?;
    network.heal();
    device.call("refresh", json!({})).await.ok();
    device.until("outbox", json!({}), |o| o["items"].as_array().is_some_and(Vec::is_empty)).await?;
    let (mut other, _) = story::member(&network.url().parse()?, "mei").await?;
    assert_eq!(sent(&mut other, &circle, "As meant.").await?, 1);
    let shown = other.call("timeline", feed(&circle)).await?;
    assert!(with_text(&shown, "As first written.").is_empty(), "{shown}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_cut_before_during_or_after_the_commit_makes_one_post() -> Result {
    let (_server, network) = Server::behind_network().await?;
    let (mut device, circle) = story::member(&network.url().parse()?, "lin").await?;
    for (n, fault) in FAULTS.iter().enumerate() {
        let text = format!("Cut in way {n}.");
        let before = network.count("PUT", "/v1/posts/");
        network.fail("PUT", "/v1/posts/", fault.clone(), 2);
        publish(&mut device, &circle, &text).await?;
        reached(&network, before).await;
        network.heal();
        device.call("refresh", json!({})).await.ok();
        assert_eq!(sent(&mut device, &circle, &text).await?, 1, "{text}");
    }
    let (mut other, _) = story::member(&network.url().parse()?, "mei").await?;
    for n in 0..FAULTS.len() {
        let text = format!("Cut in way {n}.");
        assert_eq!(sent(&mut other, &circle, &text).await?, 1, "{text}");
    }
    Ok(())
}
