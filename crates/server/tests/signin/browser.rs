//! A browser without scripts: it keeps one cookie, follows redirects inside the site and fills in forms.

use std::collections::HashMap;

use reqwest::{RequestBuilder, Response};

use super::site::{App, Site};

#[derive(Clone, Debug)]
pub struct Browser {
    pub base: String,
    pub http: reqwest::Client,
    pub cookie: String,
    pub accept_language: String,
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub html: String,
    pub path: String,
    /// Where the site sent the browser to, when that is elsewhere.
    pub left_to: Option<url::Url>,
}

impl Browser {
    pub fn new(site: &Site) -> Self {
        Self {
            base: site.base.clone(),
            http: site.http.clone(),
            cookie: String::new(),
            accept_language: String::new(),
            status: 0,
            headers: reqwest::header::HeaderMap::new(),
            html: String::new(),
            path: String::new(),
            left_to: None,
        }
    }

    /// A browser that an app has just opened.
    pub async fn sent_by(site: &Site, app: &App) -> Self {
        let mut browser = Self::new(site);
        browser.authorize(&app.request()).await;
        assert_eq!(browser.path, "/signin/who", "{}", browser.html);
        browser
    }

    pub async fn authorize(&mut self, request: &[(&str, String)]) {
        let url = url::Url::parse_with_params(&format!("{}/oauth/authorize", self.base), request).unwrap();
        self.get(&format!("/oauth/authorize?{}", url.query().unwrap())).await;
    }

    pub async fn get(&mut self, path: &str) {
        let request = self.http.get(format!("{}{path}", self.base));
        self.follow(request, path).await;
    }

    /// Sends the form of this page to `action`.
    pub async fn submit(&mut self, action: &str, fields: &[(&str, &str)]) {
        let token = self.form_token();
        let step = self.path.trim_start_matches("/signin/").to_owned();
        let mut form = vec![("form", token.as_str()), ("step", step.as_str())];
        form.extend_from_slice(fields);
        self.post(action, &form).await;
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) {
        let request = self.http.post(format!("{}{path}", self.base)).form(form);
        self.follow(request, path).await;
    }

    async fn follow(&mut self, request: RequestBuilder, path: &str) {
        self.left_to = None;
        let mut path = path.to_owned();
        let mut answer = self.send(request).await;
        while let Some(location) = answer.headers().get("location") {
            assert_eq!(answer.status(), 303, "a form must not be sent again to {location:?}");
            let location = location.to_str().unwrap().to_owned();
            if !location.starts_with('/') {
                self.left_to = Some(location.parse().unwrap());
                self.html.clear();
                return;
            }
            path = location;
            answer = self.send(self.http.get(format!("{}{path}", self.base))).await;
        }
        self.path = path.split('?').next().unwrap().to_owned();
        self.status = answer.status().as_u16();
        self.headers = answer.headers().clone();
        self.html = answer.text().await.unwrap();
    }

    async fn send(&mut self, mut request: RequestBuilder) -> Response {
        if !self.cookie.is_empty() {
            request = request.header("cookie", format!("other=1; circles_sign_in={}", self.cookie));
        }
        if !self.accept_language.is_empty() {
            request = request.header("accept-language", &self.accept_language);
        }
        let answer = request.send().await.unwrap();
        if let Some(cookie) = answer.headers().get("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            for attribute in ["HttpOnly", "SameSite=Lax", "Path=/signin", "Max-Age=600"] {
                assert!(cookie.contains(attribute), "{cookie}");
            }
            self.cookie = cookie.split(['=', ';']).nth(1).unwrap().to_owned();
        }
        answer
    }

    pub fn form_token(&self) -> String {
        self.tag("form").map(|tag| attribute(&tag, "value")).unwrap_or_default()
    }

    /// The tag of the input `name`.
    pub fn tag(&self, name: &str) -> Option<String> {
        let at = self.html.find(&format!(" name=\"{name}\""))?;
        let start = self.html[..at].rfind('<')?;
        let end = self.html[at..].find('>')? + at;
        Some(self.html[start..=end].to_owned())
    }

    pub fn value(&self, name: &str) -> String {
        attribute(&self.tag(name).unwrap_or_default(), "value")
    }

    /// The sentence beside the input `name`, when it is marked as wrong in every way that it should be.
    pub fn refusal(&self, name: &str) -> Option<String> {
        let id = format!("{name}_error");
        let tag = self.tag(name)?;
        let sentence =
            self.html.split(&format!("id=\"{id}\">")).nth(1)?.split("</svg>").nth(1)?.split("</p>").next()?;
        assert!(tag.contains("aria-invalid=\"true\""), "{tag}");
        assert!(attribute(&tag, "aria-describedby").split(' ').any(|described| described == id), "{tag}");
        Some(unescape(sentence))
    }

    pub fn focused(&self, name: &str) -> bool {
        self.html.matches("autofocus").count() == 1
            && self.tag(name).is_some_and(|tag| tag.contains("autofocus"))
    }

    /// The code that the sandbox shows.
    pub fn shown_code(&self) -> String {
        let shown = self.html.split("data-testid=\"signin-sandbox-code\">").nth(1).unwrap();
        shown.split('<').next().unwrap().to_owned()
    }

    /// The code of a page that ends the sign-in.
    pub fn error_code(&self) -> String {
        let shown = self.html.split("data-testid=\"signin-error\">").nth(1).unwrap_or_default();
        shown.split('<').next().unwrap().rsplit([' ', '：']).next().unwrap().to_owned()
    }

    /// What the app's listener got.
    pub fn answer(&self) -> HashMap<String, String> {
        let url = self.left_to.as_ref().unwrap_or_else(|| panic!("still at {}: {}", self.path, self.html));
        url.query_pairs().into_owned().collect()
    }

    pub async fn type_identity(&mut self, legal_name: &str, identity_number: &str) {
        self.submit("/signin/who", &[("legal_name", legal_name), ("identity_number", identity_number)]).await;
    }

    pub async fn type_code(&mut self, code: &str) {
        self.submit("/signin/code", &[("code", code)]).await;
    }

    /// From the first page to the app with a typed identity; returns the authorization code.
    pub async fn walk(&mut self, legal_name: &str, identity_number: &str, display_name: &str) -> String {
        self.type_identity(legal_name, identity_number).await;
        self.type_code(&self.shown_code()).await;
        if self.left_to.is_none() {
            assert_eq!(self.path, "/signin/name", "{}", self.html);
            self.submit("/signin/name", &[("display_name", display_name)]).await;
        }
        self.answer()["code"].clone()
    }
}

fn attribute(tag: &str, name: &str) -> String {
    let value = tag.split(&format!(" {name}=\"")).nth(1).unwrap_or_default();
    unescape(value.split('"').next().unwrap())
}

pub fn unescape(html: &str) -> String {
    [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")]
        .iter()
        .fold(html.to_owned(), |text, (entity, plain)| text.replace(entity, plain))
}
