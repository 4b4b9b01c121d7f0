//! Requests as a thief, a confused app or an old one would send them: a good one, then one thing about it changed.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use circles_wire::dpop::{DeviceKey, token_hash};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::site::{App, Site};

pub struct Forge {
    pub head: Value,
    pub claims: Value,
    pub authorization: Option<String>,
    pub signer: std::sync::Arc<DeviceKey>,
    /// Changes the finished proof.
    pub after: fn(String) -> String,
    /// How often the proof is in the request.
    pub times: usize,
}

impl Forge {
    /// A request to `path` that nothing is wrong with.
    pub fn good(site: &Site, app: &App, method: &Method, path: &str, token: Option<&str>) -> Self {
        let server = &site.server().state;
        let now = server.clock.now();
        let mut claims = json!({
            "jti": uuid::Uuid::new_v4().to_string(),
            "htm": method.as_str(),
            "htu": format!("{}{path}", site.base),
            "iat": now.as_micros() / 1_000_000,
            "nonce": server.nonces.newest(now),
        });
        if let Some(token) = token {
            claims["ath"] = token_hash(token).into();
        }
        Self {
            head: head_of(&app.key),
            claims,
            authorization: token.map(|token| format!("DPoP {token}")),
            signer: app.key.clone(),
            after: |proof| proof,
            times: 1,
        }
    }

    pub fn proof(&self) -> String {
        let part = |value: &Value| BASE64URL.encode(value.to_string());
        (self.after)(self.signer.sign(&format!("{}.{}", part(&self.head), part(&self.claims))).unwrap())
    }

    pub async fn send(&self, site: &Site, method: Method, path: &str, form: &[(&str, &str)]) -> Response {
        let mut request = site.http.request(method, format!("{}{path}", site.base));
        if !form.is_empty() {
            request = request.form(form);
        }
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let proof = self.proof();
        for _ in 0..self.times {
            request = request.header("dpop", &proof);
        }
        request.send().await.unwrap()
    }
}

/// The head of a proof that `key` makes.
pub fn head_of(key: &DeviceKey) -> Value {
    let proof = key.prove_request("GET", "http://x/", 0, None, None).unwrap();
    serde_json::from_slice(&BASE64URL.decode(proof.split('.').next().unwrap()).unwrap()).unwrap()
}
