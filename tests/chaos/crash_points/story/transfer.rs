//! A transfer, between two devices or to somebody who never looks.

use circles_domain::{MoneyRequestId, PersonId, TransferId};
use circles_tests::Result;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::super::lane::{GRACE, Lane};
use super::super::point::{Order, Story};
use super::{Awaited, BLINK, Moved, PATIENCE, until};

const YUAN: &str = "0.37";

/// What payer and payee do; whether the order was carried out meanwhile.
pub async fn play(lane: &mut Lane, story: Story, order: &Order) -> Result<bool> {
    let is_answered = matches!(story, Story::Accepted | Story::Declined);
    let payee = if is_answered || story == Story::RequestPaid { lane.payee_id } else { lane.next_payee()? };
    let comes_later = is_answered || story == Story::SentTakenBack;
    if !comes_later {
        lane.give(order)?;
    }
    let request = if story == Story::RequestPaid { Some(asked_for(lane).await?) } else { None };
    let id = send(lane, payee, request).await?;
    lane.transfers.push((id, order.target.clone()));
    let moved = Moved::Transfer(id);
    if is_answered {
        return answer(lane, id, story == Story::Accepted, order).await;
    }
    if story == Story::SentTakenBack {
        until(lane, moved, Awaited::Held, GRACE).await?;
        lane.give(order)?;
        lane.call("take_back_transfer", moved.args()).await?;
        return until(lane, moved, Awaited::Done(order), GRACE).await;
    }
    if story == Story::SendGivenUp {
        moved.give_up(lane).await?;
    }
    until(lane, moved, Awaited::Done(order), PATIENCE).await
}

/// The friend asks until it is known that they did.
async fn asked_for(lane: &mut Lane) -> Result<MoneyRequestId> {
    let request = MoneyRequestId::mint();
    let args = json!({"request": request, "person": lane.payer_id, "amount": YUAN, "note": "Lunch"});
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        if lane.call_payee("request_money", args.clone()).await?.is_some() {
            return Ok(request);
        }
        tokio::time::sleep(BLINK).await;
    }
    Err("nobody could be asked for money".into())
}

/// Opens, quotes and confirms until that was taken, or may have been.
async fn send(lane: &mut Lane, payee: PersonId, request: Option<MoneyRequestId>) -> Result<TransferId> {
    let deadline = Instant::now() + PATIENCE;
    let mut id: Option<TransferId> = None;
    while Instant::now() < deadline {
        let Some(transfer) = id else {
            id = open(lane, payee).await?;
            continue;
        };
        let Some(view) = Moved::Transfer(transfer).view(lane).await? else {
            tokio::time::sleep(BLINK).await;
            continue;
        };
        match view["state"].as_str() {
            Some("quoted") if !view["quote"].is_null() => {
                super::read(&view).await;
                let args = json!({"transfer": transfer, "quote": view["quote"]["quote"], "pin": null});
                lane.call("confirm_transfer", args).await?;
            }
            Some("draft" | "quoted") => {
                let args = json!({"transfer": transfer, "amount": YUAN, "note": "Lunch", "request": request});
                if lane.call("quote_transfer", args).await?.is_none() {
                    tokio::time::sleep(BLINK).await;
                }
            }
            _ => return Ok(transfer),
        }
    }
    Err("a transfer was never confirmed".into())
}

/// A new transfer. One to the same person that is not decided yet has to be, first.
async fn open(lane: &mut Lane, payee: PersonId) -> Result<Option<TransferId>> {
    let Some(opened) = lane.call("open_transfer", json!({ "person": payee })).await? else { return Ok(None) };
    let id: TransferId = serde_json::from_value(opened["id"].clone())?;
    if lane.transfers.iter().all(|(known, _)| *known != id) {
        return Ok(Some(id));
    }
    Moved::Transfer(id).give_up(lane).await?;
    tokio::time::sleep(BLINK).await;
    Ok(None)
}

/// Once it is offered, the payee answers until that was carried out.
async fn answer(lane: &mut Lane, id: TransferId, accept: bool, order: &Order) -> Result<bool> {
    let deadline = Instant::now() + PATIENCE;
    let mut is_ordered = false;
    while Instant::now() < deadline {
        let listed = lane.call_payee("transfers", json!({})).await?;
        let state = listed.as_ref().and_then(|all| find(all, id)).map(|one| one["state"].clone());
        if state.as_ref().is_some_and(|state| state == "held") {
            if !is_ordered {
                lane.give(order)?;
                is_ordered = true;
            }
            lane.call_payee("answer_transfer", json!({"transfer": id, "accept": accept})).await?;
        }
        if is_ordered && lane.is_done(order)? {
            return Ok(true);
        }
        // Over before it came to that: this machine was too slow.
        if state.is_some_and(|state| state != "held") {
            return Ok(false);
        }
        tokio::time::sleep(BLINK).await;
    }
    Ok(false)
}

fn find(all: &Value, id: TransferId) -> Option<&Value> {
    let id = json!(id);
    all["transfers"].as_array()?.iter().find(|one| one["id"] == id)
}
