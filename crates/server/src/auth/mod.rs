//! Who asks: a bearer token becomes a person and a device.
//!
//! Promises: a token that is unknown, expired or revoked answers 401 and nothing else happens. What was looked up once
//! is trusted until the next commit or two seconds, whichever comes first, so that a burst of reads costs one look-up.

mod rates;
mod streams;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use circles_domain::{DeviceId, PersonId, Timestamp};
use circles_wire::ErrorCode;
use sha2::{Digest, Sha256};

pub use rates::Rates;
pub use streams::{Place, Streams};

use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::{self, recent::Recent};

/// Sessions looked up lately, by the hash of their token.
pub type Sessions = Recent<[u8; 32], (Signed, Timestamp)>;

/// The person and the device that a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub person: PersonId,
    /// From which device.
    pub device: DeviceId,
}

/// The hash under which a token is kept.
#[must_use]
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

impl FromRequestParts<AppState> for Signed {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let token = parts
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .ok_or_else(|| Error::code(ErrorCode::Unauthenticated))?;
        let hash = token_hash(token);
        let (epoch, now) = (state.db.epoch(), state.now());
        if let Some((signed, expires_at)) = state.sessions.find(&hash, epoch) {
            return if now < expires_at { Ok(signed) } else { Err(Error::code(ErrorCode::Unauthenticated)) };
        }
        let session = store::sessions::find(state.db.read(), &hash).await?;
        let session = session.ok_or_else(|| Error::code(ErrorCode::Unauthenticated))?;
        if session.revoked {
            return Err(Error::code(ErrorCode::SessionRevoked));
        }
        if session.expires_at <= now {
            return Err(Error::code(ErrorCode::Unauthenticated));
        }
        state.sessions.keep(hash, epoch, (session.signed, session.expires_at));
        Ok(session.signed)
    }
}
