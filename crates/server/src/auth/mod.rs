//! Who asks: an access token and the proof that its device sent it (RFC 9449) become a person and a device.
//!
//! Promises: a token that is unknown, expired or revoked answers 401 and nothing else happens, nor does anything when a
//! proof is missing, came before or is for another request. A token with a fresh proof of another key is a stolen one,
//! and ends its session. What was looked up once is trusted until the next commit or two seconds, whichever comes first,
//! so that a burst of reads costs one look-up.

mod addresses;
mod nonces;
pub mod proof;
mod rates;
mod streams;

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use circles_domain::{DeviceId, PersonId};
use circles_wire::ErrorCode;
use circles_wire::device::SessionEnd;
use circles_wire::dpop::{Flaw, SCHEME};
use sha2::{Digest, Sha256};

pub use addresses::Addresses;
pub use nonces::Nonces;
pub use rates::Rates;
pub use streams::{Place, Streams};

use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::sessions::Session;
use crate::store::{self, recent::Recent};
use proof::Wanted;

/// Sessions looked up lately, by the hash of their token.
pub type Sessions = Recent<[u8; 32], Session>;

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
        let token = token_of(parts).ok_or_else(|| Error::code(ErrorCode::Unauthenticated))?;
        let session = find(state, &token_hash(token)).await?;
        let wanted = Wanted { method: &parts.method, path: parts.uri.path(), token: Some(token) };
        let key = proof::check(state, &parts.headers, wanted).map_err(Error::proof)?;
        if key != session.key {
            end_stolen(state, session.signed).await?;
            return Err(Error::proof(Flaw::OtherKey));
        }
        if session.revoked {
            return Err(Error::code(ErrorCode::SessionRevoked));
        }
        if session.expires_at <= state.now() {
            return Err(Error::code(ErrorCode::Unauthenticated));
        }
        Ok(session.signed)
    }
}

/// The access token of a request. One under another scheme is none: a token that is bound to a key comes with a proof.
fn token_of(parts: &Parts) -> Option<&str> {
    let (scheme, token) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case(SCHEME).then(|| token.trim())
}

async fn find(state: &AppState, hash: &[u8; 32]) -> Result<Session> {
    let epoch = state.db.epoch();
    if let Some(session) = state.sessions.find(hash, epoch) {
        return Ok(session);
    }
    let session = store::sessions::find(state.db.read(), hash).await?;
    let session = session.ok_or_else(|| Error::code(ErrorCode::Unauthenticated))?;
    state.sessions.keep(*hash, epoch, session);
    Ok(session)
}

/// Ends a session whose token came with another key than its own: whoever holds that copy is not the device. The person
/// hears of it on all their devices.
///
/// # Errors
/// When the database fails.
pub async fn end_stolen(state: &AppState, signed: Signed) -> Result<()> {
    let mut tx = state.db.write().await?;
    store::sessions::revoke(&mut tx, signed.device, SessionEnd::Stolen, state.now()).await?;
    tx.commit().await?;
    tracing::warn!(device = %signed.device, "a token came with another key: its session was ended");
    state.poke(crate::state::Poke::Person(signed.person));
    Ok(())
}
