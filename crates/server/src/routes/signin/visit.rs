//! Whose page it is: the cookie names the attempt, the hidden field of a form proves that our page sent it.

use std::collections::HashMap;

use axum::extract::{FromRequest, FromRequestParts, RawForm, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use subtle::ConstantTimeEq as _;

use super::address::address_key;
use super::language::Language;
use super::refusal::{Refusal, failed, finished, language_of};
use crate::auth::token_hash;
use crate::state::AppState;
use crate::store::sign_in::Attempt;
use crate::store::{codes, sign_in};

/// Name of the cookie.
pub const COOKIE: &str = "circles_sign_in";

/// A request that belongs to an attempt under way.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The attempt.
    pub attempt: Attempt,
    /// What its forms must carry.
    pub form_token: String,
    /// The language of its pages.
    pub language: Language,
    /// Stands for the network address.
    pub address_key: [u8; 32],
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let language = language_of(&parts.headers);
        let cookie = find_cookie(&parts.headers).ok_or_else(|| Refusal::AttemptUnknown.page(language))?;
        let found = sign_in::find(state.db.read(), &token_hash(cookie)).await;
        let attempt = found.map_err(|error| failed(language, error.into()))?;
        let attempt = attempt.ok_or_else(|| Refusal::AttemptUnknown.page(language))?;
        let language = Language::from_tag(&attempt.language).unwrap_or(language);
        let redeemed = codes::is_redeemed(state.db.read(), attempt.id).await;
        if redeemed.map_err(|error| failed(language, error.into()))? {
            return Err(finished(language));
        }
        if attempt.expires_at <= state.now() {
            return Err(Refusal::AttemptExpired.page(language));
        }
        let address_key = address_key(state, &parts.extensions, &parts.headers);
        Ok(Self { attempt, form_token: form_token(cookie), language, address_key })
    }
}

/// A form that one of our pages sent.
#[derive(Clone, Debug)]
pub struct Posted {
    /// Whose.
    pub visit: Visit,
    fields: HashMap<String, String>,
}

impl Posted {
    /// What was typed into `name`.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

impl FromRequest<AppState> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, state).await?;
        let form = RawForm::from_request(Request::from_parts(parts, body), state).await;
        let RawForm(bytes) = form.map_err(|_| Refusal::FormUnreadable.page(visit.language))?;
        let fields: HashMap<_, _> = url::form_urlencoded::parse(&bytes).into_owned().collect();
        let posted = Self { visit, fields };
        if bool::from(posted.field("form").as_bytes().ct_eq(posted.visit.form_token.as_bytes())) {
            Ok(posted)
        } else {
            Err(Refusal::FormForeign.page(posted.visit.language))
        }
    }
}

/// Follows from the cookie, which no other site can read, and not from what the database holds of it.
fn form_token(cookie: &str) -> String {
    hex::encode(token_hash(&format!("form of {cookie}")))
}

fn find_cookie(headers: &HeaderMap) -> Option<&str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    pairs
        .flat_map(|pairs| pairs.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}
