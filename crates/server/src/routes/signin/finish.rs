//! The end of the pages: an authorization code goes to the device's own listener.

use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use circles_domain::PersonId;

use super::refusal;
use super::visit::Visit;
use crate::auth::token_hash;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::Write;
use crate::store::codes::{self, Code};
use crate::store::{bans, people};

/// Commits `tx` with a new code for `person` and sends the browser home. Who is shut out is told why, and keeps nothing
/// of what `tx` did; who asked for the account to be deleted is asked again.
pub async fn enter(mut tx: Write, state: &AppState, visit: &Visit, person: PersonId) -> Result<Response> {
    let attempt = &visit.attempt;
    if let Some((reason, until)) = bans::find_of(&mut *tx, person, state.now()).await? {
        return Ok(refusal::banned(visit.language, &reason, until));
    }
    if people::find(&mut *tx, person).await?.is_some_and(|person| person.delete_at.is_some()) {
        tx.commit().await?;
        return Ok(Redirect::to("/signin/keep").into_response());
    }
    // A device is one person's for good; another person's app makes another device.
    let owner = codes::find_device_owner(&mut *tx, attempt.device).await?;
    if owner.is_some_and(|owner| owner != person) {
        let answer = [("error", "access_denied"), ("state", attempt.state.as_str())];
        return Ok(go_back(state, &attempt.redirect_uri, &answer));
    }
    let code = secret()?;
    let kept = Code {
        attempt: attempt.id,
        person,
        device: attempt.device,
        device_name: attempt.device_name.clone(),
        redirect_uri: attempt.redirect_uri.clone(),
        code_challenge: attempt.code_challenge.clone(),
        key_thumbprint: attempt.key_thumbprint.clone(),
        expires_at: state.now().plus_seconds(state.config.limits.code_s),
        refresh_hash: None,
    };
    codes::put(&mut tx, &token_hash(&code), &kept).await?;
    tx.commit().await?;
    Ok(go_back(state, &attempt.redirect_uri, &[("code", &code), ("state", &attempt.state)]))
}

/// Sends the browser to the device with `answer`, and with who gives it (RFC 9207): a device that asked somebody else
/// must not take it.
pub fn go_back(state: &AppState, redirect_uri: &str, answer: &[(&str, &str)]) -> Response {
    let pairs: Vec<_> = answer.iter().copied().chain([("iss", state.addresses.issuer())]).collect();
    Redirect::to(&with_query(redirect_uri, &pairs)).into_response()
}

/// 256 random bits as text.
pub fn secret() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// `uri` with `pairs` as its query.
fn with_query(uri: &str, pairs: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{uri}?{query}")
}
