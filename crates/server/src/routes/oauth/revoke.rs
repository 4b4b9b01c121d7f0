//! Signing out (RFC 7009): either token ends the device's whole session. No proof is asked for: whoever holds a token that
//! is not theirs can at worst end it.

use axum::extract::rejection::RawFormRejection;
use axum::extract::{RawForm, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use circles_wire::device::SessionEnd;
use circles_wire::session::{self, TokenError};
use serde::Deserialize;

use super::form::{Refused, read, uncached};
use crate::auth::token_hash;
use crate::error::Result;
use crate::state::{AppState, Poke};
use crate::store::{codes, sessions};

/// The form of the revocation endpoint.
#[derive(Deserialize, utoipa::ToSchema)]
#[expect(dead_code, reason = "describes the form, which is read leniently")]
struct RevokeForm {
    /// A refresh or an access token.
    token: String,
}

/// Signs a device out. An unknown token is a success: it is not valid, which is what was asked for.
#[utoipa::path(
    post,
    path = session::REVOKE,
    tag = "session",
    request_body(content = RevokeForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = OK), (status = BAD_REQUEST, body = TokenError))
)]
pub async fn revoke(State(state): State<AppState>, form: Result<RawForm, RawFormRejection>) -> Response {
    let asked = match read(form) {
        Ok(asked) if asked.get("token").is_empty() => return Refused::InvalidRequest.into_response(),
        Ok(asked) => asked,
        Err(refused) => return refused.into_response(),
    };
    match end(&state, asked.get("token")).await {
        Ok(()) => uncached(StatusCode::OK.into_response()),
        Err(error) => error.into_response(),
    }
}

async fn end(state: &AppState, token: &str) -> Result<()> {
    let hash = token_hash(token);
    // Anybody may ask: only who has a token gets the one writer.
    let mut reader = state.db.read().acquire().await?;
    let signed = match codes::find_refresh_token(&mut *reader, &hash).await? {
        Some(session) => session.signed,
        None => match sessions::find(&mut *reader, &hash).await? {
            Some(session) => session.signed,
            None => return Ok(()),
        },
    };
    drop(reader);
    let mut tx = state.db.write().await?;
    sessions::revoke(&mut tx, signed.device, SessionEnd::SignedOut, state.now()).await?;
    tx.commit().await?;
    state.poke(Poke::Person(signed.person));
    Ok(())
}
