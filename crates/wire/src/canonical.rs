//! The hash of a request, by which a repeated id is known to mean the same thing.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// SHA-256 over the RFC 8785 (JCS) form of `request`. A step-up token is not part of what is hashed: pass a request
/// without it.
///
/// # Errors
/// When the value has no JSON form (maps with keys that are no strings); the wire types all have one.
pub fn request_hash<T: Serialize>(request: &T) -> Result<[u8; 32], serde_json::Error> {
    let bytes = serde_json_canonicalizer::to_vec(request)?;
    Ok(Sha256::digest(&bytes).into())
}
