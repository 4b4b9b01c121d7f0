//! Money that is asked for: asked on one device and paid on the other, asked at the window and declined. In Chinese.

use circles_tests::Result;
use circles_tests::device::Device;
use serde_json::{Value, json};

use crate::journey::Journey;
use crate::relations::id_of;

/// A transfer is offered at once.
pub const TIMES: [(&str, &str); 2] = [("CIRCLES_TTL_TRANSFER_WAIT_S", "0"), ("CIRCLES_TTL_GRACE_S", "0")];

async fn stands(journey: &Journey, state: &str) -> Result {
    let script = format!(
        "const all = [...document.querySelectorAll('[data-testid=\"requests\"] li')]; \
         return all.some(one => one.dataset.state === '{state}')"
    );
    journey.window()?.until(&format!("a request that is {state}"), &script).await
}

/// A friend asks; it is paid at the window, with the amount and the note that were asked for.
pub async fn asked_and_paid(journey: &mut Journey, friend: &mut Device) -> Result {
    let request = friend.call("new_id", Value::Null).await?["id"].clone();
    let own = id_of(journey.window()?).await?;
    let ask = json!({"request": request, "person": own, "amount": "3.40", "note": "两张船票"});
    friend.call("request_money", ask).await?;
    journey.go("#/wallet").await?;
    stands(journey, "open").await?;
    journey.pictures_of("asked").await?;
    journey.window()?.press_for("[data-testid=\"request-pay\"]", "transfer-continue").await?;
    journey.window()?.find("transfer-masked").await?;
    journey.pictures_of("what-was-asked-for").await?;
    journey.window()?.press_for("[data-testid=\"transfer-continue\"]", "transfer-confirm").await?;
    if journey.window()?.has("[data-testid=\"transfer-name-checked\"]").await? {
        journey.window()?.press("transfer-name-checked").await?;
    }
    let ready = "[data-testid=\"transfer-confirm\"]:not([disabled]):not([aria-disabled=\"true\"])";
    journey.window()?.css(ready).await?;
    journey.pictures_of("last-look").await?;
    journey.window()?.press("transfer-confirm").await?;
    journey.window()?.css("[data-testid=\"transfer-state\"][data-state=\"held\"]").await?;
    journey.pictures_of("paid").await?;

    let offered = |all: &Value| {
        all["transfers"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one["incoming"] == true && one["state"] == "held"))
    };
    let all = friend.until("transfers", json!({}), offered).await?;
    let first = all["transfers"].as_array().into_iter().flatten().find(|one| one["incoming"] == true);
    let transfer = first.ok_or("nothing is offered")?["id"].clone();
    friend.call("answer_transfer", json!({"transfer": transfer, "accept": true})).await?;
    journey.go("#/wallet").await?;
    stands(journey, "paid").await?;
    let accepted =
        "return document.querySelector('[data-testid=\"transfers\"] li')?.dataset.state === 'accepted'";
    journey.window()?.until("it was accepted", accepted).await?;
    journey.pictures_of("accepted").await
}

/// Asked at the window; the friend says no.
pub async fn asks_and_is_declined(journey: &mut Journey, friend: &mut Device, page: &str) -> Result {
    journey.go(page).await?;
    journey.window()?.press_for("[data-testid=\"person-menu\"]", "person-request").await?;
    journey.window()?.press_for("[data-testid=\"person-request\"]", "request-dialog").await?;
    journey.window()?.fill("request-amount", "12.50").await?;
    journey.window()?.fill("request-note", "上周的晚饭").await?;
    journey.pictures_of("asking").await?;
    journey.window()?.press("request-send").await?;
    journey.window()?.gone("[data-testid=\"request-dialog\"]").await?;
    journey.go("#/wallet").await?;
    stands(journey, "open").await?;
    journey.picture("waits").await?;
    let asked = |all: &Value| {
        let all = all["requests"].as_array();
        all.is_some_and(|all| all.iter().any(|one| one["incoming"] == true && one["state"] == "open"))
    };
    let all = friend.until("money_requests", json!({}), asked).await?;
    let first = all["requests"].as_array().into_iter().flatten().find(|one| one["incoming"] == true);
    let request = first.ok_or("nothing is asked")?["id"].clone();
    friend.call("decline_money_request", json!({"request": request})).await?;
    stands(journey, "declined").await?;
    journey.picture("declined").await
}
