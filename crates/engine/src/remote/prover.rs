//! Proving with each request that it comes from this device (RFC 9449).

use std::sync::{Arc, Mutex, PoisonError};

use circles_domain::Clock;
use circles_wire::dpop::{DeviceKey, NONCE, PROOF, SCHEME, Unusable};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Request, Response};

use super::error::Error;

/// The key of a session, and the newest nonce that the server gave. Cheap to clone.
#[derive(Clone)]
pub struct Prover {
    inner: Arc<Inner>,
}

struct Inner {
    key: DeviceKey,
    clock: Arc<dyn Clock>,
    nonce: Mutex<Option<String>>,
}

impl std::fmt::Debug for Prover {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Prover(..)")
    }
}

impl Prover {
    /// Proves with `key`. What `clock` says is a hint to the server: a wrong clock signs nobody out.
    #[must_use]
    pub fn new(key: DeviceKey, clock: Arc<dyn Clock>) -> Self {
        Self { inner: Arc::new(Inner { key, clock, nonce: Mutex::default() }) }
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &DeviceKey {
        &self.inner.key
    }

    /// Signs `request`, which carries `token` from now on. Each request is signed anew: a proof works once.
    ///
    /// # Errors
    /// [`Error::Protocol`] on a system without randomness.
    pub(super) fn sign(&self, request: &mut Request, token: Option<&str>) -> Result<(), Error> {
        let unusable = |_: Unusable| Error::Protocol("a request that cannot be signed");
        let now_s = self.inner.clock.now().as_micros().div_euclid(1_000_000);
        let nonce = self.nonce().clone();
        let (method, address) = (request.method().as_str(), request.url().as_str());
        let proof = self
            .inner
            .key
            .prove_request(method, address, now_s, nonce.as_deref(), token)
            .map_err(unusable)?;
        let secret = |text: String| -> Result<HeaderValue, Error> {
            let mut value = HeaderValue::try_from(text).map_err(|_| unusable(Unusable))?;
            value.set_sensitive(true);
            Ok(value)
        };
        let token = token.map(|token| secret(format!("{SCHEME} {token}"))).transpose()?;
        let headers = request.headers_mut();
        headers.insert(PROOF, secret(proof)?);
        if let Some(token) = token {
            headers.insert(AUTHORIZATION, token);
        }
        Ok(())
    }

    /// Takes the nonce for the next proof from an answer.
    pub(super) fn learn(&self, response: &Response) {
        if let Some(nonce) = response.headers().get(NONCE).and_then(|value| value.to_str().ok()) {
            *self.nonce() = Some(nonce.to_owned());
        }
    }

    fn nonce(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.inner.nonce.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
