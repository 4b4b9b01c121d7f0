//! Legal names at rest: envelope encryption with XChaCha20-Poly1305 and random nonces.
//!
//! ```text
//! version 2:  02 | id of the wrapping key (8) | nonce (24) | wrapped data key (48) | nonce (24) | ciphertext and tag
//! version 1:  01 | nonce (24) | ciphertext and tag            the wrapping key itself; read, no longer written
//! ```
//! Every row has a data key of its own, wrapped by a key outside the database. Changing that key re-wraps 48 bytes a row
//! and touches no name; a wrapping key that is destroyed takes every name with it that it alone wrapped.
//! Both parts are bound to their row (associated data), so that neither can be moved to another person's.

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use sha2::{Digest as _, Sha256};

const BY_WRAPPING_KEY: u8 = 1;
const BY_DATA_KEY: u8 = 2;

/// A sealed text that this key does not open, or not in this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed name does not open with the key in use")]
pub struct Unreadable;

/// A key that wraps data keys.
#[derive(Clone)]
pub(super) struct WrappingKey(pub(super) [u8; 32]);

/// What names a wrapping key without saying anything about it.
pub(super) type KeyId = [u8; 8];

impl Fresh {
    pub(super) fn new() -> std::io::Result<Self> {
        let mut fresh = Self { data_key: [0; 32], nonces: [[0; 24]; 2] };
        getrandom::fill(&mut fresh.data_key).map_err(std::io::Error::other)?;
        for nonce in &mut fresh.nonces {
            getrandom::fill(nonce).map_err(std::io::Error::other)?;
        }
        Ok(fresh)
    }
}

impl WrappingKey {
    pub(super) fn id(&self) -> KeyId {
        let hash = Sha256::digest([b"circles/name-key/1".as_slice(), &self.0].concat());
        let mut id = [0; 8];
        id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        id
    }
}

/// Randomness for one sealing.
pub(super) struct Fresh {
    pub(super) data_key: [u8; 32],
    pub(super) nonces: [[u8; 24]; 2],
}

/// Encrypts `text` for the row `row` under a fresh data key.
pub(super) fn seal(
    key: &WrappingKey,
    row: &[u8; 16],
    text: &[u8],
    fresh: &Fresh,
) -> Result<Vec<u8>, Unreadable> {
    let [wrapping, naming] = &fresh.nonces;
    let wrapped = encrypt(&key.0, wrapping, row, &fresh.data_key)?;
    let body = encrypt(&fresh.data_key, naming, row, text)?;
    Ok([&[BY_DATA_KEY], key.id().as_slice(), wrapping, &wrapped, naming, &body].concat())
}

/// The id of the key that a sealed text needs; `None` for version 1, which does not say.
pub(super) fn key_id(sealed: &[u8]) -> Option<KeyId> {
    Some(*sealed.strip_prefix(&[BY_DATA_KEY])?.first_chunk()?)
}

/// Decrypts what [`seal`] made for the same row.
pub(super) fn open(key: &WrappingKey, row: &[u8; 16], sealed: &[u8]) -> Result<Vec<u8>, Unreadable> {
    if let Some(rest) = sealed.strip_prefix(&[BY_WRAPPING_KEY]) {
        let (nonce, body) = rest.split_first_chunk::<24>().ok_or(Unreadable)?;
        return decrypt(&key.0, nonce, row, body);
    }
    let (data_key, body) = unwrap(key, row, sealed)?;
    let (nonce, body) = body.split_first_chunk::<24>().ok_or(Unreadable)?;
    decrypt(&data_key, nonce, row, body)
}

/// The same text with its data key wrapped by `to`; the name itself is not opened.
pub(super) fn rewrap(
    from: &WrappingKey,
    to: &WrappingKey,
    row: &[u8; 16],
    sealed: &[u8],
    nonce: &[u8; 24],
) -> Result<Vec<u8>, Unreadable> {
    let (data_key, body) = unwrap(from, row, sealed)?;
    let wrapped = encrypt(&to.0, nonce, row, &data_key)?;
    Ok([&[BY_DATA_KEY], to.id().as_slice(), nonce, &wrapped, body].concat())
}

fn unwrap<'s>(
    key: &WrappingKey,
    row: &[u8; 16],
    sealed: &'s [u8],
) -> Result<([u8; 32], &'s [u8]), Unreadable> {
    let rest = sealed.strip_prefix(&[BY_DATA_KEY]).ok_or(Unreadable)?;
    let (_, rest) = rest.split_first_chunk::<8>().ok_or(Unreadable)?;
    let (nonce, rest) = rest.split_first_chunk::<24>().ok_or(Unreadable)?;
    let (wrapped, body) = rest.split_first_chunk::<48>().ok_or(Unreadable)?;
    let data_key = decrypt(&key.0, nonce, row, wrapped)?;
    Ok((data_key.try_into().map_err(|_| Unreadable)?, body))
}

fn encrypt(key: &[u8; 32], nonce: &[u8; 24], row: &[u8; 16], text: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher.encrypt(&XNonce::from(*nonce), Payload { msg: text, aad: row }).map_err(|_| Unreadable)
}

fn decrypt(key: &[u8; 32], nonce: &[u8; 24], row: &[u8; 16], body: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: row }).map_err(|_| Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh(n: u8) -> Fresh {
        Fresh { data_key: [n; 32], nonces: [[n; 24], [n + 1; 24]] }
    }

    #[test]
    fn a_rewrapped_name_needs_the_new_key_and_only_that() {
        let (old, new, row) = (WrappingKey([1; 32]), WrappingKey([2; 32]), [7; 16]);
        let sealed = seal(&old, &row, "林示例".as_bytes(), &fresh(9)).unwrap();
        assert_eq!(key_id(&sealed), Some(old.id()));
        let moved = rewrap(&old, &new, &row, &sealed, &[5; 24]).unwrap();
        assert_eq!(key_id(&moved), Some(new.id()));
        assert_eq!(open(&new, &row, &moved).unwrap(), "林示例".as_bytes());
        assert_eq!(open(&old, &row, &moved), Err(Unreadable), "the old key may be destroyed");
        assert_eq!(open(&new, &[8; 16], &moved), Err(Unreadable), "bound to its row");
        assert_eq!(rewrap(&new, &old, &row, &sealed, &[5; 24]), Err(Unreadable));
    }

    #[test]
    fn names_of_the_first_version_are_read() {
        let (key, row) = (WrappingKey([3; 32]), [7; 16]);
        let body = encrypt(&key.0, &[4; 24], &row, b"Wen Lin").unwrap();
        let sealed = [&[BY_WRAPPING_KEY], [4; 24].as_slice(), &body].concat();
        assert_eq!(open(&key, &row, &sealed).unwrap(), b"Wen Lin");
        assert_eq!(key_id(&sealed), None);
        for cut in 0..sealed.len() {
            assert_eq!(open(&key, &row, &sealed[..cut]), Err(Unreadable), "{cut}");
        }
    }
}
