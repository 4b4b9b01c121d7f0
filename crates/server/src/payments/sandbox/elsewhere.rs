//! SANDBOX. The sandbox of payments in a process of its own, seen from a server that is configured to use it.

use std::time::Duration;

use circles_domain::{PaymentId, Timestamp};
use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;
use url::Url;

use super::super::reach::{is_here, unreached, whole};
use super::super::{
    Answer, Direction, Letter, Movement, Order, Payee, PaymentProvider, ProviderError, Status, Taken,
};
use super::{ONLY, TEST_MONEY, read_notice};

/// Longest answer, in bytes: a statement of many days.
const ANSWER_MAX_BYTES: usize = 16 << 20;

/// The sandbox elsewhere.
#[derive(Debug)]
pub struct SandboxElsewhere {
    url: Url,
    http: reqwest::Client,
}

/// Why there is none at an address.
#[derive(Debug, thiserror::Error)]
pub enum BadSandbox {
    /// Not on this machine: what is said there is not encrypted, and test money has no business on a network.
    #[error("--sandbox-url must be an http address on this machine (http://127.0.0.1:PORT)")]
    NotHere,
    /// No HTTP client.
    #[error("cannot ask the sandbox of payments")]
    Http(#[from] reqwest::Error),
}

impl SandboxElsewhere {
    /// Reaches it at `url`.
    ///
    /// # Errors
    /// [`BadSandbox`].
    pub fn at(url: &str) -> Result<Self, BadSandbox> {
        let plain = |url: &Url| url.path() == "/" && url.query().is_none() && url.username().is_empty();
        let url = Url::parse(url).ok().filter(|url| url.scheme() == "http" && is_here(url) && plain(url));
        // A proxy of the environment is never the way to this machine.
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(10))
            .build()?;
        Ok(Self { url: url.ok_or(BadSandbox::NotHere)?, http })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut url = self.url.clone();
        url.set_path(path);
        self.http.request(method, url).header(TEST_MONEY, ONLY)
    }

    async fn place(&self, direction: &str, order: Order) -> Result<Taken, ProviderError> {
        let request = self.request(Method::PUT, &format!("/orders/{direction}/{}", order.id));
        read(request.json(&order.amount)).await
    }
}

/// Asks, and believes only what says of itself that it is about test money.
async fn read<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, ProviderError> {
    let answer = request.send().await.map_err(unreached)?;
    if answer.headers().get(TEST_MONEY).is_none_or(|value| value != ONLY) {
        tracing::error!("what listens at --sandbox-url is no sandbox of payments");
        return Err(ProviderError::Malformed);
    }
    let answer = answer.error_for_status().map_err(unreached)?;
    serde_json::from_slice(&whole(answer, ANSWER_MAX_BYTES).await?).map_err(|_| ProviderError::Malformed)
}

impl PaymentProvider for SandboxElsewhere {
    fn name(&self) -> &'static str {
        "sandbox elsewhere"
    }

    fn is_sandbox(&self) -> bool {
        true
    }

    fn order(&self, order: Order) -> Answer<'_, Taken> {
        Box::pin(self.place("in", order))
    }

    fn payout(&self, order: Order, _payee: Option<Payee>) -> Answer<'_, Taken> {
        Box::pin(self.place("out", order))
    }

    fn query(&self, order: PaymentId, _direction: Direction) -> Answer<'_, Status> {
        Box::pin(read(self.request(Method::GET, &format!("/orders/{order}"))))
    }

    fn close(&self, order: PaymentId) -> Answer<'_, ()> {
        Box::pin(read(self.request(Method::POST, &format!("/orders/{order}/close"))))
    }

    fn refund(&self, order: Order) -> Answer<'_, Taken> {
        let request = self.request(Method::POST, &format!("/orders/{}/refund", order.id));
        Box::pin(read(request.json(&order.amount)))
    }

    fn statement(&self, from: Timestamp, until: Timestamp) -> Answer<'_, Vec<Movement>> {
        let span = [("from_us", from.as_micros()), ("until_us", until.as_micros())];
        Box::pin(read(self.request(Method::GET, "/statement").query(&span)))
    }

    fn read_notice(&self, body: &[u8], signature: &[u8]) -> Result<PaymentId, ProviderError> {
        read_notice(body, signature)
    }

    fn next_letter(&self) -> Answer<'_, (Option<Letter>, Option<Timestamp>)> {
        // It posts its own.
        Box::pin(async { Ok((None, None)) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Post;
    use super::*;

    #[test]
    fn it_is_on_this_machine() {
        for here in ["http://127.0.0.1:7421", "http://[::1]:7421"] {
            assert!(SandboxElsewhere::at(here).is_ok(), "{here}");
            assert!(Post::to(Url::parse(here).unwrap()).is_ok(), "{here}");
        }
        for elsewhere in [
            "http://192.0.2.1:7421",
            "https://127.0.0.1:7421",
            "http://localhost:7421",
            "https://openapi.alipay.com/gateway.do",
        ] {
            assert!(SandboxElsewhere::at(elsewhere).is_err(), "{elsewhere}");
            assert!(Post::to(Url::parse(elsewhere).unwrap()).is_err(), "{elsewhere}");
        }
        for no_base in ["", "x", "http://127.0.0.1:7421/gateway.do", "http://127.0.0.1:7421/?a=b"] {
            assert!(SandboxElsewhere::at(no_base).is_err(), "{no_base}");
        }
    }
}
