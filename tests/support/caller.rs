//! A device that speaks HTTP by hand: a session and its key, each request with a fresh proof (RFC 9449). For whoever wants
//! to send what no engine would: the same confirmation fifty times at once, or somebody's late copy.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use circles_domain::{Clock as _, SystemClock};
use circles_wire::dpop::{DeviceKey, NONCE, PROOF, SCHEME};
use reqwest::{Method, Response};
use serde_json::Value;

use crate::Result;
use crate::device::PATIENCE;

/// A signed-in device without an engine.
pub struct Caller {
    http: reqwest::Client,
    key: DeviceKey,
    token: String,
    nonce: Mutex<Option<String>>,
}

/// What a server said.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body; null when it is no JSON.
    pub body: Value,
}

impl Answer {
    /// `state` of a tip, or `code` of an error.
    #[must_use]
    pub fn word(&self) -> &str {
        let word = self.body.get("state").or_else(|| self.body.get("code"));
        word.and_then(Value::as_str).unwrap_or_default()
    }
}

impl Caller {
    /// A device whose session the server knows already.
    ///
    /// # Errors
    /// When there is no HTTP client.
    pub fn new(key: DeviceKey, token: String) -> Result<Self> {
        Ok(Self { http: reqwest::Client::builder().build()?, key, token, nonce: Mutex::default() })
    }

    /// Sends a request to `server` (`http://host:port`). While the server's writer is busy, nothing is decided, and it is
    /// sent again as told.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn send(
        &self,
        server: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer> {
        let latest = tokio::time::Instant::now() + PATIENCE;
        loop {
            let answer = self.proven(server, &method, path, body).await?;
            if answer.body["code"] != "in_progress" || tokio::time::Instant::now() > latest {
                return Ok(answer);
            }
            let wait_s = answer.body["retry_after"].as_u64().unwrap_or(1);
            tokio::time::sleep(Duration::from_secs(wait_s)).await;
        }
    }

    /// A nonce that is too old is replaced, as every device does.
    async fn proven(
        &self,
        server: &str,
        method: &Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer> {
        // Of many requests at once, some may carry a nonce that is gone when they arrive.
        for _ in 0..4 {
            let answer = self.once(server, method, path, body).await?;
            if let Some(told) = answer.headers().get(NONCE).and_then(|nonce| nonce.to_str().ok()) {
                *self.nonce.lock().unwrap_or_else(PoisonError::into_inner) = Some(told.to_owned());
            }
            let status = answer.status().as_u16();
            let body: Value = serde_json::from_slice(&answer.bytes().await?).unwrap_or_default();
            if body["code"] != "use_dpop_nonce" {
                return Ok(Answer { status, body });
            }
        }
        Err("the server takes no nonce of its own".into())
    }

    async fn once(
        &self,
        server: &str,
        method: &Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Response> {
        let address = format!("{server}{path}");
        let nonce = self.nonce.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let seconds = SystemClock.now().as_micros() / 1_000_000;
        let proof = self.key.prove_request(
            method.as_str(),
            &address,
            seconds,
            nonce.as_deref(),
            Some(&self.token),
        )?;
        let request = self.http.request(method.clone(), &address).header(PROOF, proof);
        let request = request.header("authorization", format!("{SCHEME} {}", self.token));
        Ok(match body {
            Some(body) => request.json(body),
            None => request,
        }
        .send()
        .await?)
    }
}
