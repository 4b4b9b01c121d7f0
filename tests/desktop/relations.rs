//! Two people at two devices: asked, accepted, blocked, gone, undone.

use std::path::{Path, PathBuf};

use circles_tests::Result;
use circles_tests::app::{App, Window};
use serde_json::{Value, json};

use crate::journey::Journey;

const WORDS: &str = "Brambles at noon, and nobody else on the path.";

/// The second person, and where their pictures go.
pub struct Other {
    /// Their app.
    pub app: App,
    folder: tempfile::TempDir,
    pictures: PathBuf,
    /// Who they are.
    pub id: String,
    /// Who the first person is.
    pub own: String,
}

/// What the page itself may ask for, asked without a page: to set the scene.
pub async fn invoke(window: &Window, command: &str, args: Value) -> Result<Value> {
    let script = "const [command, args, done] = arguments; \
         window.__TAURI_INTERNALS__.invoke(command, {args}).then(done, error => done({refused: error}))";
    let answer = window.client.execute_async(script, vec![json!(command), args]).await?;
    if answer["refused"].is_null() { Ok(answer) } else { Err(format!("{command}: {answer}").into()) }
}

pub async fn id_of(window: &Window) -> Result<String> {
    let session = invoke(window, "session", json!({})).await?;
    Ok(session["me"]["byline"]["id"].as_str().ok_or("nobody is signed in")?.to_owned())
}

pub async fn go(window: &Window, route: &str) -> Result {
    window.client.execute(&format!("location.hash = '{route}'"), vec![]).await?;
    Ok(())
}

/// *Reading*, joined.
async fn reading(window: &Window) -> Result<String> {
    joined(window, "Reading").await
}

async fn named(window: &Window, name: &str) -> Result<String> {
    let circles = invoke(window, "list_circles", json!({"joined": false, "query": name})).await?;
    let circle = circles["circles"].as_array().into_iter().flatten().find(|c| c["name"] == name);
    Ok(circle.and_then(|c| c["id"].as_str()).ok_or("no such circle")?.to_owned())
}

/// A circle by its name, joined.
pub async fn joined(window: &Window, name: &str) -> Result<String> {
    let circle = named(window, name).await?;
    invoke(window, "join", json!({"circle": circle})).await?;
    Ok(circle)
}

pub async fn posts_with(window: &Window, text: &str, wanted: usize) -> Result {
    let script = format!(
        "document.querySelector('[data-testid=\"new-posts-pill\"]')?.click(); \
         return document.querySelector('main [data-testid^=\"post-\"]') !== null && \
           [...document.querySelectorAll('[data-testid=\"post-text\"]')].filter(e => e.textContent.includes({})).length === {wanted}",
        json!(text)
    );
    window.until(&format!("{text:?} {wanted} times"), &script).await
}

/// Mei signs in on a second device, in the same circle, and posts there.
pub async fn a_second_person(journey: &mut Journey) -> Result<Other> {
    journey.circle = reading(journey.window()?).await?;
    let own = id_of(journey.window()?).await?;
    let folder = tempfile::tempdir()?;
    let app = App::start(&journey.server.url(), folder.path()).await?;
    let pictures = journey.pictures().join("second-device");
    app.sign_in("mei", &pictures).await?;
    app.window.css("[data-testid^=\"post-\"]").await?;
    let circle = reading(&app.window).await?;
    let draft = invoke(&app.window, "new_draft", json!({"circle": circle})).await?;
    let words = json!({"post": draft["id"], "circle": circle, "text": WORDS});
    invoke(&app.window, "save_draft", words).await?;
    invoke(&app.window, "publish_post", json!({"post": draft["id"]})).await?;
    let id = id_of(&app.window).await?;
    Ok(Other { app, folder, pictures, id, own })
}

impl Other {
    pub async fn picture(&self, name: &str) -> Result {
        self.app.window.picture(&self.pictures.join(Path::new(name).with_extension("png"))).await
    }
    pub fn page(&self) -> String {
        format!("#/person/{}", self.id)
    }
    /// Closes their app.
    pub async fn close(self) -> Result {
        self.app.window.close().await?;
        drop(self.folder);
        Ok(())
    }
}

/// Asked with a note on the one device, accepted on the other.
pub async fn ask_and_accept(journey: &mut Journey, other: &Other) -> Result {
    journey.go(&other.page()).await?;
    journey.window()?.press_for("[data-testid=\"friend-add\"]", "friend-note-text").await?;
    journey.window()?.fill("friend-note-text", "Your brambles made my day.").await?;
    journey.picture("ask-a-friend").await?;
    journey.window()?.press("friend-ask").await?;
    journey.window()?.find("friend-requested").await?;
    journey.picture("requested").await?;

    let theirs = &other.app.window;
    theirs.find("nav-friends-count").await?;
    theirs.press("nav-friends").await?;
    theirs.find(&format!("friend-incoming-{}", other.own)).await?;
    other.picture("asked").await?;
    theirs.press("friend-accept").await?;
    theirs.find(&format!("friend-{}", other.own)).await?;
    other.picture("friends").await?;
    journey.window()?.find("friend-is").await?;
    journey.window()?.find("friend-real-name").await?;
    journey.picture("friends").await
}

/// Blocked, taken back in time, blocked for good.
pub async fn block(journey: &mut Journey, other: &Other) -> Result {
    // Mei keeps order in these, and would see who is in them through a block.
    for kept in ["Campus Diary", "Slow Tea"] {
        let circle = named(journey.window()?, kept).await?;
        invoke(journey.window()?, "leave", json!({"circle": circle})).await?;
    }
    let circle = format!("#/circle/{}", journey.circle);
    journey.go(&circle).await?;
    posts_with(journey.window()?, WORDS, 1).await?;
    journey.go(&other.page()).await?;
    journey.window()?.find("friend-is").await?;
    journey.window()?.press_for("[data-testid=\"person-menu\"]", "person-block").await?;
    journey.window()?.press("person-block").await?;
    journey.window()?.find("toast-action").await?;
    journey.picture("blocked-for-six-seconds").await?;
    journey.window()?.press("toast-action").await?;
    journey.window()?.find("friend-is").await?;

    journey.window()?.press_for("[data-testid=\"person-menu\"]", "person-block").await?;
    journey.window()?.press("person-block").await?;
    // When the chance to undo is over.
    journey.window()?.find("person-blocked").await?;
    journey.picture("blocked").await?;
    journey.go(&circle).await?;
    posts_with(journey.window()?, WORDS, 0).await?;
    journey.picture("gone").await?;

    let theirs = &other.app.window;
    theirs.find("friends-none").await?;
    go(theirs, &format!("#/person/{}", other.own)).await?;
    theirs
        .until("nobody there", "return document.querySelector('main .empty') !== null && !document.querySelector('[data-testid=\"person-blocked\"]')")
        .await?;
    other.picture("not-told").await
}

/// Lifted in the settings; what was gone is back, the friendship is not.
pub async fn unblock(journey: &mut Journey, other: Other) -> Result {
    journey.go("#/settings").await?;
    let lift = format!("settings-unblock-{}", other.id);
    journey.window()?.find(&lift).await?;
    journey.script("document.getElementById('settings-safety').scrollIntoView()").await?;
    journey.picture("blocked-people").await?;
    journey.window()?.press(&lift).await?;
    journey.window()?.find("settings-blocked-none").await?;
    journey.go(&format!("#/circle/{}", journey.circle)).await?;
    posts_with(journey.window()?, WORDS, 1).await?;
    journey.picture("back").await?;
    journey.go(&other.page()).await?;
    journey.window()?.find("friend-add").await?;
    other.close().await
}
