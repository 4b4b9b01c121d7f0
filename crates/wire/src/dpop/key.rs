//! The device's side: a key, and the proofs that it signs.

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;

use super::jwk::Jwk;
use super::{ALGORITHM, BASE64URL, Claims, TYPE, Thumbprint, Unusable, token_hash};

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
