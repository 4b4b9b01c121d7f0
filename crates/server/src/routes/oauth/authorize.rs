//! The authorization request: checked, then a sign-in attempt begins in this browser.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use circles_domain::DeviceId;
use circles_domain::person::is_forbidden;
use circles_wire::dpop::Thumbprint;
use circles_wire::session::{self, AuthorizeQuery};
use uuid::Uuid;

use super::form::Parameters;
use crate::auth::token_hash;
use crate::error::Result;
use crate::identity::Purpose;
use crate::routes::signin::{COOKIE, Language, Refusal, address_key, failed, go_back, secret};
use crate::state::AppState;
use crate::store::sign_in::Attempt;
use crate::store::{codes, sign_in, tries};

const STATE_MAX: usize = 512;
const DEVICE_NAME_MAX: usize = 64;

/// Begins to sign in, in the system browser.
#[utoipa::path(
    get,
    path = session::AUTHORIZE,
    tag = "session",
    params(AuthorizeQuery),
    responses(
        (status = SEE_OTHER, description = "To the sign-in pages, or back to the device with `error` and `state`"),
        (status = BAD_REQUEST, description = "A page: the answer has nowhere safe to go", content_type = "text/html"),
        (status = TOO_MANY_REQUESTS, description = "A page: too many attempts from one address", content_type = "text/html"),
    )
)]
pub async fn authorize(State(state): State<AppState>, request: Request) -> Response {
    let asked = Parameters::parse(request.uri().query().unwrap_or_default().as_bytes());
    let language = Language::choose(asked.get("ui_locales"), accept_language(request.headers()));
    // Until these two hold, an answer could go to a stranger: the browser stays here.
    if asked.get("client_id") != session::CLIENT_ID {
        return Refusal::InvalidClient.page(language);
    }
    let redirect_uri = asked.get("redirect_uri");
    if !is_loopback_callback(redirect_uri) {
        return Refusal::InvalidRedirectUri.page(language);
    }
    let attempt = match check(&asked, language) {
        Ok(attempt) => attempt,
        Err(error) => {
            let back = Some(asked.get("state")).filter(|state| is_state(state)).map(|state| ("state", state));
            let pairs: Vec<_> = [("error", error)].into_iter().chain(back).collect();
            return go_back(&state, redirect_uri, &pairs);
        }
    };
    // Opening pages is counted apart from trying names on them.
    let address = address_key(&state, request.extensions(), request.headers());
    let pages_key = state.keys.keyed_hash(Purpose::Address, &address);
    begin(&state, attempt, pages_key, language).await.unwrap_or_else(|error| failed(language, error))
}

async fn begin(
    state: &AppState,
    mut attempt: Attempt,
    pages_key: [u8; 32],
    language: Language,
) -> Result<Response> {
    let (now, limits) = (state.now(), &state.config.limits);
    attempt.expires_at = now.plus_seconds(limits.sign_in_s);
    let cookie = secret()?;
    let most = limits.sign_in_pages_per_address;
    // Whoever opens too many does not hold up those who write; so many at once that all pass here are told below.
    let mut reader = state.db.read().acquire().await?;
    if let Some(seconds) = tries::wait(&mut *reader, &pages_key, most, now).await? {
        return Ok(Refusal::TooMany(seconds).page(language));
    }
    drop(reader);
    let mut tx = state.db.write().await?;
    if let Some(seconds) = tries::wait(&mut *tx, &pages_key, most, now).await? {
        return Ok(Refusal::TooMany(seconds).page(language));
    }
    tries::note(&mut tx, &pages_key, now).await?;
    sign_in::prune(&mut tx, now).await?;
    codes::prune(&mut tx, now, limits.refresh_s).await?;
    sign_in::insert(&mut tx, &attempt, &token_hash(&cookie)).await?;
    tx.commit().await?;
    let secure =
        if state.config.public_urls.iter().all(|url| url.starts_with("https://")) { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE}={cookie}; Path=/signin; Max-Age={}; HttpOnly; SameSite=Lax{secure}",
        limits.sign_in_s
    );
    let mut response = Redirect::to("/signin/who").into_response();
    let cookie = HeaderValue::try_from(cookie).map_err(crate::Error::internal)?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// The attempt that was asked for, or an error code of RFC 6749 section 4.1.2.1.
fn check(asked: &Parameters, language: Language) -> Result<Attempt, &'static str> {
    if asked.doubled() || !is_state(asked.get("state")) {
        return Err("invalid_request");
    }
    if asked.get("response_type") != "code" {
        return Err("unsupported_response_type");
    }
    let challenge = asked.get("code_challenge");
    if asked.get("code_challenge_method") != "S256" || !is_challenge(challenge) {
        return Err("invalid_request");
    }
    let key = asked.get("dpop_jkt");
    if !key.is_empty() && Thumbprint::parse(key).is_none() {
        return Err("invalid_request");
    }
    let device = asked.get("device_id").parse::<DeviceId>().map_err(|_| "invalid_request")?;
    if device.0.is_nil() {
        return Err("invalid_request");
    }
    let name =
        asked.get("device_name").trim().chars().filter(|c| !is_forbidden(*c)).take(DEVICE_NAME_MAX).collect();
    Ok(Attempt {
        id: Uuid::now_v7(),
        redirect_uri: asked.get("redirect_uri").to_owned(),
        state: asked.get("state").to_owned(),
        code_challenge: challenge.to_owned(),
        key_thumbprint: key.to_owned(),
        device,
        device_name: name,
        language: language.tag().to_owned(),
        expires_at: circles_domain::Timestamp::from_micros(0),
    })
}

fn accept_language(headers: &HeaderMap) -> &str {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Exactly `http://127.0.0.1:PORT/callback`: the address, not a name that something else may answer to.
fn is_loopback_callback(uri: &str) -> bool {
    let port =
        uri.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.strip_suffix(session::REDIRECT_PATH));
    port.is_some_and(|port| {
        port.bytes().all(|byte| byte.is_ascii_digit())
            && !port.starts_with('0')
            && port.parse::<u16>().is_ok_and(|port| port >= 1_024)
    })
}

fn is_state(state: &str) -> bool {
    (1..=STATE_MAX).contains(&state.len()) && state.bytes().all(|byte| byte.is_ascii_graphic())
}

/// BASE64URL of 32 bytes.
fn is_challenge(challenge: &str) -> bool {
    challenge.len() == 43 && challenge.bytes().all(is_base64url)
}

const fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::is_loopback_callback;

    #[test]
    fn a_code_goes_to_this_computer_only() {
        for good in ["http://127.0.0.1:1024/callback", "http://127.0.0.1:65535/callback"] {
            assert!(is_loopback_callback(good), "{good}");
        }
        for bad in [
            "",
            "http://127.0.0.1/callback",
            "http://127.0.0.1:/callback",
            "http://127.0.0.1:80/callback",
            "http://127.0.0.1:65536/callback",
            "http://127.0.0.1:08080/callback",
            "http://127.0.0.1:+8080/callback",
            "http://localhost:8080/callback",
            "https://127.0.0.1:8080/callback",
            "http://127.0.0.1:8080/callback/",
            "http://127.0.0.1:8080/callback?x=1",
            "http://127.0.0.1:8080/callback#x",
            "http://127.0.0.1:8080/other",
            "http://127.0.0.1:8080@evil.example/callback",
            "http://127.0.0.1:8080\r\n/callback",
            "http://127.0.0.1.evil.example:8080/callback",
            "http://127.1:8080/callback",
            "http://[::1]:8080/callback",
            "HTTP://127.0.0.1:8080/callback",
            "http://user@127.0.0.1:8080/callback",
        ] {
            assert!(!is_loopback_callback(bad), "{bad:?}");
        }
    }
}
