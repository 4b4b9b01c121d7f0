//! The server's side: reading a proof and believing it.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine as _;
use serde::Deserialize;

use super::jwk::Jwk;
use super::{ALGORITHM, BASE64URL, Claims, Flaw, TYPE, Thumbprint};

/// The most bytes of a proof.
const PROOF_MAX: usize = 4_096;
/// The most bytes of a proof's id.
const JTI_MAX: usize = 128;

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    typ: String,
    #[serde(default)]
    alg: String,
    jwk: Option<serde_json::Value>,
    /// Extensions that must be understood; none is.
    crit: Option<serde::de::IgnoredAny>,
}

/// A proof that was read, not yet believed: [`Proof::verify`] checks its signature.
#[derive(Debug)]
pub struct Proof<'a> {
    /// What it says.
    pub claims: Claims,
    /// Of the key that it names.
    pub thumbprint: Thumbprint,
    point: Vec<u8>,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Proof<'a> {
    /// Reads the value of a header.
    ///
    /// # Errors
    /// The first [`Flaw`] of its form.
    pub fn read(text: &'a str) -> Result<Self, Flaw> {
        if text.len() > PROOF_MAX {
            return Err(Flaw::Malformed);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(Flaw::Malformed)?;
        let (head, claims) = signed.split_once('.').ok_or(Flaw::Malformed)?;
        let decode = |part: &str| BASE64URL.decode(part).map_err(|_| Flaw::Malformed);
        let head: Head = serde_json::from_slice(&decode(head)?).map_err(|_| Flaw::Malformed)?;
        if head.typ != TYPE {
            return Err(Flaw::Type);
        }
        if head.alg != ALGORITHM {
            return Err(Flaw::Algorithm);
        }
        if head.crit.is_some() {
            return Err(Flaw::Malformed);
        }
        let jwk = head.jwk.ok_or(Flaw::Key)?;
        if jwk.get("d").is_some() {
            return Err(Flaw::PrivateKey);
        }
        let jwk: Jwk = serde_json::from_value(jwk).map_err(|_| Flaw::Key)?;
        let point = jwk.point().ok_or(Flaw::Key)?;
        let claims: Claims = serde_json::from_slice(&decode(claims)?).map_err(|_| Flaw::Malformed)?;
        if claims.jti.is_empty() || claims.jti.len() > JTI_MAX {
            return Err(Flaw::Malformed);
        }
        let signature = decode(signature)?;
        Ok(Self { claims, thumbprint: jwk.thumbprint(), point, signed, signature })
    }

    /// Whether it is signed by the key that it names.
    ///
    /// # Errors
    /// [`Flaw::Signature`]; a point that is not on the curve is one too.
    pub fn verify(&self) -> Result<(), Flaw> {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &self.point)
            .verify(self.signed.as_bytes(), &self.signature)
            .map_err(|_| Flaw::Signature)
    }
}
