//! Parameters of OAuth requests. One that is sent twice is refused (RFC 6749 section 3.1): two readers of one request
//! could otherwise see two requests.

use std::collections::HashMap;

use axum::extract::RawForm;
use axum::extract::rejection::RawFormRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use circles_wire::dpop::Flaw;
use circles_wire::session::TokenError;

/// The parameters of a query or a form.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    values: HashMap<String, String>,
    doubled: bool,
}

impl Parameters {
    /// Reads `encoded`.
    #[must_use]
    pub fn parse(encoded: &[u8]) -> Self {
        let mut parameters = Self::default();
        for (name, value) in url::form_urlencoded::parse(encoded).into_owned() {
            parameters.doubled |= parameters.values.insert(name, value).is_some();
        }
        parameters
    }
    /// Whether one came twice.
    #[must_use]
    pub fn doubled(&self) -> bool {
        self.doubled
    }
    /// The parameter `name`; '' when it is missing, which OAuth treats alike.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }
}

/// An error code of RFC 6749 section 5.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A parameter is missing, doubled or malformed.
    InvalidRequest,
    /// Another client than ours.
    InvalidClient,
    /// A code or a refresh token that is not valid, or not for this request.
    InvalidGrant,
    /// A grant type that is not offered.
    UnsupportedGrantType,
    /// A proof of possession that is not taken (RFC 9449 sections 5 and 8).
    Proof(Flaw),
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::InvalidRequest => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::InvalidClient => (StatusCode::UNAUTHORIZED, "invalid_client"),
            Self::InvalidGrant => (StatusCode::BAD_REQUEST, "invalid_grant"),
            Self::UnsupportedGrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
            Self::Proof(Flaw::Nonce) => (StatusCode::BAD_REQUEST, "use_dpop_nonce"),
            Self::Proof(_) => (StatusCode::BAD_REQUEST, "invalid_dpop_proof"),
        };
        let error_description = if let Self::Proof(flaw) = self { flaw.to_string() } else { String::new() };
        let body = TokenError { error: error.to_owned(), error_description };
        uncached((status, axum::Json(body)).into_response())
    }
}

/// The parameters of a posted form from our client.
///
/// # Errors
/// What to answer instead.
pub fn read(form: Result<RawForm, RawFormRejection>) -> Result<Parameters, Refused> {
    let RawForm(bytes) = form.map_err(|_| Refused::InvalidRequest)?;
    let parameters = Parameters::parse(&bytes);
    if parameters.doubled() { Err(Refused::InvalidRequest) } else { Ok(parameters) }
}

/// An answer with secrets in it, for nobody's cache (RFC 6749 section 5.1).
pub fn uncached(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
