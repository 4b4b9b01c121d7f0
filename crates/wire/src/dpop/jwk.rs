//! A device's public key as a proof carries it.

use base64::Engine as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{BASE64URL, Thumbprint};

/// Bytes of a coordinate on P-256.
const COORDINATE: usize = 32;

/// A public key on P-256 (RFC 7517, RFC 7518 section 6.2), its members in the order of RFC 7638.
#[derive(Serialize, Deserialize)]
pub(super) struct Jwk {
    crv: String,
    kty: String,
    x: String,
    y: String,
}

impl Jwk {
    pub(super) fn of_point(point: &[u8]) -> Option<Self> {
        let [4, coordinates @ ..] = point else { return None };
        let (x, y) = coordinates.split_at_checked(COORDINATE)?;
        let (x, y) = (BASE64URL.encode(x), BASE64URL.encode(y));
        Some(Self { crv: "P-256".into(), kty: "EC".into(), x, y })
    }

    /// The point, uncompressed.
    pub(super) fn point(&self) -> Option<Vec<u8>> {
        if self.kty != "EC" || self.crv != "P-256" {
            return None;
        }
        let (x, y) = (BASE64URL.decode(&self.x).ok()?, BASE64URL.decode(&self.y).ok()?);
        (x.len() == COORDINATE && y.len() == COORDINATE).then(|| [[4].as_slice(), &x, &y].concat())
    }

    pub(super) fn thumbprint(&self) -> Thumbprint {
        let Self { crv, kty, x, y } = self;
        // All four are plain ASCII without anything to escape.
        let canonical = format!(r#"{{"crv":"{crv}","kty":"{kty}","x":"{x}","y":"{y}"}}"#);
        Thumbprint(Sha256::digest(canonical.as_bytes()).into())
    }
}
