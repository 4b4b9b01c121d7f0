//! RSA2, as the platform calls it: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2), signatures in Base64.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, PublicKey};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// Signs what this server says. `Debug` shows none of it.
pub struct SigningKey(KeyPair);

/// Checks what the platform says.
#[derive(Clone, Debug)]
pub struct VerifyingKey(UnparsedPublicKey<Vec<u8>>);

impl SigningKey {
    /// From a PEM file, PKCS #8 or PKCS #1, or the bare Base64 that the platform's tool writes; 2,048 bits at least.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let der = der(text)?;
        KeyPair::from_pkcs8(&der).or_else(|_| KeyPair::from_der(&der)).ok().map(Self)
    }

    /// The signature of `text`. `None` when the operating system gives no randomness.
    #[must_use]
    pub fn sign(&self, text: &str) -> Option<String> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).ok()?;
        Some(BASE64_STANDARD.encode(signature))
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey")
    }
}

impl VerifyingKey {
    /// From a PEM file or bare Base64.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let der = der(text)?;
        PublicKey::from_der(&der).ok()?;
        Some(Self(UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der)))
    }

    /// Whether `signature` is that of exactly these bytes.
    #[must_use]
    pub fn verifies(&self, bytes: &[u8], signature: &str) -> bool {
        BASE64_STANDARD.decode(signature).is_ok_and(|signature| self.0.verify(bytes, &signature).is_ok())
    }
}

fn der(text: &str) -> Option<Vec<u8>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
    BASE64_STANDARD.decode(lines.collect::<String>()).ok().filter(|der| !der.is_empty())
}
