//! What the journeys of money share: an author at a device without a window, and the steps of paying at the one that has
//! one.

use std::time::Duration;

use circles_tests::Result;
use circles_tests::app::Window;
use circles_tests::device::Device;
use circles_tests::network::FaultyNetwork;
use serde_json::{Value, json};

use crate::journey::Journey;
use crate::relations::{id_of, invoke, joined, posts_with};

/// Six digits that are no row.
pub const PIN: &str = "739164";
const WORDS: &str = "First frost on the reeds, and the lake is quiet.";

/// Somebody else, at a device without a window.
pub struct Author {
    /// Their device.
    pub device: Device,
    /// What they wrote.
    pub post: String,
}

impl Author {
    /// Where their post is tipped.
    pub fn tip_page(&self) -> String {
        format!("#/tip/{}", self.post)
    }
}

/// Signs in at the window; what waits there does not hold up what comes.
pub async fn sign_in(journey: &mut Journey, sample: &str) -> Result {
    let pictures = journey.pictures().join("sign-in");
    journey.window()?.find("sign-in").await?;
    journey.app()?.sign_in(sample, &pictures).await?;
    journey.window()?.css("[data-testid^=\"post-\"]").await.map(|_| ())
}

/// A device without a window, signed in.
pub async fn device(journey: &Journey, sample: &str) -> Result<(Device, String)> {
    let mut device = Device::start(&journey.server.url())?;
    let session = device.sign_in(sample).await?;
    let id = session["me"]["byline"]["id"].as_str().ok_or("nobody signed in")?.to_owned();
    Ok((device, id))
}

/// Mei, with a post in a circle in which the window's person is as well, and which is on the screen there.
pub async fn author(journey: &mut Journey) -> Result<Author> {
    journey.circle = joined(journey.window()?, "Reading").await?;
    let (mut device, _) = device(journey, "mei").await?;
    let circle = json!(journey.circle);
    let known =
        |all: &Value| all["circles"].as_array().is_some_and(|all| all.iter().any(|c| c["id"] == circle));
    device.until("list_circles", json!({"joined": false, "query": ""}), known).await?;
    device.call("join", json!({"circle": circle})).await?;
    let draft = device.call("new_draft", json!({"circle": circle})).await?["id"].clone();
    device.call("save_draft", json!({"post": draft, "circle": circle, "text": WORDS})).await?;
    device.call("publish_post", json!({"post": draft})).await?;
    journey.go(&format!("#/circle/{}", journey.circle)).await?;
    posts_with(journey.window()?, WORDS, 1).await?;
    Ok(Author { device, post: draft.as_str().ok_or("no draft")?.to_owned() })
}

/// Makes the window's person and the one at `device` friends.
pub async fn befriend(journey: &Journey, device: &mut Device, id: &str) -> Result {
    let window = journey.window()?;
    let request = invoke(window, "new_friend_request", json!({"person": id})).await?["request"].clone();
    invoke(window, "ask_friend", json!({"request": request, "person": id, "note": ""})).await?;
    let own = json!(id_of(window).await?);
    let asked = |all: &Value| all["incoming"][0]["person"]["id"] == own;
    device.until("relations", json!({}), asked).await?;
    device.call("answer_friend", json!({"request": request, "answer": "accept"})).await?;
    journey.go(&format!("#/person/{id}")).await?;
    window.find("friend-is").await.map(|_| ())
}

/// Says everything in this language from now on.
pub async fn speak(journey: &Journey, language: &str) -> Result {
    let window = journey.window()?;
    let mut settings = invoke(window, "settings", json!({})).await?;
    settings["language"] = json!(language);
    invoke(window, "save_settings", json!({"settings": settings})).await?;
    let spoken = format!("return document.documentElement.lang === '{language}'");
    window.until("the language", &spoken).await
}

/// Chooses an amount of one's own, once the page has a quote for it.
pub async fn type_amount(window: &Window, yuan: &str) -> Result {
    window.press_for("[data-testid=\"tip-amount-custom\"]", "tip-amount-input").await?;
    window.fill("tip-amount-input", yuan).await
}

/// Waits until the page shows a quote that can be paid.
pub async fn quoted(window: &Window) -> Result {
    window.css("[data-testid=\"tip-continue\"]:not([aria-disabled=\"true\"])").await.map(|_| ())
}

/// The last look at a payment.
pub async fn last_look(window: &Window) -> Result {
    quoted(window).await?;
    window.press_for("[data-testid=\"tip-continue\"]", "tip-confirm-dialog").await
}

/// Pays what the last look shows: the button opens half a second after it could be read.
pub async fn pay(window: &Window) -> Result {
    window.css("[data-testid=\"tip-confirm\"]:not([disabled]):not([aria-disabled=\"true\"])").await?;
    window.press("tip-confirm").await
}

/// Types a payment password: the field lies unseen over its six boxes.
pub async fn type_pin(window: &Window, field: &str, pin: &str) -> Result {
    window.find(field).await?;
    let focus = format!("document.querySelector('[data-testid=\"{field}\"]').focus(); return true");
    window.until("the field", &focus).await?;
    window.keys(pin).await?;
    let full =
        format!("return document.querySelector('[data-testid=\"{field}\"]').value.length === {}", pin.len());
    window.until("it is typed", &full).await
}

/// Waits until the tip of the page stands so. Coming back to the window is what makes the page look at its clock.
pub async fn stands(window: &Window, state: &str) -> Result {
    let script = format!(
        "document.dispatchEvent(new Event('visibilitychange')); \
         return document.querySelector('[data-testid=\"tip-state\"]')?.dataset.state === '{state}'"
    );
    window.until(&format!("a tip that is {state}"), &script).await
}

/// Confirms a quoted tip or transfer of a device, as soon as half a second has passed since it was shown.
pub async fn confirm(device: &mut Device, command: &str, args: Value) -> Result<Value> {
    for _ in 0..200 {
        match device.call(command, args.clone()).await {
            Err(error) if error.to_string().contains("too_fast") => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            answer => return answer,
        }
    }
    Err("never slow enough".into())
}

/// Waits until so many requests came through the network.
pub async fn came(network: &FaultyNetwork, method: &str, path: &str, times: usize) -> Result {
    let arrived = async {
        while network.count(method, path) < times {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    Ok(tokio::time::timeout(circles_tests::device::PATIENCE, arrived).await?)
}
