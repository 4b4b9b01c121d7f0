//! The real app, driven from outside through WebKitWebDriver (W3C WebDriver); and a real browser for the sign-in
//! pages, driven likewise.

use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use circles_domain::{Clock, SystemClock, Timestamp};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::process::Command;
use url::Url;

use crate::program::{Program, built, target};
use crate::{Result, browser};

/// How long a journey waits for what must appear.
const PATIENCE: Duration = Duration::from_secs(20);

/// A window that is driven.
#[derive(Debug)]
pub struct Window {
    /// The WebDriver client.
    pub client: Client,
    /// When the program was asked for.
    pub asked_at: Timestamp,
    driver: Program,
}

impl Window {
    /// Starts a program through a driver of its own; `options` are WebKitGTK's.
    ///
    /// # Errors
    /// When no window comes.
    pub async fn open(options: Value, environment: &[(&str, PathBuf)]) -> Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--port={port}")).arg("--host=127.0.0.1");
        for (name, value) in environment {
            command.env(name, value);
        }
        let (driver, _lines) = Program::start(&mut command)?;
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("webkitgtk:browserOptions".into(), options);
        let mut last = None;
        for _ in 0..200 {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            let asked_at = SystemClock.now();
            match builder
                .capabilities(capabilities.clone())
                .connect(&format!("http://127.0.0.1:{port}"))
                .await
            {
                Ok(client) => return Ok(Self { client, asked_at, driver }),
                Err(error) => last = Some(error),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("no window came: {last:?}").into())
    }

    /// A browser, as the system would open it for a sign-in page.
    ///
    /// # Errors
    /// When no window comes.
    pub async fn browser(environment: &[(&str, PathBuf)]) -> Result<Self> {
        let options = json!({
            "binary": "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
            "args": ["--automation"],
        });
        Self::open(options, environment).await
    }

    /// Presses keys where the focus is, as a person without a pointer would.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn keys(&self, keys: &str) -> Result {
        Ok(self.client.active_element().await?.send_keys(keys).await?)
    }

    /// Waits until something of this test id is there.
    ///
    /// # Errors
    /// When it does not appear in time.
    pub async fn find(&self, testid: &str) -> Result<Element> {
        self.css(&format!("[data-testid=\"{testid}\"]")).await
    }

    /// Waits until something of this selector is there.
    ///
    /// # Errors
    /// When it does not appear in time.
    pub async fn css(&self, selector: &str) -> Result<Element> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            // What is drawn anew between the search and the answer is told as stale: it is not there yet.
            match self.client.find(Locator::Css(selector)).await {
                Ok(element) => return Ok(element),
                Err(error) if tokio::time::Instant::now() > deadline => {
                    let seen = self.failure().await;
                    return Err(format!("{selector} did not appear: {error}; {seen}").into());
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Leaves a picture of what went wrong, and says where and what the page shows.
    async fn failure(&self) -> String {
        let path = target().join("e2e").join("failed.png");
        let seen =
            self.picture(&path).await.map_or_else(|error| error.to_string(), |()| path.display().to_string());
        let words = "return location.href + ' ' + document.body.innerText.slice(0, 400)";
        format!("see {seen}; {:?}", self.client.execute(words, vec![]).await)
    }

    /// Whether something of this selector is there now.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn has(&self, selector: &str) -> Result<bool> {
        Ok(!self.client.find_all(Locator::Css(selector)).await?.is_empty())
    }

    /// Waits until nothing of this selector is there.
    ///
    /// # Errors
    /// When it stays.
    pub async fn gone(&self, selector: &str) -> Result {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while self.has(selector).await? {
            if tokio::time::Instant::now() > deadline {
                return Err(format!("{selector} stayed").into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Waits until a script returns true.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn until(&self, what: &str, script: &str) -> Result {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while self.client.execute(script, vec![]).await? != json!(true) {
            if tokio::time::Instant::now() > deadline {
                return Err(format!("never: {what}; {}", self.failure().await).into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Brings a control into view and presses it.
    ///
    /// # Errors
    /// When it is not there or covered.
    pub async fn press(&self, testid: &str) -> Result {
        self.press_css(&format!("[data-testid=\"{testid}\"]")).await
    }

    /// Brings the first element of a selector into view and presses it. A list that was drawn again meanwhile is
    /// looked at again, as a person would.
    ///
    /// # Errors
    /// When it is not there or covered.
    pub async fn press_css(&self, selector: &str) -> Result {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let element = self.css(selector).await?;
            match self.press_element(element).await {
                Ok(()) => return Ok(()),
                Err(error) if tokio::time::Instant::now() > deadline => {
                    return Err(format!("{selector} could not be pressed: {error}").into());
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Presses a control until what it opens is there: a list that still settles under the pointer may swallow a
    /// press, and a person presses again.
    ///
    /// # Errors
    /// When it does not open in time.
    pub async fn press_for(&self, control: &str, opens: &str) -> Result {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        let selector = format!("[data-testid=\"{opens}\"]");
        while tokio::time::Instant::now() < deadline {
            self.press_css(control).await?;
            let patience = Duration::from_secs(3);
            if self.client.wait().at_most(patience).for_element(Locator::Css(&selector)).await.is_ok() {
                return Ok(());
            }
        }
        Err(format!("{control} did not open {opens}; {}", self.failure().await).into())
    }

    /// Brings an element into view and presses it, as a pointer would.
    ///
    /// # Errors
    /// When it is covered.
    pub async fn press_element(&self, element: Element) -> Result {
        let script = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})";
        self.client.execute(script, vec![serde_json::to_value(&element)?]).await?;
        element.click().await?;
        Ok(())
    }

    /// Empties a field and types.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn fill(&self, testid: &str, text: &str) -> Result {
        let field = self.find(testid).await?;
        field.click().await?;
        field.send_keys(&format!("{}a{}", Key::Control, Key::Control)).await?;
        if text.is_empty() {
            field.send_keys(&Key::Delete).await?;
        } else {
            field.send_keys(text).await?;
        }
        Ok(())
    }

    /// The words of an element, as shown.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn words(&self, testid: &str) -> Result<String> {
        Ok(self.find(testid).await?.text().await?)
    }

    /// Leaves a picture.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn picture(&self, path: &Path) -> Result {
        // What fades or slides in has arrived (what turns for ever does not count), fonts and pictures are there or
        // not, and two frames have painted it.
        let settled = "const done = arguments[arguments.length - 1]; \
             const arriving = document.getAnimations().filter(a => a.effect?.getComputedTiming().endTime !== Infinity); \
             Promise.all([document.fonts.ready, ...arriving.map(a => a.finished.catch(() => undefined)), \
               ...[...document.images].filter(i => !i.complete && i.loading !== 'lazy') \
               .map(i => new Promise(r => { i.onload = i.onerror = r; setTimeout(r, 3000); }))]) \
             .then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
        self.client.execute_async(settled, vec![]).await?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, self.client.screenshot().await?)?;
        Ok(())
    }

    /// Ends the session and with it the program. The driver answers before the program has ended; to end the driver
    /// then would leave the program behind, with its folder still taken.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn close(self) -> Result {
        let answer = tokio::time::timeout(Duration::from_secs(8), self.client.close()).await;
        self.driver.end_children().await?;
        // A driver that does not answer has ended what it drove all the same.
        answer.map_or(Ok(()), |closed| Ok(closed?))
    }

    /// Hands files to the page as if they were dropped on `testid`: bytes, name and type, by a `DataTransfer`.
    ///
    /// # Errors
    /// When a file cannot be read, or the element is not there.
    pub async fn choose(&self, testid: &str, files: &[PathBuf]) -> Result {
        let input = self.find(testid).await?;
        let files: Result<Vec<Value>> = files
            .iter()
            .map(|path| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let kind = if name.ends_with(".mp4") { "video/mp4" } else { "image/jpeg" };
                Ok(json!({"name": name, "type": kind, "bytes": BASE64.encode(std::fs::read(path)?)}))
            })
            .collect();
        let script = "const [input, files] = arguments; const list = new DataTransfer(); \
             for (const f of files) { const bytes = Uint8Array.from(atob(f.bytes), c => c.charCodeAt(0)); \
               list.items.add(new File([bytes], f.name, {type: f.type})); } \
             input.files = list.files; input.dispatchEvent(new Event('change', {bubbles: true}))";
        self.client.execute(script, vec![serde_json::to_value(&input)?, json!(files?)]).await?;
        Ok(())
    }
}

/// The app on a data directory that outlives it.
#[derive(Debug)]
pub struct App {
    /// Its window.
    pub window: Window,
    folder: PathBuf,
}

impl App {
    /// Starts the app.
    ///
    /// # Errors
    /// When no window comes.
    pub async fn start(server: &Url, folder: &Path) -> Result<Self> {
        let options = json!({"binary": built("circles")?});
        // What the app writes for its person goes into the folder as well.
        let (config, downloads) = (folder.join("config"), folder.join("downloads"));
        std::fs::create_dir_all(&config)?;
        std::fs::write(
            config.join("user-dirs.dirs"),
            format!("XDG_DOWNLOAD_DIR=\"{}\"\n", downloads.display()),
        )?;
        std::fs::create_dir_all(folder.join("saved"))?;
        let environment = [
            ("XDG_CONFIG_HOME", config),
            ("CIRCLES_SAVE_DIR", folder.join("saved")),
            ("CIRCLES_SERVER", PathBuf::from(server.as_str())),
            ("CIRCLES_DATA_DIR", folder.join("data")),
            ("BROWSER", browser::recorder(folder)?),
        ];
        let window = Window::open(options, &environment).await?;
        Ok(Self { window, folder: folder.to_owned() })
    }

    /// Presses *Continue in your browser* and opens the address that the app asked for, in a real browser.
    ///
    /// # Errors
    /// When the app asked for none, or the page does not come.
    pub async fn open_browser(&self) -> Result<Window> {
        self.open_browser_by("sign-in").await
    }

    async fn open_browser_by(&self, control: &str) -> Result<Window> {
        self.window.press(control).await?;
        let url = browser::recorded(&self.folder).await?;
        let browser = Window::browser(&[]).await?;
        browser.client.goto(url.as_str()).await?;
        Ok(browser)
    }

    /// Follows the pages in a real browser as a newcomer: a sample person, then the code. Pictures of the pages go to
    /// `pictures`.
    ///
    /// # Errors
    /// When a page is not as expected.
    pub async fn sign_in(&self, sample: &str, pictures: &Path) -> Result {
        self.sign_in_by("sign-in", sample, pictures).await
    }

    /// As [`App::sign_in`], by another control.
    ///
    /// # Errors
    /// When a page is not as expected.
    pub async fn sign_in_by(&self, control: &str, sample: &str, pictures: &Path) -> Result {
        let browser = self.open_browser_by(control).await?;
        browser.find(&format!("signin-sample-{sample}")).await?;
        browser.picture(&pictures.join("signin-who.png")).await?;
        browser.press(&format!("signin-sample-{sample}")).await?;
        browser.find("signin-code").await?;
        browser.picture(&pictures.join("signin-code.png")).await?;
        browser.press("signin-continue").await?;
        browser
            .until(
                "the closing page",
                "return location.hostname === '127.0.0.1' && document.title === 'Circles'",
            )
            .await?;
        browser.picture(&pictures.join("signin-done.png")).await?;
        browser.close().await
    }
}
