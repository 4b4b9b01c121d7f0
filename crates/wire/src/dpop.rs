//! Proofs of possession (RFC 9449): with each request a device shows that it holds the key to which its tokens are
//! bound. Made and read here, so that both sides mean the same bytes.
//!
//! Promises: one signature algorithm, ES256 (RFC 7518 section 3.4), whatever a proof asks for; a [`Proof`] that was read
//! is signed by the key that it names.
//! Does not: know which proof is wanted. Method, address, nonce, token and key are compared by whoever asks for them.

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

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
/// The most bytes of a proof.
const PROOF_MAX: usize = 4_096;
/// The most bytes of a proof's id.
const JTI_MAX: usize = 128;
/// Bytes of a coordinate on P-256.
const COORDINATE: usize = 32;

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

/// Why a proof is not taken. The text is for people who read logs and headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Flaw {
    /// There is none.
    #[error("a proof is required")]
    Missing,
    /// There are several.
    #[error("one proof only")]
    Doubled,
    /// It is no signed token of three parts, or too long.
    #[error("the proof is malformed")]
    Malformed,
    /// It is a token of another kind.
    #[error("the proof has another type")]
    Type,
    /// It is not signed with ES256.
    #[error("the proof has another algorithm")]
    Algorithm,
    /// It names no key on P-256.
    #[error("the proof names no usable key")]
    Key,
    /// It gives its private key away.
    #[error("the proof carries a private key")]
    PrivateKey,
    /// It is not signed by the key that it names.
    #[error("the signature does not hold")]
    Signature,
    /// It is for another method.
    #[error("the proof is for another method")]
    Method,
    /// It is for another address.
    #[error("the proof is for another address")]
    Address,
    /// It is for another token, or for none.
    #[error("the proof is for another token")]
    Token,
    /// It carries no nonce of this server that is still young enough.
    #[error("the proof needs the newest nonce")]
    Nonce,
    /// It came before.
    #[error("the proof was used before")]
    Replayed,
    /// The token is bound to another key.
    #[error("the token is bound to another key")]
    OtherKey,
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

/// The key that a device's tokens are bound to. `Debug` shows its public side.
pub struct DeviceKey {
    pair: EcdsaKeyPair,
    head: String,
    thumbprint: Thumbprint,
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({})", self.thumbprint)
    }
}

impl DeviceKey {
    /// A new key.
    ///
    /// # Errors
    /// Without randomness.
    pub fn generate() -> Result<Self, Unusable> {
        Self::of(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| Unusable)?)
    }

    /// The key that [`DeviceKey::secret`] gave.
    ///
    /// # Errors
    /// When `secret` is something else.
    pub fn from_secret(secret: &str) -> Result<Self, Unusable> {
        let document = BASE64URL.decode(secret).map_err(|_| Unusable)?;
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &document).map_err(|_| Unusable)?;
        Self::of(pair)
    }

    fn of(pair: EcdsaKeyPair) -> Result<Self, Unusable> {
        let point = pair.public_key().as_ref();
        let jwk = Jwk::of_point(point).ok_or(Unusable)?;
        let head = serde_json::json!({ "typ": TYPE, "alg": ALGORITHM, "jwk": jwk });
        let (head, thumbprint) = (BASE64URL.encode(head.to_string()), jwk.thumbprint());
        Ok(Self { pair, head, thumbprint })
    }

    /// The whole key as text (PKCS #8), for the keychain and nothing else.
    ///
    /// # Errors
    /// When it has no such form.
    pub fn secret(&self) -> Result<String, Unusable> {
        Ok(BASE64URL.encode(self.pair.to_pkcs8v1().map_err(|_| Unusable)?.as_ref()))
    }

    /// What tokens are bound to.
    #[must_use]
    pub fn thumbprint(&self) -> Thumbprint {
        self.thumbprint
    }

    /// A proof for one request of `method` to `address`, made at `iat_s` (Unix time in seconds) under `nonce`, sent with
    /// `access_token`. Its id is new each time.
    ///
    /// # Errors
    /// Without randomness.
    pub fn prove_request(
        &self,
        method: &str,
        address: &str,
        iat_s: i64,
        nonce: Option<&str>,
        access_token: Option<&str>,
    ) -> Result<String, Unusable> {
        let mut jti = [0; 16];
        aws_lc_rs::rand::fill(&mut jti).map_err(|_| Unusable)?;
        self.prove(&Claims {
            jti: BASE64URL.encode(jti),
            htm: method.to_owned(),
            htu: address.split(['?', '#']).next().unwrap_or_default().to_owned(),
            iat: iat_s,
            nonce: nonce.map(str::to_owned),
            ath: access_token.map(token_hash),
        })
    }

    /// A proof that says `claims`.
    ///
    /// # Errors
    /// Without randomness.
    pub fn prove(&self, claims: &Claims) -> Result<String, Unusable> {
        let claims = serde_json::to_vec(claims).map_err(|_| Unusable)?;
        self.sign(&format!("{}.{}", self.head, BASE64URL.encode(claims)))
    }

    /// `signed` with this key's signature as its third part.
    ///
    /// # Errors
    /// Without randomness.
    pub fn sign(&self, signed: &str) -> Result<String, Unusable> {
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).map_err(|_| Unusable)?;
        Ok(format!("{signed}.{}", BASE64URL.encode(signature.as_ref())))
    }
}

/// A public key on P-256 (RFC 7517, RFC 7518 section 6.2), its members in the order of RFC 7638.
#[derive(Serialize, Deserialize)]
struct Jwk {
    crv: String,
    kty: String,
    x: String,
    y: String,
}

impl Jwk {
    fn of_point(point: &[u8]) -> Option<Self> {
        let [4, coordinates @ ..] = point else { return None };
        let (x, y) = coordinates.split_at_checked(COORDINATE)?;
        let (x, y) = (BASE64URL.encode(x), BASE64URL.encode(y));
        Some(Self { crv: "P-256".into(), kty: "EC".into(), x, y })
    }

    /// The point, uncompressed.
    fn point(&self) -> Option<Vec<u8>> {
        if self.kty != "EC" || self.crv != "P-256" {
            return None;
        }
        let (x, y) = (BASE64URL.decode(&self.x).ok()?, BASE64URL.decode(&self.y).ok()?);
        (x.len() == COORDINATE && y.len() == COORDINATE).then(|| [[4].as_slice(), &x, &y].concat())
    }

    fn thumbprint(&self) -> Thumbprint {
        let Self { crv, kty, x, y } = self;
        // All four are plain ASCII without anything to escape.
        let canonical = format!(r#"{{"crv":"{crv}","kty":"{kty}","x":"{x}","y":"{y}"}}"#);
        Thumbprint(Sha256::digest(canonical.as_bytes()).into())
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Claims {
        Claims {
            jti: "once".into(),
            htm: "GET".into(),
            htu: "https://circles.example/v1/me".into(),
            iat: 1_795_305_600,
            nonce: Some("n".into()),
            ath: Some(token_hash("token")),
        }
    }

    #[test]
    fn a_kept_key_proves_what_the_first_one_did() {
        let key = DeviceKey::generate().unwrap();
        let kept = DeviceKey::from_secret(&key.secret().unwrap()).unwrap();
        assert_eq!(kept.thumbprint(), key.thumbprint());
        assert_eq!(Thumbprint::parse(&key.thumbprint().to_string()), Some(key.thumbprint()));
        let text = kept.prove(&claims()).unwrap();
        let proof = Proof::read(&text).unwrap();
        assert_eq!((&proof.claims, proof.thumbprint), (&claims(), key.thumbprint()));
        proof.verify().unwrap();
        assert!(!format!("{key:?}").contains(&key.secret().unwrap()));
    }

    /// RFC 9449 section 4.1 gives a proof, section 6.1 its key's thumbprint.
    #[test]
    fn the_proof_of_the_rfc_is_read() {
        let text = concat!(
            "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpD",
            "a0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6",
            "IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUu",
            "Y29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK",
            "70nfbV37xRZT3Lg"
        );
        let proof = Proof::read(text).unwrap();
        proof.verify().unwrap();
        assert_eq!(
            (proof.claims.htm.as_str(), proof.claims.htu.as_str()),
            ("POST", "https://server.example.com/token")
        );
        assert_eq!(proof.thumbprint.to_string(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    }

    #[test]
    fn no_changed_byte_is_believed() {
        let text = DeviceKey::generate().unwrap().prove(&claims()).unwrap();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            let taken = Proof::read(&changed).and_then(|proof| proof.verify());
            assert!(taken.is_err(), "byte {at}");
        }
    }
}
