//! A payment whose outcome nobody knows: the server stops between the tap and its answer, the app closes, and in the end it
//! was paid once. In Chinese.

use circles_tests::Result;
use circles_tests::network::{Fault, FaultyNetwork};
use serde_json::json;

use crate::journey::Journey;
use crate::payer::{Author, came, last_look, pay, stands};
use crate::relations::invoke;

const TIPS: &str = "/v1/tips/";
const PAY_AGAIN: &str =
    "[data-testid=\"tip-again\"], [data-testid=\"tip-continue\"], [data-testid=\"tip-confirm\"]";

/// The confirmation arrives; its answer does not.
pub async fn no_answer(journey: &mut Journey, author: &Author, network: &FaultyNetwork) -> Result {
    journey.go(&author.tip_page()).await?;
    last_look(journey.window()?).await?;
    network.fail("PUT", TIPS, Fault::Hang, 1);
    let before = network.count("PUT", TIPS);
    pay(journey.window()?).await?;
    came(network, "PUT", TIPS, before + 1).await?;
    journey.window()?.css("[data-testid=\"tip-state\"][data-state=\"confirming\"]").await?;
    journey.pictures_of("sending").await?;
    // The server takes it, and is gone before anybody hears of it.
    assert_eq!(network.deliver_late().await?.len(), 1);
    journey.server.stop().await?;
    network.down();
    stands(journey.window()?, "unknown").await?;
    journey.window()?.find("tip-check").await?;
    assert!(!journey.window()?.has(PAY_AGAIN).await?, "nothing offers to pay again");
    journey.pictures_of("being-checked").await
}

/// Whoever asks while nobody answers is told so; the wallet says as much, and so does the app that was closed.
pub async fn still_checked(journey: &mut Journey, author: &Author) -> Result {
    journey.window()?.press("tip-check").await?;
    journey.window()?.find("tip-check-unanswered").await?;
    assert!(!journey.window()?.has(PAY_AGAIN).await?);
    journey.pictures_of("no-answer-yet").await?;
    journey.go("#/wallet").await?;
    journey.window()?.find("wallet-unsettled").await?;
    journey.pictures_of("the-wallet-says-so").await?;
    journey.restart().await?;
    journey.go("#/wallet").await?;
    journey.window()?.find("wallet-unsettled").await?;
    journey.go(&author.tip_page()).await?;
    stands(journey.window()?, "unknown").await?;
    journey.window()?.find("tip-check").await?;
    assert!(!journey.window()?.has(PAY_AGAIN).await?);
    journey.picture("after-a-restart").await
}

/// The server is back: it was paid, once.
pub async fn paid_once(journey: &mut Journey, author: &Author, network: &FaultyNetwork) -> Result {
    journey.server.resume().await?;
    network.up();
    // By itself, or sooner for who asks.
    let held = "document.querySelector('[data-testid=\"tip-check\"]:not([aria-busy=\"true\"])')?.click(); \
         return document.querySelector('[data-testid=\"tip-state\"]')?.dataset.state === 'held'";
    journey.window()?.until("it was paid", held).await?;
    journey.window()?.find("tip-receipt").await?;
    journey.pictures_of("it-was-paid").await?;
    journey.go("#/wallet").await?;
    journey.window()?.css("[data-kind=\"tip_sent\"]").await?;
    journey.window()?.gone("[data-testid=\"wallet-unsettled\"]").await?;
    let wallet = invoke(journey.window()?, "wallet", json!({"before": null})).await?;
    let paid = wallet["entries"].as_array().into_iter().flatten();
    let paid =
        paid.filter(|entry| entry["post"] == author.post.as_str() && entry["kind"] == "tip_sent").count();
    assert_eq!(paid, 1, "{wallet}");
    journey.picture("once").await
}
