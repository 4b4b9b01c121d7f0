//! The token endpoint: a code becomes tokens once; a refresh token gives access tokens until its end. Both are bound to
//! the key whose proof comes with the request (RFC 9449 section 5).

use axum::extract::rejection::RawFormRejection;
use axum::extract::{RawForm, State};
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use circles_domain::{PersonId, Timestamp};
use circles_wire::device::SessionEnd;
use circles_wire::dpop::{SCHEME, Thumbprint};
use circles_wire::session::{self, TokenError, TokenRequest, TokenResponse};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::form::{Parameters, Refused, read, uncached};
use crate::auth::proof::{self, Wanted};
use crate::auth::{Signed, end_stolen, token_hash};
use crate::error::{Error, Result};
use crate::routes::signin::secret;
use crate::state::{AppState, Poke};
use crate::store::{Write, bans, codes, people, proofs, sessions};

type Granted = std::result::Result<TokenResponse, Refused>;

/// Gives tokens for a code or a refresh token.
#[utoipa::path(
    post,
    path = session::TOKEN,
    tag = "session",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = OK, body = TokenResponse),
        (status = BAD_REQUEST, body = TokenError),
        (status = UNAUTHORIZED, body = TokenError),
    )
)]
pub async fn token(
    State(state): State<AppState>,
    headers: HeaderMap,
    form: Result<RawForm, RawFormRejection>,
) -> Response {
    let asked = match read(form) {
        Ok(asked) => asked,
        Err(refused) => return refused.into_response(),
    };
    match grant(&state, &headers, &asked).await {
        Ok(Ok(tokens)) => uncached(axum::Json(tokens).into_response()),
        Ok(Err(refused)) => refused.into_response(),
        Err(error) => uncached(error.into_response()),
    }
}

async fn grant(state: &AppState, headers: &HeaderMap, asked: &Parameters) -> Result<Granted> {
    if asked.get("client_id") != session::CLIENT_ID {
        return Ok(Err(Refused::InvalidClient));
    }
    let wanted = Wanted { method: &Method::POST, path: session::TOKEN, token: None };
    let key = match proof::check(state, headers, wanted) {
        Ok(key) => key,
        Err(flaw) => return Ok(Err(Refused::Proof(flaw))),
    };
    match asked.get("grant_type") {
        "authorization_code" => redeem(state, key, asked).await,
        "refresh_token" => refresh(state, key, asked).await,
        "" => Ok(Err(Refused::InvalidRequest)),
        _ => Ok(Err(Refused::UnsupportedGrantType)),
    }
}

async fn redeem(state: &AppState, key: Thumbprint, asked: &Parameters) -> Result<Granted> {
    let verifier = asked.get("code_verifier");
    if asked.get("code").is_empty() || asked.get("redirect_uri").is_empty() || !is_verifier(verifier) {
        return Ok(Err(Refused::InvalidRequest));
    }
    let (now, limits) = (state.now(), &state.config.limits);
    let hash = token_hash(asked.get("code"));
    let mut tx = state.db.write().await?;
    let Some(code) = codes::find(&mut *tx, &hash).await? else {
        return Ok(Err(Refused::InvalidGrant));
    };
    if let Some(refresh_hash) = code.refresh_hash {
        // Two holders of one code: which of them is the thief is not known, so neither keeps the session.
        if codes::find_refresh_token(&mut *tx, &refresh_hash).await?.is_some() {
            sessions::revoke(&mut tx, code.device, SessionEnd::CodeReused, now).await?;
            tx.commit().await?;
            tracing::warn!(device = %code.device, "an authorization code came twice: its session was ended");
            state.poke(Poke::Person(code.person));
        }
        return Ok(Err(Refused::InvalidGrant));
    }
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let proven = bool::from(challenge.as_bytes().ct_eq(code.code_challenge.as_bytes()))
        && (code.key_thumbprint.is_empty() || code.key_thumbprint == key.to_string());
    if !proven || now >= code.expires_at || asked.get("redirect_uri") != code.redirect_uri {
        return Ok(Err(Refused::InvalidGrant));
    }
    let owner = codes::find_device_owner(&mut *tx, code.device).await?;
    if owner.is_some_and(|owner| owner != code.person) {
        return Ok(Err(Refused::InvalidGrant));
    }
    if !may_enter(&mut tx, code.person, now).await? {
        return Ok(Err(Refused::InvalidGrant));
    }
    let refresh_token = secret()?;
    let refresh_hash = token_hash(&refresh_token);
    let ends = now.plus_seconds(limits.refresh_s);
    let signed = Signed { person: code.person, device: code.device };
    sessions::put_device(&mut tx, signed, &code.device_name, key, now).await?;
    codes::put_refresh_token(&mut tx, code.device, &refresh_hash, now, ends).await?;
    codes::redeem(&mut tx, &hash, &refresh_hash, now).await?;
    proofs::forget(&mut tx, code.attempt).await?;
    let given = give(state, tx, signed, refresh_token, ends).await?;
    // The person's other devices tell them of this one.
    state.poke(Poke::Person(code.person));
    Ok(given)
}

async fn refresh(state: &AppState, key: Thumbprint, asked: &Parameters) -> Result<Granted> {
    let refresh_token = asked.get("refresh_token");
    if refresh_token.is_empty() {
        return Ok(Err(Refused::InvalidRequest));
    }
    let mut tx = state.db.write().await?;
    let Some(session) = codes::find_refresh_token(&mut *tx, &token_hash(refresh_token)).await? else {
        return Ok(Err(Refused::InvalidGrant));
    };
    if session.key != key {
        drop(tx);
        end_stolen(state, session.signed).await?;
        return Ok(Err(Refused::InvalidGrant));
    }
    if session.expires_at <= state.now() {
        return Ok(Err(Refused::InvalidGrant));
    }
    if !may_enter(&mut tx, session.signed.person, state.now()).await? {
        return Ok(Err(Refused::InvalidGrant));
    }
    sessions::note_seen(&mut tx, session.signed.device, state.now()).await?;
    give(state, tx, session.signed, refresh_token.to_owned(), session.expires_at).await
}

/// Whether somebody may be signed in: neither shut out of the platform, nor leaving, nor gone. Only the pages let whoever
/// is leaving stay, for they ask.
async fn may_enter(tx: &mut Write, person: PersonId, now: Timestamp) -> Result<bool> {
    let Some(identity) = bans::identity_of(&mut **tx, person).await? else { return Ok(false) };
    let shut_out = bans::find(&mut **tx, &identity, now).await?.is_some();
    let stays = people::find(&mut **tx, person).await?.is_some_and(|person| person.delete_at.is_none());
    Ok(stays && !shut_out)
}

/// Commits `tx` with a new access token, which never outlives the refresh token.
async fn give(
    state: &AppState,
    mut tx: Write,
    signed: Signed,
    refresh_token: String,
    ends: Timestamp,
) -> Result<Granted> {
    let now = state.now();
    let seconds = state.config.limits.access_s.min(ends.seconds_since(now));
    let access_token = secret()?;
    sessions::put_access_token(&mut tx, signed.device, &access_token, now.plus_seconds(seconds)).await?;
    let me = people::find(&mut *tx, signed.person)
        .await?
        .ok_or_else(|| Error::internal("a session without its person"))?;
    tx.commit().await?;
    Ok(Ok(TokenResponse {
        access_token,
        token_type: SCHEME.to_owned(),
        expires_in: seconds.unsigned_abs(),
        refresh_token,
        person: me.me(now),
        receipt_keys: state.keys.receipt_keys(),
    }))
}

/// RFC 7636 section 4.1.
fn is_verifier(verifier: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    (43..=128).contains(&verifier.len()) && verifier.bytes().all(allowed)
}
