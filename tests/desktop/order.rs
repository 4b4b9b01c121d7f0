//! Order is kept: a report, a removal with its rule, the author's own page, an appeal that somebody else decides, and a
//! ban that takes two. At the window sits Chen, who owns *Slow Tea*; Lin has the app on a second device; Mei, a moderator,
//! has a device without a window.

use std::path::{Path, PathBuf};

use circles_tests::Result;
use circles_tests::app::{App, Window};
use circles_tests::device::Device;
use serde_json::{Value, json};

use crate::journey::Journey;
use crate::relations::{go, id_of, invoke, joined, posts_with};

const WORDS: &str = "Praise this and I add you.";
const REASON: &str = "It offers contact in return for praise. Rule 3 does not allow this.";

/// Lin, Mei, and where Lin's pictures go.
pub struct Others {
    lin: App,
    lin_id: String,
    mei: Device,
    mei_id: String,
    post: String,
    folder: tempfile::TempDir,
    pictures: PathBuf,
}

impl Others {
    async fn picture(&self, name: &str) -> Result {
        self.lin.window.picture(&self.pictures.join(Path::new(name).with_extension("png"))).await
    }
}

async fn id(device: &mut Device) -> Result<Value> {
    Ok(device.call("new_id", Value::Null).await?["id"].clone())
}

/// Sets a list to one of its choices, as choosing it does.
async fn choose(window: &Window, testid: &str, value: &str) -> Result {
    window.find(testid).await?;
    let script = format!(
        "const list = document.querySelector('[data-testid=\"{testid}\"]'); list.value = '{value}'; \
         list.dispatchEvent(new Event('change', {{bubbles: true}})); return list.value === '{value}'"
    );
    window.until(&format!("{value} in {testid}"), &script).await
}

/// Chen signs in at the window; Lin posts; Mei reports it.
pub async fn something_is_reported(journey: &mut Journey) -> Result<Others> {
    let own = journey.pictures().to_owned();
    journey.app()?.sign_in("chen", &own.join("sign-in")).await?;
    journey.window()?.css("[data-testid^=\"post-\"]").await?;
    journey.circle = joined(journey.window()?, "Slow Tea").await?;

    let folder = tempfile::tempdir()?;
    let pictures = own.join("author");
    let lin = App::start(&journey.server.url(), folder.path()).await?;
    lin.sign_in("lin", &pictures.join("sign-in")).await?;
    lin.window.css("[data-testid^=\"post-\"]").await?;
    let circle = joined(&lin.window, "Slow Tea").await?;
    let draft = invoke(&lin.window, "new_draft", json!({"circle": circle})).await?;
    let words = json!({"post": draft["id"], "circle": circle, "text": WORDS});
    invoke(&lin.window, "save_draft", words).await?;
    invoke(&lin.window, "publish_post", json!({"post": draft["id"]})).await?;
    let post = draft["id"].as_str().ok_or("no draft")?.to_owned();
    let lin_id = id_of(&lin.window).await?;
    go(&lin.window, &format!("#/circle/{circle}")).await?;
    posts_with(&lin.window, WORDS, 1).await?;

    let mut mei = Device::start(&journey.server.url())?;
    mei.sign_in("mei").await?;
    let feed = json!({"feed": {"kind": "circle", "circle": circle}, "from": null, "limit": 20});
    mei.until("timeline", feed, |shown| shown.to_string().contains(WORDS)).await?;
    let mei_id =
        mei.call("session", Value::Null).await?["me"]["byline"]["id"].as_str().ok_or("nobody")?.to_owned();
    let report = json!({
        "id": id(&mut mei).await?, "circle": circle, "subject": {"kind": "post", "id": post}, "post": null,
        "reason": "tip_soliciting", "note": "The same text under three posts."
    });
    mei.call("report", report).await?;
    Ok(Others { lin, lin_id, mei, mei_id, post, folder, pictures })
}

/// From the post's menu, and from the queue.
pub async fn it_is_removed(journey: &mut Journey, others: &mut Others) -> Result {
    // Wherever they are, who keeps order sees that something waits, and where.
    journey.window()?.find("nav-duties-count").await?;
    journey.window()?.press_for("[data-testid=\"nav-duties\"]", "duties-order").await?;
    journey.picture("something-waits").await?;
    journey.go(&format!("#/circle/{}", journey.circle)).await?;
    posts_with(journey.window()?, WORDS, 1).await?;
    let menu = format!("[data-testid=\"post-{}\"] [data-testid=\"post-menu\"]", others.post);
    let window = journey.window()?;
    window.press_for(&menu, "post-pin").await?;
    window.find("post-remove").await?;
    window.find("post-report").await?;
    journey.picture("the-moderators-menu").await?;
    journey.window()?.press("post-pin").await?;
    journey.window()?.find("circle-pins").await?;
    journey.picture("pinned").await?;

    journey.window()?.press("circle-order").await?;
    journey.window()?.find(&format!("order-case-{}", others.post)).await?;
    for choice in ["order-breach", "order-remove"] {
        journey.window()?.press(choice).await?;
    }
    choose(journey.window()?, "order-rule", "3").await?;
    // Not without a reason.
    journey.window()?.press("order-decide").await?;
    journey.window()?.css("[data-testid=\"order-reason\"][aria-invalid=\"true\"]").await?;
    journey.window()?.fill("order-reason", REASON).await?;
    journey.picture("a-reported-post").await?;
    journey.window()?.press("order-decide").await?;
    journey.window()?.find("order-empty").await?;
    journey.picture("nothing-waits").await?;
    journey.go(&format!("#/circle/{}", journey.circle)).await?;
    journey.window()?.find("post-removed").await?;
    // What is removed is not in front any more.
    journey.window()?.gone("[data-testid=\"circle-pins\"]").await?;
    journey.picture("its-place").await
}

/// The author reads why and appeals; who removed it cannot decide that, an admin who did not can.
pub async fn the_author_appeals(journey: &mut Journey, others: &mut Others) -> Result {
    let window = &others.lin.window;
    window.find("post-removed").await?;
    // Told wherever one is, until it was looked at.
    window.css("[data-testid=\"news\"][data-kind=\"decided\"]").await?;
    others.picture("01-its-place").await?;
    window.press_for("[data-testid=\"removed-why\"]", "appeal").await?;
    let told = format!("return document.querySelector('main').innerText.includes({})", json!(REASON));
    window.until("the reason", &told).await?;
    others.picture("02-why").await?;
    go(window, "#/home").await?;
    window.gone("[data-testid=\"news\"]").await?;
    go(window, "#/standings").await?;
    window.press_for("[data-testid=\"appeal\"]", "appeal-text").await?;
    window.fill("appeal-text", "It was a joke between friends, and they know it.").await?;
    others.picture("03-an-appeal").await?;
    window.press("appeal-send").await?;
    window.find("statement-appeal").await?;

    journey.go(&format!("#/order/{}", journey.circle)).await?;
    journey.window()?.press_for("[data-testid=\"order-tab-appeals\"]", "order-appeal").await?;
    assert!(!journey.window()?.has("[data-testid=\"order-accept\"]").await?, "who acted does not decide");
    journey.picture("not-yours-to-decide").await?;
    journey.window()?.press_for("[data-testid=\"order-tab-members\"]", "order-members").await?;
    let row = format!("[data-testid=\"member-{}\"]", others.mei_id);
    journey.window()?.css(&row).await?;
    journey.picture("members").await?;
    let give = format!(
        "const list = document.querySelector('{row} [data-testid=\"member-role\"]'); \
         if (list.value === 'admin') return true; list.value = 'admin'; \
         list.dispatchEvent(new Event('change', {{bubbles: true}})); return false"
    );
    journey.window()?.until("Mei is an admin", &give).await?;

    let circle = json!(journey.circle);
    others.mei.until("get_circle", json!({"circle": circle}), |one| one["role"] == "admin").await?;
    others.mei.call("load_sheet", json!({"sheet": "appeals", "circle": circle})).await?;
    let waiting = others.mei.call("appeals", json!({"circle": circle})).await?;
    let appeal = waiting["read"]["appeals"][0]["appeal"]["id"].clone();
    let answer = json!({"circle": circle, "id": appeal, "accept": true, "answer": "Then it may stay."});
    others.mei.call("decide_appeal", answer).await?;
    let window = &others.lin.window;
    window.css("[data-testid=\"statement-appeal\"].ok").await?;
    others.picture("04-accepted").await?;
    go(window, &format!("#/circle/{}", journey.circle)).await?;
    posts_with(window, WORDS, 1).await?;
    others.picture("05-back").await
}

/// Chen offers the circle to Lin, who declines at the screen, and to Mei, who accepts.
pub async fn it_changes_hands(journey: &mut Journey, others: &mut Others) -> Result {
    let offer = async |journey: &mut Journey, whom: &str| -> Result {
        let row = format!("[data-testid=\"member-{whom}\"]");
        let menu = format!("{row} [data-testid=\"member-menu\"]");
        journey.window()?.press_for(&menu, "member-hand-over").await?;
        journey.window()?.press("member-hand-over").await?;
        journey.window()?.find("hand-over-dialog").await?;
        journey.picture("handing-over").await?;
        journey.window()?.press("hand-over-send").await?;
        journey.window()?.find("hand-over-waits").await?;
        Ok(())
    };
    journey.window()?.press_for("[data-testid=\"order-tab-members\"]", "order-members").await?;
    offer(journey, &others.lin_id).await?;
    journey.picture("an-offer-waits").await?;
    let window = &others.lin.window;
    go(window, "#/home").await?;
    window.css("[data-testid=\"news\"][data-kind=\"offered\"]").await?;
    others.picture("05b-told").await?;
    window.press_for("[data-testid=\"news-see\"]", "offered").await?;
    others.picture("05c-offered").await?;
    window.press("offered-decline").await?;
    window.gone("[data-testid=\"offered\"]").await?;
    journey.window()?.gone("[data-testid=\"hand-over-waits\"]").await?;
    offer(journey, &others.mei_id).await?;
    let circle = json!({"circle": journey.circle});
    others.mei.until("get_circle", circle.clone(), |one| one["card"]["handover"].is_object()).await?;
    assert_eq!(others.mei.call("take_over", circle).await?["role"], "owner");
    journey.window()?.gone("[data-testid=\"hand-over-waits\"]").await?;
    let row = format!("[data-testid=\"member-{}\"]", others.mei_id);
    let owns = format!("return document.querySelector('{row}')?.innerText.includes('Owner') === true");
    journey.window()?.until("Mei is the owner", &owns).await?;
    journey.picture("handed-over").await
}

/// Mei proposes, Chen agrees; Lin's device loses the circle and says why.
pub async fn a_ban_takes_two(journey: &mut Journey, mut others: Others) -> Result {
    let deed = json!({"kind": "ban", "person": others.lin_id, "rule": 1, "reason": "Threats, after two mutes.",
                      "seconds": null});
    let act = json!({"circle": journey.circle, "id": id(&mut others.mei).await?, "deed": deed});
    assert_eq!(others.mei.call("act", act).await?["kind"], "propose");
    journey.window()?.press_for("[data-testid=\"order-tab-reports\"]", "order-agree").await?;
    journey.picture("somebody-proposes-a-ban").await?;
    journey.window()?.press_for("[data-testid=\"order-agree\"]", "order-agree-do").await?;
    journey.picture("asked-before-it-holds").await?;
    journey.window()?.press("order-agree-do").await?;
    journey.window()?.find("order-empty").await?;

    let window = &others.lin.window;
    window.gone(&format!("[data-testid=\"post-{}\"]", others.post)).await?;
    others.picture("06-the-circle-is-gone").await?;
    go(window, "#/standings").await?;
    window
        .until(
            "why and until when",
            "return document.querySelector('main').innerText.includes('Threats, after two mutes.')",
        )
        .await?;
    others.picture("07-banned-and-why").await?;
    journey.window()?.press_for("[data-testid=\"order-tab-log\"]", "order-log").await?;
    journey.picture("the-log").await?;
    others.lin.window.close().await?;
    drop(others.folder);
    Ok(())
}
