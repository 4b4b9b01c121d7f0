//! Whether a request holds the key that it says (RFC 9449 section 4.3).

use axum::http::{HeaderMap, Method};
use circles_wire::dpop::{self, Flaw, Proof, Thumbprint};

use crate::state::AppState;

/// What a proof must be for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The method of the request.
    pub method: &'a Method,
    /// Its path.
    pub path: &'a str,
    /// The access token that it carries; none at the token endpoint.
    pub token: Option<&'a str>,
}

/// The key that made the one proof among `headers`. What costs most comes last: a proof is used up only when all else
/// about it holds.
///
/// # Errors
/// The first [`Flaw`].
pub fn check(state: &AppState, headers: &HeaderMap, wanted: Wanted<'_>) -> Result<Thumbprint, Flaw> {
    let mut values = headers.get_all(dpop::PROOF).iter();
    let text = values.next().ok_or(Flaw::Missing)?.to_str().map_err(|_| Flaw::Malformed)?;
    if values.next().is_some() {
        return Err(Flaw::Doubled);
    }
    let proof = Proof::read(text)?;
    let claims = &proof.claims;
    if claims.htm != wanted.method.as_str() {
        return Err(Flaw::Method);
    }
    if !state.addresses.is(&claims.htu, wanted.path) {
        tracing::warn!(
            address = %state.addresses.issuer(),
            "a proof is for another address than --public-url says"
        );
        return Err(Flaw::Address);
    }
    if let Some(token) = wanted.token
        && claims.ath.as_deref() != Some(dpop::token_hash(token).as_str())
    {
        return Err(Flaw::Token);
    }
    let (now, nonce) = (state.now(), claims.nonce.as_deref().unwrap_or_default());
    if !state.nonces.knows(nonce, now) {
        return Err(Flaw::Nonce);
    }
    proof.verify()?;
    state.nonces.use_up(nonce, &proof.thumbprint, &claims.jti, now)?;
    Ok(proof.thumbprint)
}
