//! The pages as typed templates: what each shows is what its struct holds.

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::assets::MOSAIC;
use super::language::Language;

/// Scripts: none. Forms may end in a redirect to a device's own listener, which browsers hold against this list too.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; \
     form-action 'self' http://127.0.0.1:*; frame-ancestors 'none'; base-uri 'none'";

/// What every page has.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its language.
    pub language: Language,
    /// Proves that a form came from this attempt's page; empty where there is no form.
    pub form_token: String,
    /// Which step it is.
    pub step: &'static str,
    /// Whether an input was refused.
    pub refused: bool,
    /// A sentence above the form.
    pub notice: Option<String>,
}

impl Page {
    fn language(&self) -> &'static str {
        self.language.tag()
    }
    fn other_language(&self) -> &'static str {
        self.language.other().tag()
    }
    fn switches_language(&self) -> bool {
        !self.form_token.is_empty()
    }
    fn text(&self, key: &str) -> &'static str {
        self.language.text(key)
    }
    fn with(&self, key: &str, name: &str, value: &str) -> String {
        self.language.with(key, name, value)
    }
    // A screen reader reads the title first: it says at once that something was refused.
    fn title(&self, key: &str) -> String {
        let title = self.text(key);
        if self.refused { self.with("title.error", "title", title) } else { title.to_owned() }
    }
    fn mosaic(&self) -> [&'static str; 9] {
        MOSAIC
    }
}

/// An input and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// As typed.
    pub value: String,
    /// The sentence, if it was refused.
    pub error: Option<String>,
    /// Whether the page opens with the cursor here.
    pub focus: bool,
}

impl Input {
    /// What was typed.
    #[must_use]
    pub fn kept(value: &str) -> Self {
        Self { value: value.to_owned(), ..Self::default() }
    }
}

/// A sample person as a button.
#[derive(Clone, Debug)]
pub struct SampleView {
    /// Names it.
    pub key: &'static str,
    /// For the portrait.
    pub initial: String,
    /// What they are here.
    pub role: &'static str,
    /// Their invented name.
    pub legal_name: &'static str,
}

/// Who are you?
#[derive(Debug, Template)]
#[template(path = "who.html")]
pub struct WhoPage {
    /// Common parts.
    pub page: Page,
    /// People that one may enter as.
    pub samples: Vec<SampleView>,
    /// The legal name.
    pub legal_name: Input,
    /// The identity number.
    pub identity_number: Input,
}

/// Who are you? Somebody else knows.
#[derive(Debug, Template)]
#[template(path = "elsewhere.html")]
pub struct ElsewherePage {
    /// Common parts.
    pub page: Page,
    /// What people call the provider.
    pub provider: String,
}

/// Is it you?
#[derive(Debug, Template)]
#[template(path = "code.html")]
pub struct CodePage {
    /// Common parts.
    pub page: Page,
    /// First character and `*`.
    pub masked_name: String,
    /// The code, where nothing delivers it.
    pub shown_code: Option<String>,
    /// Whether it is filled in.
    pub prefilled: bool,
    /// The code field.
    pub code: Input,
}

/// What shall others call you?
#[derive(Debug, Template)]
#[template(path = "name.html")]
pub struct NamePage {
    /// Common parts.
    pub page: Page,
    /// First character and `*`.
    pub masked_name: String,
    /// For the portrait, once something was typed.
    pub initial: Option<char>,
    /// The display name.
    pub display_name: Input,
}

/// Keep the account that was to go?
#[derive(Debug, Template)]
#[template(path = "keep.html")]
pub struct KeepPage {
    /// Common parts.
    pub page: Page,
    /// First character and `*`.
    pub masked_name: String,
    /// When it goes.
    pub day: String,
    /// What is owed, and has to be paid before it goes.
    pub owed: Option<String>,
}

/// An end: done, or it cannot go on.
#[derive(Debug, Template)]
#[template(path = "message.html")]
pub struct MessagePage {
    /// Common parts.
    pub page: Page,
    /// Key of the title.
    pub title: &'static str,
    /// The sentences.
    pub sentences: Vec<String>,
    /// What a person can quote.
    pub code: Option<&'static str>,
}

/// The page as an answer that nobody keeps, frames or looks over the shoulder of.
pub fn answer(status: StatusCode, template: &impl Template) -> Response {
    let html = match template.render() {
        Ok(html) => html,
        Err(error) => return crate::Error::internal(error).into_response(),
    };
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    response
}
