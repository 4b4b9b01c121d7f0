//! Proofs of possession (RFC 9449): with each request a device shows that it holds the key to which its tokens are
//! bound. Made and read here, so that both sides mean the same bytes.
//!
//! Promises: one signature algorithm, ES256 (RFC 7518 section 3.4), whatever a proof asks for; a [`Proof`] that was read
//! is signed by the key that it names.
//! Does not: know which proof is wanted. Method, address, nonce, token and key are compared by whoever asks for them.

mod flaw;
mod jwk;
mod key;
mod proof;
#[cfg(test)]
mod tests;

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use flaw::Flaw;
pub use key::DeviceKey;
pub use proof::Proof;

/// The request's header with the proof.
pub const PROOF: &str = "dpop";
/// The answer's header with the nonce that the next proof must carry.
pub const NONCE: &str = "dpop-nonce";
/// The scheme of `Authorization`, and the type of the tokens.
pub const SCHEME: &str = "DPoP";
/// The type of a proof (RFC 9449 section 4.2).
pub const TYPE: &str = "dpop+jwt";
/// The only algorithm.
pub const ALGORITHM: &str = "ES256";

/// SHA-256 of a public key's canonical form (RFC 7638).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Thumbprint(pub [u8; 32]);

impl Thumbprint {
    /// The thumbprint written as `text`, which `dpop_jkt` carries.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        BASE64URL.decode(text).ok()?.try_into().ok().map(Self)
    }
}

impl fmt::Display for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64URL.encode(self.0))
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Thumbprint({self})")
    }
}

/// A key that cannot be made, read or used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the device key cannot be used")]
pub struct Unusable;

/// What a proof says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Its id; works once.
    pub jti: String,
    /// The method of the request.
    pub htm: String,
    /// The address of the request, without query and fragment.
    pub htu: String,
    /// When it was made by the device's clock, in seconds. A hint: the nonce decides how fresh it is.
    pub iat: i64,
    /// The server's nonce.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// [`token_hash`] of the access token that it comes with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ath: Option<String>,
}

/// BASE64URL(SHA256(token)).
#[must_use]
pub fn token_hash(access_token: &str) -> String {
    BASE64URL.encode(Sha256::digest(access_token.as_bytes()))
}
