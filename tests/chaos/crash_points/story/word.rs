//! A post: not money, but what a program that ends must neither lose nor say twice.

use circles_domain::PostId;
use circles_tests::Result;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::super::lane::Lane;
use super::super::point::Order;
use super::{BLINK, PATIENCE};

/// Writes it, and presses until something came of it; whether the order was carried out meanwhile.
pub async fn play(lane: &mut Lane, order: &Order) -> Result<bool> {
    let circle = lane.circle;
    let draft = insist(lane, "new_draft", json!({ "circle": circle })).await?;
    let post: PostId = serde_json::from_value(draft["id"].clone())?;
    let text = format!("Said while {} was ordered.", order.target);
    insist(lane, "save_draft", json!({"post": post, "circle": circle, "text": text})).await?;
    lane.posted.push(post);
    lane.give(order)?;
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        // Once it is on its way this is refused.
        lane.call("publish_post", json!({ "post": post })).await?;
        if lane.is_done(order)? {
            return Ok(true);
        }
        tokio::time::sleep(BLINK).await;
    }
    Ok(false)
}

async fn insist(lane: &mut Lane, command: &str, args: Value) -> Result<Value> {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if let Some(done) = lane.call(command, args.clone()).await? {
            return Ok(done);
        }
        tokio::time::sleep(BLINK).await;
    }
    Err(format!("{command} never came to anything").into())
}

/// Presses once more, and waits until nothing is left to be sent; what is left when patience is over.
pub async fn settle(lane: &mut Lane) -> Result<Vec<Value>> {
    for post in lane.posted.clone() {
        lane.call("publish_post", json!({ "post": post })).await?;
    }
    let deadline = Instant::now() + PATIENCE;
    loop {
        let waiting = lane.call("outbox", json!({})).await?;
        let waiting = waiting.and_then(|all| all["items"].as_array().cloned());
        match waiting {
            Some(items) if items.is_empty() => return Ok(items),
            Some(items) if Instant::now() > deadline => return Ok(items),
            _ => tokio::time::sleep(BLINK).await,
        }
    }
}
