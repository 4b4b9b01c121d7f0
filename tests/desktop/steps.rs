//! The steps of the main story.

use std::path::{Path, PathBuf};

use circles_tests::Result;
use circles_tests::app::App;
use circles_tests::program::root;
use serde_json::json;

use crate::journey::Journey;

const WORDS: &str =
    "Three from the weekend: one knew where it was taken, one lay on its side, one has more red than most.";

/// A newcomer is inside in two clicks of the browser.
pub async fn sign_in(journey: &mut Journey) -> Result {
    journey.window()?.find("sign-in").await?;
    journey.picture("signed-out").await?;
    let pictures = journey.pictures().to_owned();
    journey.app()?.sign_in("lin", &pictures).await?;
    journey.window()?.css("[data-testid^=\"post-\"] [data-testid=\"post-media\"] img").await?;
    journey.picture("home").await
}

/// Finds a circle that the person is not in, reads its gates, joins.
pub async fn browse_and_join(journey: &mut Journey) -> Result {
    let window = journey.window()?;
    window.press("nav-discover").await?;
    window.css("[data-testid^=\"circle-card-\"]").await?;
    journey.picture("discover").await?;
    let window = journey.window()?;
    window.fill("discover-search", "Campus").await?;
    window
        .until(
            "one circle is left",
            "return document.querySelectorAll('[data-testid^=\"circle-open-\"]').length === 1",
        )
        .await?;
    window.press_css("[data-testid^=\"circle-open-\"]").await?;
    window.find("gate-post-reason").await?;
    journey.picture("circle-that-says-why").await?;

    let window = journey.window()?;
    window.press("nav-discover").await?;
    window.fill("discover-search", "").await?;
    window.css("[data-testid^=\"circle-join-\"]").await?;
    // One that this person may also post in.
    let open = "const cards = [...document.querySelectorAll('[data-testid^=\"circle-card-\"]')] \
         .filter(card => card.querySelector('.lucide-globe') && card.querySelector('[data-testid^=\"circle-join-\"]')); \
         window.foundCircle = cards.at(-1)?.dataset.testid.replace('circle-card-', ''); \
         return window.foundCircle !== undefined";
    window.until("a circle that anyone may join and post in", open).await?;
    let found = journey.script("return window.foundCircle").await?;
    journey.circle = found.as_str().ok_or("no circle")?.to_owned();
    let window = journey.window()?;
    window.press(&format!("circle-join-{}", journey.circle)).await?;
    journey.go(&format!("#/circle/{}", journey.circle)).await?;
    journey.window()?.find("circle-joined").await?;
    journey.window()?.css("[data-testid^=\"post-\"]").await?;
    journey.picture("joined").await
}

fn fixtures() -> Vec<PathBuf> {
    let folder = root().join("tests/fixtures/photos");
    ["gps.jpg", "sideways.jpg", "display-p3.jpg"].into_iter().map(|name| folder.join(name)).collect()
}

/// Writes, adds three photographs, describes one, publishes, and sees them.
pub async fn post_three_photographs(journey: &mut Journey) -> Result {
    let window = journey.window()?;
    window.press_for("[data-testid=\"circle-post\"]", "composer-text").await?;
    window.fill("composer-text", WORDS).await?;
    window.choose("composer-file", &fixtures()).await?;
    window.find("composer-attachment-3").await?;
    window.find("composer-note").await?;
    window.find("composer-saved").await?;
    journey.picture("composer").await?;
    let window = journey.window()?;
    window.press("composer-publish").await?;
    sees_once(journey, WORDS).await?;
    journey.window()?.gone("[data-testid=\"delivery\"]").await?;
    journey.picture("posted").await
}

/// Waits until the circle shows a text exactly once.
pub async fn sees_once(journey: &Journey, text: &str) -> Result {
    // What came while one was reading elsewhere waits behind the pill.
    let script = format!(
        "document.querySelector('[data-testid=\"new-posts-pill\"]')?.click(); \
         return [...document.querySelectorAll('[data-testid=\"post-text\"]')].filter(e => e.textContent.includes({})).length === 1",
        json!(text)
    );
    journey.window()?.until(&format!("{text:?} once"), &script).await
}

/// Another person on another device sees the pictures upright, and finds nothing else in their bytes.
pub async fn read_them_on_a_second_device(journey: &mut Journey) -> Result {
    let folder = tempfile::tempdir()?;
    let other = App::start(&journey.server.url(), folder.path()).await?;
    let pictures = journey.pictures().join("second-device");
    other.sign_in("chen", &pictures).await?;
    other.window.css("[data-testid^=\"post-\"]").await?;
    let circle = format!("location.hash = '#/circle/{}'", journey.circle);
    other.window.client.execute(&circle, vec![]).await?;
    // Noted as soon as it is seen: a list drops what scrolls away.
    let found = format!(
        "document.querySelector('[data-testid=\"new-posts-pill\"]')?.click();
         const post = [...document.querySelectorAll('article[data-post]')].find(a => a.textContent.includes({}));
         if (post) window.foundPost = post.dataset.post; return post !== undefined",
        json!(WORDS)
    );
    other.window.until("the post on the second device", &found).await?;
    other.window.picture(&pictures.join("feed.png")).await?;
    let post = other.window.client.execute("return window.foundPost", vec![]).await?;
    let post = format!("#/post/{}", post.as_str().ok_or("no post")?);
    other.window.client.execute(&format!("location.hash = '{post}'"), vec![]).await?;
    let loaded = "const images = [...document.querySelectorAll('[data-testid=\"post-media\"] img')]; \
         return location.hash.startsWith('#/post/') && images.length === 3 && images.every(i => i.complete && i.naturalWidth > 0)";
    other.window.until("three pictures on the second device", loaded).await?;
    other.window.press_for("[data-testid=\"photo-open\"]", "viewer").await?;
    for _ in 0..2 {
        other.window.press("viewer-next").await?;
    }
    other.window.picture(&pictures.join("viewer.png")).await?;
    clean(&folder.path().join("data"))?;
    other.window.close().await
}

/// Nothing in the fetched photographs tells where or with what they were taken; the wide gamut is still there.
fn clean(data: &Path) -> Result {
    let mut seen = 0;
    let mut profiles = 0;
    let mut folders = vec![data.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)?.flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let bytes = std::fs::read(entry.path())?;
            if !bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
                continue;
            }
            seen += 1;
            for telling in [&b"Exif\0"[..], b"http://ns.adobe.com/xap", b"Photoshop 3.0", b"GPS"] {
                let found = bytes.windows(telling.len()).any(|window| window == telling);
                assert!(!found, "{} tells {:?}", entry.path().display(), String::from_utf8_lossy(telling));
            }
            let profile = b"ICC_PROFILE\0";
            profiles += usize::from(bytes.windows(profile.len()).any(|window| window == profile));
        }
    }
    assert!(seen >= 3, "only {seen} photographs were fetched");
    assert!(profiles >= 1, "the wide-gamut profile was lost");
    Ok(())
}

/// Finds a video in the demo and plays it.
pub async fn play_a_video(journey: &mut Journey) -> Result {
    journey.go("#/home").await?;
    let window = journey.window()?;
    // Noted as soon as it is seen: a list drops what scrolls away.
    let scroll = "const video = document.querySelector('[data-testid=\"video-play\"]')?.closest('article[data-post]'); \
         if (video) { window.foundPost = video.dataset.post; return true; } \
         let box = document.querySelector('[data-testid=\"feed\"]'); \
         while (box && !/auto|scroll/.test(getComputedStyle(box).overflowY)) box = box.parentElement; \
         (box ?? document.scrollingElement).scrollBy(0, 350); return false";
    window.until("a video in the feed", scroll).await?;
    let post = journey.script("return window.foundPost").await?;
    journey.go(&format!("#/post/{}", post.as_str().ok_or("no video")?)).await?;
    let window = journey.window()?;
    window
        .until("its own page", "return document.querySelectorAll('article[data-post]').length === 1")
        .await?;
    window.press("video-play").await?;
    window
        .until("the video plays", "return [...document.querySelectorAll('video')].some(v => v.currentTime > 0.3 && v.videoWidth > 0)")
        .await?;
    journey.picture("video").await
}

/// Finds a post in the home feed by somebody of age: who is under 18 cannot receive, as the page rightly says.
async fn find_somebodys_post(journey: &Journey) -> Result<String> {
    journey.go("#/home").await?;
    let window = journey.window()?;
    // In sight, and still there after half a second: a feed that goes back to its place drops what it drew before.
    let found = "const seen = a => { const at = a.getBoundingClientRect(); return at.top < innerHeight - 160 && at.bottom > 160; }; \
         const post = [...document.querySelectorAll('[role=\"feed\"] article[data-post]')].find(a => seen(a) && \
           a.querySelector('[data-testid=\"post-tip\"]') && !a.textContent.includes('Xiao after school')); \
         if (!post) { window.seenFor = 0; document.querySelector('.panes').scrollBy(0, 350); return false; } \
         window.seenFor = window.foundPost === post.dataset.post ? (window.seenFor ?? 0) + 1 : 0; \
         window.foundPost = post.dataset.post; return window.seenFor >= 10";
    window.until("a post that may be tipped", found).await?;
    let id = journey.script("return window.foundPost").await?;
    let id = id.as_str().ok_or("no post")?;
    Ok(format!("[data-testid=\"post-{id}\"]"))
}

/// Praises somebody else's post, tips 0.88, sees receipt and balance.
pub async fn praise_and_tip(journey: &mut Journey) -> Result {
    // Home goes back to where it was; what is seen of it can be pressed at once.
    let post = find_somebodys_post(journey).await?;
    let window = journey.window()?;
    let praise = format!("{post} [data-testid=\"post-praise\"]");
    let before = window.css(&praise).await?.attr("aria-pressed").await?;
    window.press_css(&praise).await?;
    let wanted = if before.as_deref() == Some("true") { "false" } else { "true" };
    window.css(&format!("{praise}[aria-pressed=\"{wanted}\"]")).await?;
    window.press_for(&format!("{post} [data-testid=\"post-tip\"]"), "tip-continue").await?;
    journey.picture("tip").await?;
    let window = journey.window()?;
    window.press("tip-continue").await?;
    window.css("[data-testid=\"tip-confirm\"]:not([disabled]):not([aria-disabled=\"true\"])").await?;
    journey.picture("tip-confirm").await?;
    let window = journey.window()?;
    window.press("tip-confirm").await?;
    window.css("[data-testid=\"tip-state\"][data-state=\"released\"], [data-testid=\"tip-state\"][data-state=\"held\"]").await?;
    window.find("tip-receipt").await?;
    journey.picture("tipped").await?;
    let window = journey.window()?;
    window.press("nav-wallet").await?;
    window.css("[data-testid^=\"wallet-entry-\"]").await?;
    journey.picture("wallet").await?;
    look_at_the_receipt_and_keep_the_statement(journey).await
}

/// The receipt holds on this device; the statement leaves as files; amounts are masked until they are shown again.
async fn look_at_the_receipt_and_keep_the_statement(journey: &mut Journey) -> Result {
    let window = journey.window()?;
    window.press_for("[data-kind=\"tip_sent\"] [data-testid^=\"wallet-receipt-\"]", "receipt-worth").await?;
    window.css("[data-testid=\"receipt-worth\"][data-worth=\"verified\"]").await?;
    journey.picture("receipt").await?;
    let window = journey.window()?;
    window.press("back").await?;
    for (kind, begins) in [("csv", "\u{feff}".as_bytes()), ("pdf", b"%PDF-1.7")] {
        let saved = journey.saved();
        let window = journey.window()?;
        window.press_for("[data-testid=\"wallet-export\"]", &format!("wallet-export-{kind}")).await?;
        window.press(&format!("wallet-export-{kind}")).await?;
        let name = format!("circles-statement.{kind}");
        window.until("it says where", &format!("return document.body.innerText.includes('{name}')")).await?;
        let bytes = std::fs::read(saved.join(name))?;
        assert!(bytes.starts_with(begins) && bytes.len() > 100, "{kind}: {} bytes", bytes.len());
    }
    journey.picture("statement-kept").await?;
    let window = journey.window()?;
    window.press("wallet-hide").await?;
    let masked =
        "return !/[0-9]/.test(document.querySelector('[data-testid=\"wallet-balance\"]').textContent)";
    window.until("the balance is masked", masked).await?;
    journey.picture("amounts-hidden").await?;
    let window = journey.window()?;
    window.press("wallet-hide").await?;
    let shown = "return /[0-9]/.test(document.querySelector('[data-testid=\"wallet-balance\"]').textContent)";
    window.until("the balance is shown", shown).await
}

/// Amounts that are none are refused where they are typed.
pub async fn a_bad_amount(journey: &mut Journey) -> Result {
    let post = find_somebodys_post(journey).await?;
    let window = journey.window()?;
    window.press_for(&format!("{post} [data-testid=\"post-tip\"]"), "tip-amount-custom").await?;
    window.press_for("[data-testid=\"tip-amount-custom\"]", "tip-amount-input").await?;
    for typed in ["200.01", "1e2", "0", "１"] {
        window.fill("tip-amount-input", typed).await?;
        window.find("tip-amount-error").await?;
    }
    window.fill("tip-amount-input", "200.01").await?;
    window.find("tip-amount-error").await?;
    journey.picture("bad-amount").await
}

const QUEUED: &str = "Written while the server was away.";

/// The server stops: the feed stays, and a post is queued.
pub async fn without_a_server(journey: &mut Journey) -> Result {
    journey.go(&format!("#/circle/{}", journey.circle)).await?;
    journey.window()?.css("[data-testid^=\"post-\"]").await?;
    journey.server.stop().await?;
    let window = journey.window()?;
    window.find("offline-banner").await?;
    window.css("[data-testid^=\"post-\"]").await?;
    window.press_for("[data-testid=\"circle-post\"]", "composer-text").await?;
    window.fill("composer-text", QUEUED).await?;
    window.find("composer-saved").await?;
    window.press("composer-publish").await?;
    sees_once(journey, QUEUED).await?;
    journey.window()?.find("delivery").await?;
    journey.picture("offline-queued").await?;
    journey.window()?.press("nav-outbox").await?;
    journey.window()?.css("[data-testid^=\"outbox-item-\"]").await?;
    journey.picture("outbox").await
}

/// The server starts: the post is there, once.
pub async fn the_server_comes_back(journey: &mut Journey) -> Result {
    journey.server.resume().await?;
    journey.go(&format!("#/circle/{}", journey.circle)).await?;
    let window = journey.window()?;
    window.gone("[data-testid=\"offline-banner\"]").await?;
    window.gone("[data-testid=\"delivery\"]").await?;
    sees_once(journey, QUEUED).await?;
    journey.picture("back-online").await
}

/// The app closes and opens: still signed in, at the same place.
pub async fn restart(journey: &mut Journey) -> Result {
    journey.restart().await?;
    let window = journey.window()?;
    window.css("[data-testid^=\"post-\"]").await?;
    let place = format!("return location.hash === '#/circle/{}'", journey.circle);
    window.until("the same place", &place).await?;
    sees_once(journey, QUEUED).await?;
    assert!(journey.data().join("device.db").exists());
    journey.picture("after-restart").await
}
