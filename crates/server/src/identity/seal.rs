//! Legal names at rest: XChaCha20-Poly1305 with a random nonce.
//!
//! ```text
//! version 1:  01 | nonce (24) | ciphertext and tag        key = name.key
//! ```
//! Each text is bound to its row (associated data), so that it cannot be moved to another person's.
//! The first byte leaves room for a version whose key belongs to the row and is itself wrapped by the master key.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};

const SEALED_BY_MASTER_KEY: u8 = 1;

/// A sealed text that this key does not open, or not in this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed name does not open with the key in use")]
pub struct Unreadable;

/// Encrypts `text` for the row `row`.
pub(super) fn seal(
    key: &[u8; 32],
    row: &[u8; 16],
    text: &[u8],
    nonce: [u8; 24],
) -> Result<Vec<u8>, Unreadable> {
    let cipher = XChaCha20Poly1305::new(key.into());
    let body =
        cipher.encrypt(&XNonce::from(nonce), Payload { msg: text, aad: row }).map_err(|_| Unreadable)?;
    Ok([&[SEALED_BY_MASTER_KEY], nonce.as_slice(), &body].concat())
}

/// Decrypts what [`seal`] made for the same row.
pub(super) fn open(key: &[u8; 32], row: &[u8; 16], sealed: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let rest = sealed.strip_prefix(&[SEALED_BY_MASTER_KEY]).ok_or(Unreadable)?;
    let (nonce, body) = rest.split_first_chunk::<24>().ok_or(Unreadable)?;
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: row }).map_err(|_| Unreadable)
}
