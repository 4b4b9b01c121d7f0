//! Signing in: OAuth 2.1 authorization code with PKCE (RFC 7636, S256 only), loopback redirect (RFC 8252 section 7.3).

use circles_domain::DeviceId;
use serde::{Deserialize, Serialize};

/// Authorization endpoint, opened in the system browser.
pub const AUTHORIZE: &str = "/oauth/authorize";
/// Token endpoint, `application/x-www-form-urlencoded`.
pub const TOKEN: &str = "/oauth/token";
/// What this authorization server is called (RFC 8414); its `iss` comes back with each code (RFC 9207).
pub const METADATA: &str = "/.well-known/oauth-authorization-server";
/// Revocation endpoint (RFC 7009).
pub const REVOKE: &str = "/oauth/revoke";
/// The one public client.
pub const CLIENT_ID: &str = "circles-app";
/// The path of the loopback redirect; host is `127.0.0.1`, the port free.
pub const REDIRECT_PATH: &str = "/callback";

/// The query of the authorization request.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct AuthorizeQuery {
    /// `code`.
    pub response_type: String,
    /// [`CLIENT_ID`].
    pub client_id: String,
    /// `http://127.0.0.1:PORT/callback`.
    pub redirect_uri: String,
    /// Returned untouched; binds the answer to the question.
    pub state: String,
    /// BASE64URL(SHA256(verifier)).
    pub code_challenge: String,
    /// `S256`.
    pub code_challenge_method: String,
    /// The device that signs in.
    pub device_id: DeviceId,
    /// What the device calls itself, for the list of devices.
    #[serde(default)]
    pub device_name: String,
    /// Thumbprint of the key that the tokens will be bound to (RFC 9449 section 10): a code that somebody else carries
    /// off is worth nothing without it.
    #[serde(default)]
    pub dpop_jkt: String,
    /// Preferred language of the pages: `en` or `zh-Hans`.
    #[serde(default)]
    pub ui_locales: String,
}

/// The form of the token endpoint. A proof of possession comes with it, and the tokens are bound to its key.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "grant_type", rename_all = "snake_case")]
pub enum TokenRequest {
    /// A code for tokens; a second use revokes what the first got.
    AuthorizationCode {
        /// From the redirect.
        code: String,
        /// The same as in the authorization request.
        redirect_uri: String,
        /// The secret whose hash was the challenge.
        code_verifier: String,
        /// [`CLIENT_ID`].
        client_id: String,
    },
    /// A new access token; the refresh token stays the same.
    RefreshToken {
        /// The refresh token.
        refresh_token: String,
        /// [`CLIENT_ID`].
        client_id: String,
    },
}

/// Tokens, opaque.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenResponse {
    /// At most 15 minutes.
    pub access_token: String,
    /// `DPoP` (RFC 9449 section 5).
    pub token_type: String,
    /// Seconds.
    pub expires_in: u64,
    /// Not rotated; 90 days.
    pub refresh_token: String,
    /// Who signed in.
    pub person: crate::person::MeResponse,
    /// Keys that receipts are signed with, pinned by the device at its first sign-in.
    pub receipt_keys: Vec<crate::tip::ReceiptKey>,
}

/// An error of the token endpoint (RFC 6749 section 5.2).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenError {
    /// `invalid_request`, `invalid_grant`, `invalid_client`, `unsupported_grant_type`,
    /// `invalid_dpop_proof`, `use_dpop_nonce` (RFC 9449 section 8).
    pub error: String,
    /// For people who read logs; never decided upon.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub error_description: String,
}

/// The part of the server's metadata that a device reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuer {
    /// What `iss` must say.
    pub issuer: String,
}
