//! Pages that end a sign-in. Each has a code, for tests and for whoever is asked for help.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use circles_domain::Timestamp;

use super::language::Language;
use super::pages::{MessagePage, Page, answer};
use crate::Error;
use crate::identity::Unproven;

/// Why a sign-in cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// An app that is not known.
    InvalidClient,
    /// An address that a code must not be sent to.
    InvalidRedirectUri,
    /// No cookie, or one of no attempt.
    AttemptUnknown,
    /// Open for too long.
    AttemptExpired,
    /// A form of another attempt's page.
    FormForeign,
    /// A form that is none.
    FormUnreadable,
    /// Too many pages opened from one address.
    TooMany(u64),
    /// The provider holds no verified name or birth date.
    ProviderUnproven,
    /// The provider says: under 14.
    TooYoung,
    /// An answer of another issuer, or to another question.
    ProviderMismatched,
    /// The provider's answer breaks the protocol.
    ProviderUnusable,
    /// The provider does not answer.
    ProviderUnreachable,
}

impl From<Unproven> for Refusal {
    fn from(unproven: Unproven) -> Self {
        match unproven {
            Unproven::Missing(_) => Self::ProviderUnproven,
            Unproven::TooYoung => Self::TooYoung,
            Unproven::Mismatched | Unproven::Cancelled => Self::ProviderMismatched,
            Unproven::Unusable(_) => Self::ProviderUnusable,
            Unproven::Unreachable(_) => Self::ProviderUnreachable,
        }
    }
}

impl Refusal {
    const fn code(self) -> &'static str {
        match self {
            Self::InvalidClient => "invalid_client",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::AttemptUnknown => "attempt_unknown",
            Self::AttemptExpired => "attempt_expired",
            Self::FormForeign => "form_foreign",
            Self::FormUnreadable => "form_unreadable",
            Self::TooMany(_) => "rate_limited",
            Self::ProviderUnproven => "provider_unproven",
            Self::TooYoung => "too_young",
            Self::ProviderMismatched => "provider_mismatched",
            Self::ProviderUnusable => "provider_unusable",
            Self::ProviderUnreachable => "provider_unreachable",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::InvalidClient | Self::InvalidRedirectUri | Self::AttemptUnknown | Self::FormUnreadable => {
                StatusCode::BAD_REQUEST
            }
            Self::AttemptExpired => StatusCode::GONE,
            Self::FormForeign | Self::ProviderUnproven | Self::TooYoung | Self::ProviderMismatched => {
                StatusCode::FORBIDDEN
            }
            Self::ProviderUnusable | Self::ProviderUnreachable => StatusCode::BAD_GATEWAY,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    /// The page.
    pub fn page(self, language: Language) -> Response {
        let code = self.code();
        let mut response = message(
            language,
            self.status(),
            "error.title",
            &[&format!("error.{code}"), "error.again"],
            Some(code),
        );
        if let Self::TooMany(seconds) = self {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// The page of a failure that is not the person's; the log says more.
pub fn failed(language: Language, error: Error) -> Response {
    let status = error.into_response().status();
    message(language, status, "error.title", &["error.internal", "error.again"], Some("internal"))
}

/// The page after the device has taken its tokens.
pub fn finished(language: Language) -> Response {
    message(language, StatusCode::OK, "finished.title", &["finished.text"], None)
}

/// The language that the browser asks for.
#[must_use]
pub fn language_of(headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Language::choose("", accepted.unwrap_or_default())
}

fn message(
    language: Language,
    status: StatusCode,
    title: &'static str,
    sentences: &[&str],
    code: Option<&'static str>,
) -> Response {
    let page = Page { language, form_token: String::new(), step: "end", refused: false, notice: None };
    let sentences = sentences.iter().map(|key| language.text(key).to_owned()).collect();
    end(page, status, title, sentences, code)
}

/// The page for somebody who may not come back, with the operator's words and the end.
pub fn banned(language: Language, reason: &str, until: Timestamp) -> Response {
    let page = Page { language, form_token: String::new(), step: "end", refused: false, notice: None };
    let end_of_it = if until.as_micros() == crate::store::FOREVER_US {
        language.text("error.banned.forever").to_owned()
    } else {
        language.with("error.banned.until", "day", &language.day(until))
    };
    let sentences = vec![end_of_it, language.with("error.banned.reason", "reason", reason)];
    end(page, StatusCode::FORBIDDEN, "error.title", sentences, Some("banned"))
}

fn end(
    page: Page,
    status: StatusCode,
    title: &'static str,
    sentences: Vec<String>,
    code: Option<&'static str>,
) -> Response {
    answer(status, &MessagePage { page, title, sentences, code })
}
