//! A tip.

use circles_domain::TipId;
use circles_tests::Result;
use serde_json::json;
use tokio::time::Instant;

use super::super::lane::{GRACE, Lane};
use super::super::point::{Order, Story};
use super::{Awaited, BLINK, Moved, PATIENCE, until};

/// What its payer does; whether the order was carried out meanwhile.
pub async fn play(lane: &mut Lane, story: Story, order: &Order) -> Result<bool> {
    let post = lane.next_post()?;
    let is_taken_back = story == Story::TakenBack;
    if !is_taken_back {
        lane.give(order)?;
    }
    let id = tip(lane, post).await?;
    lane.tips.push((id, order.target.clone()));
    let moved = Moved::Tip(id);
    if is_taken_back {
        until(lane, moved, Awaited::Held, GRACE).await?;
        lane.give(order)?;
        lane.call("cancel_tip", moved.args()).await?;
    } else if story == Story::GivenUp {
        moved.give_up(lane).await?;
    }
    until(lane, moved, Awaited::Done(order), if is_taken_back { GRACE } else { PATIENCE }).await
}

/// Opens, quotes and confirms until that was taken, or may have been.
async fn tip(lane: &mut Lane, post: circles_domain::PostId) -> Result<TipId> {
    let deadline = Instant::now() + PATIENCE;
    let mut id: Option<TipId> = None;
    while Instant::now() < deadline {
        let Some(tip) = id else {
            let opened = lane.call("open_tip", json!({ "post": post })).await?;
            id = opened.map(|opened| serde_json::from_value(opened["id"].clone())).transpose()?;
            continue;
        };
        let Some(view) = Moved::Tip(tip).view(lane).await? else {
            tokio::time::sleep(BLINK).await;
            continue;
        };
        match view["state"].as_str() {
            Some("quoted") if !view["quote"].is_null() => {
                super::read(&view).await;
                lane.client.history.note(&view, "info")?;
                let args = json!({"tip": tip, "quote": view["quote"]["quote"], "pin": null});
                lane.call("confirm_tip", args).await?;
            }
            Some("draft" | "quoted") => {
                let quoted = lane.call("quote_tip", json!({"tip": tip, "amount": "0.37"})).await?;
                if quoted.is_none() {
                    tokio::time::sleep(BLINK).await;
                }
            }
            _ => return Ok(tip),
        }
    }
    Err("a tip was never confirmed".into())
}
