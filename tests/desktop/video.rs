//! A video of one's own: given up while it is copied, then posted, with a still that shows what is in it.

use circles_tests::Result;
use circles_tests::app::Window;
use circles_tests::program::root;
use serde_json::json;

use crate::journey::Journey;
use crate::steps::sees_once;

const WORDS: &str = "Two seconds of a slow morning.";
/// Below this a still counts as black: the mean of 0 (black) to 255.
const DARK: u64 = 12;

/// Gives a long file up, posts a short one, and sees its still in the feed.
pub async fn post_a_video(journey: &mut Journey) -> Result {
    journey.go(&format!("#/circle/{}", journey.circle)).await?;
    let window = journey.window()?;
    window.press_for("[data-testid=\"circle-post\"]", "composer-text").await?;
    give_up_a_long_one(window).await?;
    window.fill("composer-text", WORDS).await?;
    window.choose("composer-file", &[root().join("tests/fixtures/videos/with-location.mp4")]).await?;
    let still = "[data-testid=\"composer-attachment-1\"] img";
    shows_something(window, still).await?;
    window.find("composer-saved").await?;
    journey.picture("composer-video").await?;
    let window = journey.window()?;
    window.press("composer-publish").await?;
    sees_once(journey, WORDS).await?;
    let window = journey.window()?;
    window.gone("[data-testid=\"delivery\"]").await?;
    let found = format!(
        "const post = [...document.querySelectorAll('article[data-post]')].find(a => a.textContent.includes({})); \
         if (post) window.foundPost = post.dataset.post; return post !== undefined",
        json!(WORDS)
    );
    window.until("the posted video", &found).await?;
    let post = journey.script("return window.foundPost").await?;
    let post = format!("[data-testid=\"post-{}\"]", post.as_str().ok_or("no post")?);
    shows_something(journey.window()?, &format!("{post} [data-testid=\"post-media\"] img")).await?;
    journey.picture("posted-video").await
}

/// A file of which the copying is seen to go on, and which leaves nothing when it is given up.
async fn give_up_a_long_one(window: &Window) -> Result {
    let script = "const list = new DataTransfer(); \
         list.items.add(new File([new Uint8Array(96_000_000)], 'long.mp4', {type: 'video/mp4'})); \
         const input = arguments[0]; input.files = list.files; input.dispatchEvent(new Event('change', {bubbles: true}))";
    let input = window.find("composer-file").await?;
    // What it says on its way, noted by the page: a whole file may be faster than a question from here.
    let watch = "window.percents = []; window.cancelled = false; \
         new MutationObserver(() => { \
           const bar = document.querySelector('[data-testid^=\"composer-upload-\"] [role=progressbar][aria-valuenow]'); \
           const now = bar && Number(bar.getAttribute('aria-valuenow')); \
           if (now !== null && now !== window.percents.at(-1)) window.percents.push(now); \
           if (now >= 20 && !window.cancelled) { window.cancelled = true; \
             document.querySelector('[data-testid^=\"composer-upload-cancel-\"]').click(); } \
         }).observe(document.body, {subtree: true, childList: true, attributes: true, attributeFilter: ['aria-valuenow']})";
    window.client.execute(watch, vec![]).await?;
    window.client.execute(script, vec![serde_json::to_value(&input)?]).await?;
    window.until("the copying goes on and is given up", "return window.cancelled").await?;
    window.gone("[data-testid^=\"composer-upload-\"]").await?;
    let told = window.client.execute("return window.percents", vec![]).await?;
    let told: Vec<u64> = serde_json::from_value(told)?;
    assert!(told.len() >= 3 && told.is_sorted(), "the progress told {told:?}");
    assert!(
        !window.has("[data-testid^=\"composer-attachment-\"]").await?,
        "what was given up is in the draft"
    );
    Ok(())
}

/// Whether a picture is there and shows more than black: looked at as it is painted.
async fn shows_something(window: &Window, selector: &str) -> Result {
    let loaded = format!(
        "const image = document.querySelector({}); return image !== null && image.complete && image.naturalWidth > 0",
        json!(selector)
    );
    window.until(&format!("{selector} is loaded"), &loaded).await?;
    let element = window.css(selector).await?;
    let script = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})";
    window.client.execute(script, vec![serde_json::to_value(&element)?]).await?;
    let painted = image::load_from_memory(&element.screenshot().await?)?.to_luma8();
    let pixels = u64::from(painted.width()) * u64::from(painted.height());
    let mean = painted.pixels().map(|pixel| u64::from(pixel.0[0])).sum::<u64>() / pixels.max(1);
    assert!(mean > DARK, "{selector} is black: {mean} of 255");
    Ok(())
}
