//! What a person does while a program ends under them: looks, waits, and tries again.

use std::time::Duration;

use circles_domain::{PostId, TipId};
use circles_tests::Result;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::lane::{GRACE, Lane};
use super::point::{Point, Story};

/// How long a story may take to come to its point: much longer than it does on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often somebody looks.
const BLINK: Duration = Duration::from_millis(50);

/// Plays the story of `point`, which ends with `crash`.
pub async fn play(lane: &mut Lane, point: Point, crash: &'static str) -> Result {
    let target = format!("{} {crash}", point.name);
    let ordered: Vec<String> = point.before.map(str::to_owned).into_iter().chain([target.clone()]).collect();
    let deadline = Instant::now() + PATIENCE;
    let mut reached = false;
    // Once, unless this machine was so slow that the grace was over before the tip was taken back.
    while !reached && Instant::now() < deadline {
        let patience = if point.story == Story::TakenBack { GRACE } else { PATIENCE };
        let tip = act(lane, point.story, &ordered).await?;
        lane.tips.push((tip, target.clone()));
        reached = until(lane, tip, Awaited::Done(&target), patience).await?;
    }
    lane.orders.withdraw()?;
    lane.tried.push((target, reached));
    Ok(())
}

/// What the person does; gives the tip that it was about.
async fn act(lane: &mut Lane, story: Story, ordered: &[String]) -> Result<TipId> {
    let post = lane.next_post()?;
    if story != Story::TakenBack {
        lane.orders.give(ordered)?;
    }
    let tip = tip(lane, post).await?;
    match story {
        Story::Tipped | Story::Released => {}
        // Whatever comes of it, the device remembers.
        Story::GivenUp => drop(lane.call("abandon_tip", json!({ "tip": tip })).await?),
        Story::TakenBack => {
            until(lane, tip, Awaited::Held, GRACE).await?;
            lane.orders.give(ordered)?;
            lane.call("cancel_tip", json!({ "tip": tip })).await?;
        }
    }
    Ok(tip)
}

pub async fn view(lane: &mut Lane, tip: TipId) -> Result<Option<Value>> {
    lane.call("get_tip", json!({ "tip": tip })).await
}

/// Opens, quotes and confirms until that was taken, or may have been.
async fn tip(lane: &mut Lane, post: PostId) -> Result<TipId> {
    let deadline = Instant::now() + PATIENCE;
    let mut id: Option<TipId> = None;
    while Instant::now() < deadline {
        let Some(tip) = id else {
            let opened = lane.call("open_tip", json!({ "post": post })).await?;
            id = opened.map(|opened| serde_json::from_value(opened["id"].clone())).transpose()?;
            continue;
        };
        let Some(view) = view(lane, tip).await? else {
            tokio::time::sleep(BLINK).await;
            continue;
        };
        match view["state"].as_str() {
            Some("quoted") if !view["quote"].is_null() => {
                // A person reads, and the page waits as long.
                let wait = view["confirm_after_ms"].as_u64().unwrap_or_default();
                tokio::time::sleep(Duration::from_millis(wait)).await;
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

/// What somebody waits for.
#[derive(Clone, Copy)]
enum Awaited<'a> {
    /// That the tip is held.
    Held,
    /// That an order was carried out.
    Done(&'a str),
}

/// Looks at a tip until it is so; whether it came true in time.
async fn until(lane: &mut Lane, tip: TipId, awaited: Awaited<'_>, patience: Duration) -> Result<bool> {
    let deadline = Instant::now() + patience;
    while Instant::now() < deadline {
        let view = view(lane, tip).await?;
        let is_so = match awaited {
            Awaited::Held => view.is_some_and(|view| view["state"] == "held"),
            Awaited::Done(order) => lane.orders.is_done(order)?,
        };
        if is_so {
            return Ok(true);
        }
        tokio::time::sleep(BLINK).await;
    }
    Ok(false)
}
