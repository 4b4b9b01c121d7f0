//! From asking for the app to its first cached post on the screen, against the smallest window of the same versions.
//!
//! Both are asked for through the same driver and asked alike: once the driver has attached, the page says when two
//! frames have passed since its text is there. What was painted before that counts as painted then, on both sides; so
//! each side's own first contentful paint is told on standard error beside it.

use std::path::Path;
use std::sync::Arc;

use circles_domain::SystemClock;
use circles_engine::args::{Feed, TimelineArgs};
use circles_engine::keychain::Keychain;
use circles_engine::{Engine, Options};
use circles_store::table::{circle, standing};
use circles_store::{Device, Paths};
use circles_tests::Result;
use circles_tests::app::{App, Window};
use circles_tests::browser;
use circles_tests::program::built;
use circles_tests::server::Server;
use serde_json::json;

use crate::content;
use crate::report::{Measured, Row, median};

pub const ROWS: &[Row] = &[Row {
    name: "start_to_first_cached_post",
    unit: "ms",
    peer: "the example `bare`: one window, one line of text, no engine, same driver; median of 5 starts by turns",
    aim: "ratio at most 1.5",
}];
const TIMES: usize = 5;
/// A post of the feed, or the line of the bare window.
const POST: &str = "article[data-testid^=\"post-\"]";
const LINE: &str = "#line";

pub async fn measure(count: usize) -> Result<Vec<Measured>> {
    let server = Server::demo().await?;
    let folder = tempfile::tempdir()?;
    prepare(&server, &folder.path().join("data"), count).await?;
    // Once unmeasured: programs and libraries are in memory then, for both.
    app(&server, folder.path()).await?;
    bare().await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        ours.push(app(&server, folder.path()).await?);
        theirs.push(bare().await?);
    }
    let column = |starts: &[Start], of: fn(&Start) -> f64| median(&starts.iter().map(of).collect::<Vec<_>>());
    let first = |start: &Start| start.first_paint_ms;
    eprintln!(
        "  first contentful paint: app {:.0} ms, bare {:.0} ms",
        column(&ours, first)?,
        column(&theirs, first)?
    );
    let text = |start: &Start| start.text_ms;
    Ok(vec![Measured::beside(column(&ours, text)?, column(&theirs, text)?, |ratio| ratio <= 1.5)])
}

struct Start {
    text_ms: f64,
    /// Of anything: a skeleton counts.
    first_paint_ms: f64,
}

async fn app(server: &Server, folder: &Path) -> Result<Start> {
    let app = App::start(&server.url(), folder).await?;
    let start = painted(&app.window, POST).await?;
    app.window.close().await?;
    Ok(start)
}

async fn bare() -> Result<Start> {
    let window = Window::open(json!({"binary": built("examples/bare")?}), &[]).await?;
    let start = painted(&window, LINE).await?;
    window.close().await?;
    Ok(start)
}

async fn painted(window: &Window, selector: &str) -> Result<Start> {
    let script = "const [selector, done] = arguments; const clock = () => performance.timeOrigin + performance.now(); \
         const look = () => document.querySelector(selector) \
           ? requestAnimationFrame(() => requestAnimationFrame(() => { \
               const paint = performance.getEntriesByName('first-contentful-paint')[0]; \
               done([clock(), paint ? performance.timeOrigin + paint.startTime : clock()]); })) \
           : requestAnimationFrame(look); \
         look();";
    let asked_ms = window.asked_at.as_micros() as f64 / 1_000.0;
    let mut last = None;
    // The driver may attach to the empty page before ours; what runs there ends with it.
    for _ in 0..5 {
        match window.client.execute_async(script, vec![json!(selector)]).await {
            Ok(answer) => {
                let at = |place: usize| answer.get(place).and_then(serde_json::Value::as_f64);
                let (text, first) = at(0).zip(at(1)).ok_or("the page told no time")?;
                return Ok(Start { text_ms: text - asked_ms, first_paint_ms: first - asked_ms });
            }
            Err(error) => last = Some(error),
        }
    }
    Err(format!("{selector} was not painted: {last:?}").into())
}

/// A device that has signed in and read a long feed. Its session is in the desktop's keyring, where the app looks.
async fn prepare(server: &Server, data: &Path, count: usize) -> Result {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let engine = Engine::open(Options {
        data_dir: data.to_owned(),
        server: server.url(),
        clock: Arc::new(SystemClock),
        opener: Box::new(move |url| tell.send(url.clone()).map_err(std::io::Error::other)),
        device_name: "bench".into(),
        keychain: Box::new(Keychain::of_device),
    })
    .await?;
    let mut changes = engine.changes();
    tokio::try_join!(async { Ok(engine.sign_in().await.map(drop)?) }, async {
        let url = told.recv().await.ok_or("no page was opened")?;
        browser::sign_in(&url, "lin").await
    })?;
    // What the server has is pulled before the rest is filled in.
    let newest = || TimelineArgs { feed: Feed::Home, from: None, limit: 1 };
    while !engine.timeline(newest()).await?.loaded {
        changes.recv().await?;
    }
    engine.close().await;
    drop(engine);

    let device = Device::open(data, content::now()).await?;
    let person = device.current().await?.ok_or("nobody is signed in")?;
    device.close().await;
    let store = content::open(Paths::new(data.join("accounts").join(person.to_string()))).await?;
    let mut read = store.read().await?;
    let joined = standing::list_joined(&mut read).await?.into_iter().next();
    let any = circle::list(&mut read).await?.first().map(|circle| circle.id);
    read.end().await?;
    let circle = joined.or(any).ok_or("the server has no circle")?;
    content::join(&store, circle).await?;
    content::fill(&store, &content::posts(circle, count)).await?;
    store.close().await;
    Ok(())
}
