//! The sign-in pages that the server serves, in a real browser: each in both themes, both languages and two widths,
//! looked at by axe-core; and the way through them by keyboard alone, with a wrong number on it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use circles_domain::identity_number::check_character;
use circles_tests::Result;
use circles_tests::app::Window;
use circles_tests::program::target;
use circles_tests::server::Server;
use circles_wire::session::{AUTHORIZE, CLIENT_ID, REDIRECT_PATH};
use fantoccini::key::Key;
use serde_json::json;
use url::Url;

use crate::accessible::{checker, serious};

const NAME: &str = "signin-legal-name";
const NUMBER: &str = "signin-identity-number";

/// An invented number of an invented person: its place is not assigned. `sequence` tells people apart.
fn number(sequence: u32) -> String {
    let body = format!("99000019910715{sequence:03}");
    let check = char::from(check_character(&body));
    format!("{body}{check}")
}

/// The same with a wrong last character.
fn mistyped(sequence: u32) -> String {
    let right = number(sequence);
    let (body, last) = right.split_at(17);
    format!("{body}{}", if last == "0" { "1" } else { "0" })
}

/// The address that an app opens; the answer would go to `port`.
fn asked(server: &Url, language: &str, port: u16) -> Result<Url> {
    let mut url = server.join(AUTHORIZE)?;
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", CLIENT_ID)
        .append_pair("redirect_uri", &format!("http://127.0.0.1:{port}{REDIRECT_PATH}"))
        .append_pair("state", "a-state-that-is-long-enough")
        .append_pair("code_challenge", &"A".repeat(43))
        .append_pair("code_challenge_method", "S256")
        .append_pair("device_id", &uuid::Uuid::now_v7().to_string())
        .append_pair("device_name", "A test")
        .append_pair("ui_locales", language);
    Ok(url)
}

/// One look at the pages: a theme and a language.
struct Look<'a> {
    browser: &'a Window,
    axe: &'a str,
    name: String,
    language: &'a str,
    findings: &'a mut BTreeSet<String>,
}

impl Look<'_> {
    /// Pictures and findings of the page that is open, wide and as narrow as this browser becomes.
    async fn at(&mut self, page: &str) -> Result {
        for (width, height) in [(1440_u32, 900), (480, 844)] {
            self.browser.client.set_window_size(width, height).await?;
            let name = format!("{page}-{}-{width}", self.name);
            self.browser.picture(&target().join("e2e/signin").join(format!("{name}.png"))).await?;
            for finding in serious(self.browser, self.axe).await? {
                self.findings.insert(format!("{name}: {finding}"));
            }
            let narrow = format!("return window.innerWidth === {width}");
            self.browser.until("the width", &narrow).await?;
            let over = "return document.documentElement.scrollWidth > window.innerWidth";
            if self.browser.client.execute(over, vec![]).await? == json!(true) {
                self.findings.insert(format!("{name}: wider than its window"));
            }
        }
        Ok(())
    }

    /// Who, refused, code, refused, name, refused, and the page of a request that cannot go on.
    async fn through(&mut self, server: &Server, person: u32) -> Result {
        let start = asked(&server.url(), self.language, 45_678)?;
        let browser = self.browser;
        browser.client.goto(start.as_str()).await?;
        browser.find(NUMBER).await?;
        let dark = self.name.starts_with("dark");
        let seen = format!(
            "return matchMedia('(prefers-color-scheme: dark)').matches === {dark} && document.documentElement.lang === '{}'",
            self.language
        );
        browser.until("theme and language", &seen).await?;
        self.at("who").await?;
        browser.fill(NAME, "测试示例").await?;
        browser.fill(NUMBER, &mistyped(person)).await?;
        browser.press("signin-continue").await?;
        browser.css("#identity_number_error").await?;
        self.at("who-refused").await?;
        browser.fill(NUMBER, &number(person)).await?;
        browser.press("signin-continue").await?;
        browser.find("signin-code").await?;
        self.at("code").await?;
        let code = browser.words("signin-sandbox-code").await?;
        browser.fill("signin-code", if code == "000000" { "000001" } else { "000000" }).await?;
        browser.press("signin-continue").await?;
        browser.css("#code_error").await?;
        self.at("code-refused").await?;
        browser.fill("signin-code", &code).await?;
        browser.press("signin-continue").await?;
        browser.find("signin-display-name").await?;
        self.at("name").await?;
        browser.press("signin-continue").await?;
        browser.css("#display_name_error").await?;
        self.at("name-refused").await?;
        let astray = start.as_str().replace(CLIENT_ID, "another-app");
        browser.client.goto(&astray).await?;
        browser.find("signin-error").await?;
        self.at("refused").await
    }
}

/// Every page, in every way.
pub async fn every_page() -> Result {
    let server = Server::with(true, &[("CIRCLES_LIMIT_SIGN_IN_PER_ADDRESS", "200")]).await?;
    let axe = checker()?;
    let mut findings = BTreeSet::new();
    let mut person = 100;
    for theme in ["light", "dark"] {
        let gtk = if theme == "dark" { "Adwaita:dark" } else { "Adwaita" };
        let browser = Window::browser(&[("GTK_THEME", PathBuf::from(gtk))]).await?;
        for language in ["en", "zh-Hans"] {
            person += 1;
            let name = format!("{theme}-{language}");
            let mut look = Look { browser: &browser, axe: &axe, name, language, findings: &mut findings };
            look.through(&server, person).await?;
        }
        browser.close().await?;
    }
    let told: Vec<&str> = findings.iter().map(String::as_str).collect();
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), told.join("\n"));
    Ok(())
}

/// Goes from control to control until the wanted one has the focus.
async fn tab_to(browser: &Window, testid: &str) -> Result {
    for _ in 0..20 {
        if focused(browser).await? == testid {
            return Ok(());
        }
        browser.keys(&Key::Tab.to_string()).await?;
    }
    Err(format!("the keyboard does not reach {testid}; it is at {}", focused(browser).await?).into())
}

async fn focused(browser: &Window) -> Result<String> {
    let script = "return document.activeElement?.dataset.testid ?? document.activeElement?.tagName ?? ''";
    Ok(browser.client.execute(script, vec![]).await?.as_str().unwrap_or_default().to_owned())
}

/// Waits for a refusal that is beside its field, is read with it, and has the focus.
async fn refused(browser: &Window, testid: &str, sentence: &str) -> Result {
    let script = format!(
        "const field = document.activeElement; const said = (field?.getAttribute('aria-describedby') ?? '').split(' ') \
           .map(id => document.getElementById(id)?.textContent ?? '').join(' '); \
         return field?.dataset.testid === '{testid}' && field.getAttribute('aria-invalid') === 'true' && said.includes({})",
        json!(sentence)
    );
    browser.until(&format!("{testid} says {sentence:?}"), &script).await
}

/// A newcomer with a mistyped number and a mistyped code comes in without ever touching a pointer.
pub async fn by_keyboard_alone() -> Result {
    let server = Server::demo().await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    let app = axum::Router::new().route(REDIRECT_PATH, axum::routing::get(|| async { "Back in the app" }));
    let ended = tokio_util::sync::CancellationToken::new();
    let listening =
        async { axum::serve(listener, app).with_graceful_shutdown(ended.clone().cancelled_owned()).await };
    let walked = async {
        let walked = walk(&server, port).await;
        ended.cancel();
        walked
    };
    let (served, walked) = tokio::join!(listening, walked);
    served?;
    walked
}

async fn walk(server: &Server, port: u16) -> Result {
    let browser = Window::browser(&[]).await?;
    let enter = Key::Enter.to_string();
    let again = format!("{}a{}", Key::Control, Key::Control);
    browser.client.goto(asked(&server.url(), "en", port)?.as_str()).await?;
    browser.find(NAME).await?;
    tab_to(&browser, NAME).await?;
    browser.keys("测试示例").await?;
    tab_to(&browser, NUMBER).await?;
    browser.keys(&mistyped(7)).await?;
    browser.keys(&enter).await?;
    refused(&browser, NUMBER, "The last character does not fit the others.").await?;
    browser.keys(&again).await?;
    browser.keys(&number(7)).await?;
    browser.keys(&enter).await?;
    browser.find("signin-code").await?;
    let code = browser.words("signin-sandbox-code").await?;
    tab_to(&browser, "signin-code").await?;
    browser.keys(if code == "000000" { "000001" } else { "000000" }).await?;
    browser.keys(&enter).await?;
    refused(&browser, "signin-code", "That is not the code.").await?;
    browser.keys(&again).await?;
    browser.keys(&code).await?;
    browser.keys(&enter).await?;
    browser.find("signin-display-name").await?;
    tab_to(&browser, "signin-display-name").await?;
    browser.keys(&enter).await?;
    refused(&browser, "signin-display-name", "Type a display name.").await?;
    browser.keys("Without a mouse").await?;
    browser.keys(&enter).await?;
    let back =
        format!("return location.port === '{port}' && document.body.textContent === 'Back in the app'");
    browser.until("the way back to the app", &back).await?;
    browser.close().await
}
