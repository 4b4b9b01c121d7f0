//! Money between two people at two devices: held, taken back, accepted, and back by itself.

use circles_tests::Result;
use circles_tests::app::Window;

use crate::journey::Journey;
use crate::relations::{Other, go};

/// Offered at once; what nobody accepts goes back after `accept_s`.
fn times(accept_s: &str) -> [(&str, &str); 3] {
    [
        ("CIRCLES_TTL_TRANSFER_WAIT_S", "0"),
        ("CIRCLES_TTL_GRACE_S", "0"),
        ("CIRCLES_TTL_TRANSFER_ACCEPT_S", accept_s),
    ]
}

/// What is sent is quoted, the name is checked, and it leaves.
async fn send(journey: &mut Journey, other: &Other, yuan: &str, note: &str) -> Result {
    journey.go(&other.page()).await?;
    journey.window()?.press_for("[data-testid=\"person-send\"]", "transfer-amount").await?;
    journey.window()?.fill("transfer-amount", yuan).await?;
    journey.window()?.fill("transfer-note", note).await?;
    journey.window()?.find("transfer-masked").await?;
    journey.picture("quoted").await?;
    pay(journey).await
}

/// From a quote to what became of it.
async fn pay(journey: &mut Journey) -> Result {
    journey.window()?.press_for("[data-testid=\"transfer-continue\"]", "transfer-confirm").await?;
    if journey.window()?.has("[data-testid=\"transfer-name-checked\"]").await? {
        journey.window()?.press("transfer-name-checked").await?;
    }
    // It opens half a second after the amount could be read.
    journey
        .window()?
        .css("[data-testid=\"transfer-confirm\"]:not([disabled]):not([aria-disabled=\"true\"])")
        .await?;
    journey.picture("last-look").await?;
    journey.window()?.press("transfer-confirm").await?;
    // What waits for a moment only may be back already.
    let sent = ":is([data-state=\"held\"], [data-state=\"returned\"])";
    journey.window()?.css(&format!("[data-testid=\"transfer-state\"]{sent}")).await?;
    journey.picture("sent").await?;
    journey.go("#/wallet").await?;
    journey.window()?.find("transfers").await.map(|_| ())
}

async fn stands(window: &Window, state: &str, words: &str) -> Result {
    let script = format!(
        "const first = document.querySelector('[data-testid=\"transfers\"] li'); \
         return first !== null && first.dataset.state === '{state}' && first.innerText.includes('{words}')"
    );
    window.until(&format!("a transfer that is {state}"), &script).await
}

/// The first to a new friend waits, and is taken back before they hear of it.
pub async fn held_and_taken_back(journey: &mut Journey, other: &Other) -> Result {
    send(journey, other, "3.00", "Lunch by the lake").await?;
    stands(journey.window()?, "held", "it can be taken back").await?;
    journey.picture("waits").await?;
    journey.window()?.press("transfer-take-back").await?;
    stands(journey.window()?, "returned", "You took it back").await?;
    journey.picture("taken-back").await
}

/// Offered at once, accepted on the other device.
pub async fn accepted(journey: &mut Journey, other: &Other) -> Result {
    journey.server.restart_with(&times("3600")).await?;
    send(journey, other, "4.20", "Tickets").await?;
    let theirs = &other.app.window;
    go(theirs, "#/wallet").await?;
    stands(theirs, "held", "Tickets").await?;
    other.picture("offered").await?;
    theirs.press("transfer-accept").await?;
    stands(theirs, "accepted", "Accepted").await?;
    other.picture("accepted").await?;
    stands(journey.window()?, "accepted", "Accepted").await?;
    journey.picture("accepted").await?;
    journey.window()?.press_css("[data-kind=\"transfer_sent\"] [data-testid^=\"wallet-receipt-\"]").await?;
    journey.window()?.css("[data-testid=\"receipt-worth\"][data-worth=\"verified\"]").await?;
    journey.picture("receipt").await
}

/// Nobody accepts it, and it comes back by itself.
pub async fn returned(journey: &mut Journey, other: &Other) -> Result {
    journey.server.restart_with(&times("2")).await?;
    send(journey, other, "5.00", "Forgotten").await?;
    stands(journey.window()?, "returned", "It was not accepted in time").await?;
    journey.picture("returned").await
}
