//! Every state of a tip that its payer and its author meet: amounts, the payment password, taken back, received, sent
//! back, thanked for.

use circles_tests::Result;
use serde_json::{Value, json};

use crate::journey::Journey;
use crate::payer::{self, Author, PIN, last_look, pay, quoted, stands, type_amount, type_pin};
use crate::relations::{id_of, invoke, joined};

/// Little enough that two hundred yuan are more than there is; time enough to take a tip back.
pub const FIRST: [(&str, &str); 2] =
    [("CIRCLES_LIMIT_SANDBOX_GRANT_FEN", "6000"), ("CIRCLES_TTL_GRACE_S", "600")];
/// What is tipped arrives at once.
const AT_ONCE: [(&str, &str); 2] = [("CIRCLES_TTL_GRACE_S", "0"), ("CIRCLES_TTL_ESCROW_S", "0")];

/// A payment password is set in the wallet, amounts of one's own in the settings.
pub async fn prepared(journey: &mut Journey) -> Result {
    journey.go("#/wallet").await?;
    journey.window()?.press_for("[data-testid=\"wallet-set-pin\"]", "pin-dialog").await?;
    type_pin(journey.window()?, "pin-new", PIN).await?;
    type_pin(journey.window()?, "pin-again", PIN).await?;
    journey.pictures_of("a-payment-password").await?;
    journey.window()?.press("pin-save").await?;
    journey.window()?.gone("[data-testid=\"pin-dialog\"]").await?;
    journey.go("#/settings").await?;
    for (n, yuan) in ["0.66", "3.00", "6.66", "18.00"].iter().enumerate() {
        journey.window()?.fill(&format!("preset-{n}"), yuan).await?;
    }
    journey.window()?.press("preset-save").await?;
    journey.window()?.find("preset-reset").await?;
    journey.picture("own-amounts").await
}

/// Own amounts, one that is none, one that the balance does not cover: said before anything is pressed.
pub async fn amounts(journey: &mut Journey, author: &Author) -> Result {
    journey.go(&author.tip_page()).await?;
    let window = journey.window()?;
    window.css("[data-testid=\"tip-amount-066\"][aria-checked=\"true\"]").await?;
    quoted(window).await?;
    window.fill("tip-message", "The reeds look like glass.").await?;
    quoted(window).await?;
    journey.pictures_of("quoted").await?;
    let window = journey.window()?;
    type_amount(window, "260.00").await?;
    window.find("tip-amount-error").await?;
    journey.pictures_of("more-than-a-tip-can-be").await?;
    let window = journey.window()?;
    window.fill("tip-amount-input", "199.00").await?;
    window.css("[data-testid=\"tip-hindered\"][data-kind=\"balance\"]").await?;
    window.css("[data-testid=\"tip-continue\"][aria-disabled=\"true\"]").await?;
    journey.pictures_of("more-than-there-is").await
}

/// Above five yuan the payment password is asked for; a wrong one says what is left, and moves nothing.
pub async fn a_password(journey: &mut Journey) -> Result {
    let window = journey.window()?;
    window.press("tip-amount-666").await?;
    last_look(window).await?;
    type_pin(window, "tip-pin", "739165").await?;
    journey.pictures_of("the-last-look").await?;
    let window = journey.window()?;
    pay(window).await?;
    let left = "return document.querySelector('[data-testid=\"tip-confirm-problem\"]')?.innerText.includes('4 tries left') === true";
    window.until("how many tries are left", left).await?;
    journey.pictures_of("a-wrong-password").await?;
    let window = journey.window()?;
    type_pin(window, "tip-pin", PIN).await?;
    pay(window).await?;
    stands(window, "held").await
}

/// Held, with its receipt, and taken back while it can be.
pub async fn taken_back(journey: &mut Journey) -> Result {
    journey.window()?.find("tip-take-back").await?;
    journey.window()?.find("tip-receipt").await?;
    journey.pictures_of("held").await?;
    journey.window()?.press("tip-take-back").await?;
    stands(journey.window()?, "returned").await?;
    assert!(!journey.window()?.has("[data-testid=\"tip-take-back\"]").await?);
    journey.pictures_of("taken-back").await?;
    journey.go("#/wallet").await?;
    journey.window()?.css("[data-kind=\"tip_returned\"]").await?;
    journey.picture("back-in-the-wallet").await
}

/// Held, and the app closes: what can still be taken back is on every page of the next start.
pub async fn taken_back_after_a_restart(journey: &mut Journey, author: &Author) -> Result {
    journey.go(&author.tip_page()).await?;
    last_look(journey.window()?).await?;
    pay(journey.window()?).await?;
    stands(journey.window()?, "held").await?;
    let elsewhere = "[data-testid=\"tip-in-grace\"]";
    assert!(!journey.window()?.has(elsewhere).await?, "its own page offers it");
    journey.restart().await?;
    journey.go("#/home").await?;
    journey.window()?.css(elsewhere).await?;
    journey.pictures_of("can-be-taken-back-after-a-restart").await?;
    journey.window()?.press("tip-in-grace-take-back").await?;
    journey.window()?.gone(elsewhere).await?;
    journey.go("#/wallet").await?;
    let two = "return document.querySelectorAll('[data-kind=\"tip_returned\"]').length === 2";
    journey.window()?.until("both came back", two).await?;
    journey.picture("taken-back-after-a-restart").await
}

/// Received, with its receipt; and sent back by its author, which the page of the payer says by itself.
pub async fn received_and_sent_back(journey: &mut Journey, author: &mut Author) -> Result {
    journey.server.restart_with(&AT_ONCE).await?;
    journey.go(&author.tip_page()).await?;
    last_look(journey.window()?).await?;
    pay(journey.window()?).await?;
    stands(journey.window()?, "released").await?;
    journey.window()?.find("tip-receipt").await?;
    journey.pictures_of("received").await?;
    let got = |wallet: &Value| wallet["entries"][0]["can_return"] == true;
    let wallet = author.device.until("wallet", json!({"before": null}), got).await?;
    author.device.call("return_tip", json!({"tip": wallet["entries"][0]["tip"]})).await?;
    stands(journey.window()?, "returned").await?;
    journey.pictures_of("sent-back-by-its-author").await
}

/// A tip to the window's person for `post`, with words.
async fn tips(author: &mut Author, post: &str, message: &str) -> Result {
    let open = author.device.call("open_tip", json!({"post": post})).await?;
    let ask = json!({"tip": open["id"], "amount": "1.88", "privacy": "author_only", "message": message});
    let quoted = author.device.call("quote_tip", ask).await?;
    let args = json!({"tip": quoted["id"], "quote": quoted["quote"]["quote"], "pin": null});
    let paid = payer::confirm(&mut author.device, "confirm_tip", args).await?;
    assert_eq!(paid["state"], "released", "{paid}");
    Ok(())
}

/// The other way about: an author thanks for one tip, and sends another back with one tap.
pub async fn thanked_and_sent_back(journey: &mut Journey, author: &mut Author) -> Result {
    let window = journey.window()?;
    let circle = joined(window, "Reading").await?;
    let draft = invoke(window, "new_draft", json!({"circle": circle})).await?["id"].clone();
    invoke(window, "save_draft", json!({"post": draft, "circle": circle, "text": "Two herons."})).await?;
    invoke(window, "publish_post", json!({"post": draft})).await?;
    let post = draft.as_str().ok_or("no draft")?;
    let there = |timeline: &Value| {
        timeline["items"].as_array().is_some_and(|all| all.iter().any(|one| one["post"]["id"] == draft))
    };
    let feed = json!({"feed": {"kind": "circle", "circle": circle}, "from": null, "limit": 20});
    author.device.until("timeline", feed, there).await?;
    tips(author, post, "Please keep this one.").await?;
    tips(author, post, "And this for the second heron.").await?;

    journey.go("#/wallet").await?;
    let window = journey.window()?;
    let two = "return document.querySelectorAll('[data-kind=\"tip_received\"] [data-testid^=\"wallet-thank-\"]').length >= 2";
    window.until("two tips that one can thank for", two).await?;
    window.press_css("[data-kind=\"tip_received\"] [data-testid^=\"wallet-thank-\"]").await?;
    window.css("[data-testid^=\"wallet-thanked-\"]").await?;
    journey.pictures_of("thanked").await?;
    let own = json!(id_of(journey.window()?).await?);
    let heard = |wallet: &Value| {
        let entries = wallet["entries"].as_array();
        entries.is_some_and(|all| {
            all.iter().any(|e| e["counterparty"]["id"] == own && !e["thanked_at"].is_null())
        })
    };
    author.device.until("wallet", json!({"before": null}), heard).await?;

    let window = journey.window()?;
    window.press_css("[data-kind=\"tip_received\"] [data-testid^=\"wallet-return-\"]").await?;
    window.find("toast-action").await?;
    journey.picture("on-its-way-back").await?;
    // When the chance to undo is over.
    journey.window()?.css("[data-kind=\"tip_sent_back\"]").await?;
    journey.pictures_of("sent-back").await
}
