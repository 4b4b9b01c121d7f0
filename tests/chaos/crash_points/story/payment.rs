//! A top-up or a cash-out.

use std::time::Duration;

use circles_domain::{Clock as _, PaymentId, SystemClock, Timestamp};
use circles_tests::Result;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::super::lane::Lane;
use super::super::point::{Order, Story};
use super::PATIENCE;

/// How often somebody looks: each look asks the server.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How long an unknown payment may stay so.
const RESOLVED_WITHIN: Duration = Duration::from_secs(120);

/// A payment, as its person's device knows it in the end.
pub struct Paid {
    pub id: PaymentId,
    pub is_top_up: bool,
    /// What was ordered meanwhile.
    pub ordered: String,
    /// How it ended; `None` when the device still does not know.
    pub end: Option<End>,
}

/// How a payment ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Arrived,
    Failed,
    Refused,
    /// The device knows of none: it was given up, or never sent.
    Nothing,
}

impl End {
    /// As it is told.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Nothing => "never begun",
        }
    }
}

/// What its person does; whether the order was carried out meanwhile.
pub async fn play(lane: &mut Lane, story: Story, order: &Order) -> Result<bool> {
    let as_usual = !matches!(story, Story::CashOutFailed | Story::TopUpClosed);
    if story == Story::CashOutFailed {
        lane.provider("failed_at_once").await?;
    }
    if story == Story::TopUpClosed {
        // Nobody pays, and nobody waits for long.
        lane.serve_with(&[("CIRCLES_SANDBOX_CONDUCT", "never"), ("CIRCLES_TTL_TOP_UP_S", "1")]).await?;
    }
    lane.give(order)?;
    let id = PaymentId::mint();
    let is_top_up = !matches!(story, Story::CashedOut | Story::CashOutFailed);
    let kind = if is_top_up { "top_up" } else { "cash_out" };
    let asked = json!({"payment": id, "kind": kind, "amount": "0.37", "payee": null});
    let deadline = Instant::now() + PATIENCE;
    let mut reached = false;
    while !reached && Instant::now() < deadline {
        // Whoever sees nothing of it taps again; it is the same payment.
        let seen = look(lane, id).await?;
        if matches!(seen, Some((_, Seen::Nothing))) && !lane.is_done(order)? {
            lane.call("begin_payment", asked.clone()).await?;
        }
        reached = lane.is_done(order)?;
        if matches!(seen, Some((_, Seen::End(_)))) {
            break;
        }
        if !reached {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
    let end = end(lane, id).await?;
    lane.payments.push(Paid { id, is_top_up, ordered: order.target.clone(), end });
    // What comes late, as the last announcement does, comes with this one or not at all.
    let reached = reached || lane.is_done(order)?;
    if !as_usual {
        lane.provider("good").await?;
    }
    Ok(reached)
}

/// Another sum comes in than was ordered, and whoever runs the server gives it back, as often as it takes.
pub async fn give_back(lane: &mut Lane, order: &Order) -> Result<bool> {
    lane.provider("one_fen_more_moves").await?;
    let id = PaymentId::mint();
    let asked = json!({"payment": id, "kind": "top_up", "amount": "0.37", "payee": null});
    let deadline = Instant::now() + PATIENCE;
    while lane.order_state(id).await?.as_deref() != Some("mismatched") {
        if Instant::now() > deadline {
            return Err("another sum than was ordered went unnoticed".into());
        }
        lane.call("begin_payment", asked.clone()).await?;
        tokio::time::sleep(LOOK_EVERY).await;
    }
    lane.give(order)?;
    let number = id.to_string();
    while lane.order_state(id).await?.as_deref() == Some("mismatched") && Instant::now() < deadline {
        lane.beside(&["return-payment", "--payment", &number]).await?;
    }
    // Asked for once more, nothing goes back again.
    let again = lane.beside(&["return-payment", "--payment", &number]).await?;
    if again.is_none_or(|done| done["returned"] != false || !done["amount"].is_null()) {
        return Err("what was given back can be given back again".into());
    }
    let end = end(lane, id).await?;
    lane.payments.push(Paid { id, is_top_up: true, ordered: order.target.clone(), end });
    lane.provider("good").await?;
    lane.is_done(order)
}

/// What a list says of a payment.
enum Seen {
    /// Asked for, or under way.
    Open,
    End(End),
    Nothing,
}

/// Looks until it has ended, as the server has it after this moment.
async fn end(lane: &mut Lane, id: PaymentId) -> Result<Option<End>> {
    let (since, deadline) = (SystemClock.now(), Instant::now() + RESOLVED_WITHIN);
    while Instant::now() < deadline {
        match look(lane, id).await? {
            Some((_, Seen::End(end))) => return Ok(Some(end)),
            // An older list may not have it yet.
            Some((as_of, Seen::Nothing)) if as_of.is_some_and(|as_of| as_of > since) => {
                return Ok(Some(End::Nothing));
            }
            _ => {}
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(None)
}

/// Asks now; `None` when that came to nothing.
async fn look(lane: &mut Lane, id: PaymentId) -> Result<Option<(Option<Timestamp>, Seen)>> {
    let Some(all) = lane.call("check_payments", json!({})).await? else { return Ok(None) };
    let as_of: Option<Timestamp> = serde_json::from_value(all["as_of"].clone())?;
    let id = json!(id);
    let listed = all["payments"].as_array().and_then(|all| all.iter().find(|one| one["id"] == id));
    Ok(Some((as_of, listed.map_or(Seen::Nothing, seen))))
}

fn seen(payment: &Value) -> Seen {
    match payment["outcome"]["state"].as_str() {
        Some("arrived") => Seen::End(End::Arrived),
        Some("failed") => Seen::End(End::Failed),
        Some("refused") => Seen::End(End::Refused),
        _ => Seen::Open,
    }
}
