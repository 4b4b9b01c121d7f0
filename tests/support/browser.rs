//! The person's browser: a script that notes the address which the app opened, and a visitor that clicks through the
//! sign-in pages over HTTP.

use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use crate::Result;

const NOTE: &str = "browser-url";
/// Stands before the code of a page that ends a sign-in.
const REFUSED: &str = "data-testid=\"signin-error\">";

/// A program for `BROWSER` that notes its argument in `folder`.
///
/// # Errors
/// When it cannot be written.
pub fn recorder(folder: &Path) -> Result<PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    let script = folder.join("browser.sh");
    let note = folder.join(NOTE);
    // Written aside and moved, so that a reader never sees half an address.
    let text = format!("#!/bin/sh\nprintf '%s' \"$1\" > '{0}.part' && mv '{0}.part' '{0}'\n", note.display());
    std::fs::write(&script, text)?;
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755))?;
    Ok(script)
}

/// The address that was opened, taken away so that the next one is a new one.
///
/// # Errors
/// When none was opened in time.
pub async fn recorded(folder: &Path) -> Result<Url> {
    let note = folder.join(NOTE);
    for _ in 0..400 {
        if let Ok(text) = tokio::fs::read_to_string(&note).await {
            tokio::fs::remove_file(&note).await?;
            return Ok(Url::parse(&text)?);
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    Err("no browser was opened".into())
}

/// Clicks through the sign-in pages as a sample person, and follows the redirect to the app.
///
/// # Errors
/// When a page is not as expected.
pub async fn sign_in(start: &Url, sample: &str) -> Result {
    let mut visitor = Visitor::new(start.clone())?;
    let mut page = visitor.get(start.clone()).await?;
    // Who, code, perhaps a display name: three pages and the redirect.
    for _ in 0..4 {
        let Some(text) = page else { return Ok(()) };
        let form = value_of(&text, "name=\"form\" value=\"").ok_or("a page without its form")?;
        page = if text.contains("data-testid=\"signin-display-name\"") {
            visitor
                .post("/signin/name", &[("form", form), ("step", "name"), ("display_name", sample)])
                .await?
        } else if text.contains("data-testid=\"signin-code\"") {
            let code =
                value_of(&text, "data-testid=\"signin-sandbox-code\">").ok_or("a page without its code")?;
            visitor.post("/signin/code", &[("form", form), ("step", "code"), ("code", code)]).await?
        } else {
            visitor.post("/signin/sample", &[("form", form), ("key", sample)]).await?
        };
    }
    Err("signing in did not come to an end".into())
}

/// Signs in at the OpenID provider that the server sends people to, as `login`, and follows the redirect to the app.
/// Whoever is new is called `login` too. With `turns_back`, cancels there.
///
/// Gives the code of the page that it ends on when it is refused; an empty one when the person is asked again.
///
/// # Errors
/// When a page is not as expected.
pub async fn sign_in_elsewhere(start: &Url, login: &str, turns_back: bool) -> Result<Option<String>> {
    let mut visitor = Visitor::new(start.clone())?;
    visitor.get(start.clone()).await?;
    let mut page = visitor.get(start.join("/signin/provider")?).await?;
    // Login, consent, perhaps a display name, and the redirect.
    for _ in 0..4 {
        let Some(text) = page else { return Ok(None) };
        if text.contains("data-testid=\"signin-provider\"") {
            return Ok(Some(String::new()));
        } else if text.contains("data-testid=\"signin-display-name\"") {
            let form = value_of(&text, "name=\"form\" value=\"").ok_or("a page without its form")?;
            let form = [("form", form), ("step", "name"), ("display_name", login)];
            page = visitor.post("/signin/name", &form).await?;
        } else if let Some(abort) = text.contains("/abort").then(|| value_of(&text, "<a href=\"")).flatten()
            && turns_back
        {
            page = visitor.get(visitor.at.join(abort)?).await?;
        } else if let Some(action) = value_of(&text, "action=\"") {
            let prompt = value_of(&text, "name=\"prompt\" value=\"").ok_or("a page without its prompt")?;
            page = visitor.post(action, &[("prompt", prompt), ("login", login), ("password", "any")]).await?;
        } else {
            let code = value_of(&text, REFUSED).ok_or("a page without its code")?;
            return Ok(code.split_once(' ').map(|(_, code)| code.to_owned()));
        }
    }
    Err("signing in did not come to an end".into())
}

fn value_of<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    let rest = text.split_once(before)?.1;
    rest.split(['"', '<']).next()
}

/// A browser without scripts: it keeps cookies and follows redirects by hand.
struct Visitor {
    http: reqwest::Client,
    at: Url,
    cookies: Vec<(String, String)>,
}

impl Visitor {
    fn new(at: Url) -> Result<Self> {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { http, at, cookies: Vec::new() })
    }

    async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Result<Option<String>> {
        let url = self.at.join(path)?;
        let request =
            self.http.post(url.clone()).header("origin", self.at.origin().ascii_serialization()).form(form);
        self.follow(url, request).await
    }

    async fn get(&mut self, url: Url) -> Result<Option<String>> {
        let request = self.http.get(url.clone());
        self.follow(url, request).await
    }

    /// The page that is shown in the end; `None` when that was the app's own closing page.
    async fn follow(&mut self, mut url: Url, mut request: reqwest::RequestBuilder) -> Result<Option<String>> {
        for _ in 0..8 {
            let cookies: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let answer = request.header("cookie", cookies.join("; ")).send().await?;
            for cookie in answer.headers().get_all("set-cookie") {
                let text = cookie.to_str()?.split(';').next().unwrap_or_default();
                if let Some((name, value)) = text.split_once('=') {
                    self.cookies.retain(|(known, _)| known != name);
                    if !value.is_empty() {
                        self.cookies.push((name.to_owned(), value.to_owned()));
                    }
                }
            }
            if let Some(next) = answer.headers().get("location") {
                url = url.join(next.to_str()?)?;
                request = self.http.get(url.clone());
                continue;
            }
            let status = answer.status();
            let text = answer.text().await?;
            if url.path() == "/callback" {
                return if status.is_success() {
                    Ok(None)
                } else {
                    Err(format!("the app answered {status}").into())
                };
            }
            // The last page of the flow may send the browser on by itself.
            if let Some(next) = value_of(&text, "http-equiv=\"refresh\" content=\"0;url=") {
                url = url.join(&next.replace("&amp;", "&"))?;
                request = self.http.get(url.clone());
                continue;
            }
            self.at = url.clone();
            return if status.is_success() || text.contains(REFUSED) {
                Ok(Some(text))
            } else {
                Err(format!("{url} answered {status}: {text}").into())
            };
        }
        Err("redirects without end".into())
    }
}
