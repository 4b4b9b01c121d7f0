//! The keyboard map in the real app: each key does its deed, and every layer gives the focus back.

use circles_tests::Result;
use circles_tests::app::Window;
use fantoccini::key::Key;
use serde_json::json;

use crate::journey::Journey;

/// From post to post, praise, comment, tip; to the places; the layers and back.
pub async fn by_keyboard_alone(journey: &mut Journey) -> Result {
    journey.go("#/home").await?;
    let window = journey.window()?;
    window.css("[role=\"feed\"] article[data-post]").await?;
    window.client.execute("document.activeElement?.blur()", vec![]).await?;
    let first = walk(window, "j", "").await?;
    let second = walk(window, "j", &first).await?;
    assert_eq!(walk(window, "k", &second).await?, first, "K goes back");
    praise(window, &first).await?;
    window.keys("c").await?;
    at(window, &format!("#/post/{first}")).await?;
    window.css("[data-testid=\"comment-input\"], [data-testid=\"comment-closed\"]").await?;
    // One press leads to the field, or to the reason why there is none.
    if window.has("[data-testid=\"comment-input\"]").await? {
        focus(window, "comment-input").await?;
        // In a field a letter is a letter.
        window.keys("gh?").await?;
        window.until("typed", "return document.activeElement.value === 'gh?'").await?;
        window.keys(&format!("{}a{}{}", Key::Control, Key::Control, Key::Delete)).await?;
    }
    window.client.execute("document.getElementById('main').focus()", vec![]).await?;
    if window.has("[data-testid=\"post-tip\"]").await? {
        window.keys("t").await?;
        at(window, &format!("#/tip/{first}")).await?;
    }
    for (letter, place) in [("d", "#/discover"), ("w", "#/wallet"), ("h", "#/home")] {
        window.keys("g").await?;
        window.keys(letter).await?;
        at(window, place).await?;
        window.css("main h1").await?;
    }
    window.css("[role=\"feed\"] article[data-post]").await?;
    for (keys, layer) in
        [("?".to_owned(), "shortcuts"), (format!("{}n{}", Key::Control, Key::Control), "composer")]
    {
        let window = journey.window()?;
        window.client.execute("document.querySelector('[data-testid=\"me\"]').focus()", vec![]).await?;
        window.keys(&keys).await?;
        window.css(&format!("[data-testid=\"{layer}\"][open]")).await?;
        journey.picture(layer).await?;
        let window = journey.window()?;
        window.keys(&Key::Escape.to_string()).await?;
        window.gone(&format!("[data-testid=\"{layer}\"]")).await?;
        focus(window, "me").await?;
    }
    Ok(())
}

/// Presses a key that moves the focus to another post, and tells which.
async fn walk(window: &Window, key: &str, from: &str) -> Result<String> {
    window.keys(key).await?;
    let moved =
        format!("const at = document.activeElement?.dataset.post; return Boolean(at) && at !== '{from}'");
    window.until(&format!("{key} moves on from {from:?}"), &moved).await?;
    let post = window.client.execute("return document.activeElement.dataset.post", vec![]).await?;
    Ok(post.as_str().ok_or("no post has the focus")?.to_owned())
}

async fn praise(window: &Window, post: &str) -> Result {
    let button = format!("[data-testid=\"post-{post}\"] [data-testid=\"post-praise\"]");
    for _ in 0..2 {
        let before = window.css(&button).await?.attr("aria-pressed").await?;
        window.keys("l").await?;
        let wanted = if before.as_deref() == Some("true") { "false" } else { "true" };
        window.css(&format!("{button}[aria-pressed=\"{wanted}\"]")).await?;
    }
    Ok(())
}

async fn at(window: &Window, place: &str) -> Result {
    window.until(place, &format!("return location.hash === {}", json!(place))).await
}

async fn focus(window: &Window, testid: &str) -> Result {
    let script = format!("return document.activeElement?.dataset.testid === '{testid}'");
    window.until(&format!("{testid} has the focus"), &script).await
}
