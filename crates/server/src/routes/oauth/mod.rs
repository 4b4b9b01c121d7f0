//! The server as the authorization server of its own API: OAuth 2.1, authorization code with PKCE (S256 only), for one
//! public client whose redirect goes to a port of 127.0.0.1 (RFC 8252 section 7.3).
//!
//! Promises: a code works once, for a minute, for whoever holds the verifier; used twice, it ends what the first use
//! began. A refresh token stays the same for its 90 days, so that a lost answer signs nobody out. All are 256 random
//! bits of which the database holds the SHA-256, bound to a key that only the device has (RFC 9449), and each answer names
//! its issuer (RFC 9207).
//! Does not: know who a person is (`routes::signin`, `identity`).

mod authorize;
mod form;
mod revoke;
mod token;

use axum::Json;
use axum::extract::State;
use circles_wire::{dpop, session};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::signin::Language;
use crate::state::AppState;

/// Routes of signing in and out.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(authorize::authorize))
        .routes(routes!(token::token))
        .routes(routes!(revoke::revoke))
        .routes(routes!(metadata))
}

/// What this authorization server offers (RFC 8414).
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    revocation_endpoint: String,
    response_types_supported: [&'static str; 1],
    grant_types_supported: [&'static str; 2],
    code_challenge_methods_supported: [&'static str; 1],
    token_endpoint_auth_methods_supported: [&'static str; 1],
    revocation_endpoint_auth_methods_supported: [&'static str; 1],
    dpop_signing_alg_values_supported: [&'static str; 1],
    authorization_response_iss_parameter_supported: bool,
    ui_locales_supported: [&'static str; 2],
}

/// What this authorization server offers.
#[utoipa::path(get, path = session::METADATA, tag = "session", responses((status = OK, body = Metadata)))]
async fn metadata(State(state): State<AppState>) -> Json<Metadata> {
    let issuer = state.addresses.issuer();
    Json(Metadata {
        issuer: issuer.to_owned(),
        authorization_endpoint: format!("{issuer}{}", session::AUTHORIZE),
        token_endpoint: format!("{issuer}{}", session::TOKEN),
        revocation_endpoint: format!("{issuer}{}", session::REVOKE),
        response_types_supported: ["code"],
        grant_types_supported: ["authorization_code", "refresh_token"],
        code_challenge_methods_supported: ["S256"],
        token_endpoint_auth_methods_supported: ["none"],
        revocation_endpoint_auth_methods_supported: ["none"],
        dpop_signing_alg_values_supported: [dpop::ALGORITHM],
        authorization_response_iss_parameter_supported: true,
        ui_locales_supported: [Language::English.tag(), Language::Chinese.tag()],
    })
}
