//! The one HTTP client, and sending one request with it.

use std::sync::Arc;
use std::time::Duration;

use circles_faults::canary;
use circles_wire::{ErrorBody, ErrorCode};
use reqwest::{Method, Request, RequestBuilder, Response, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::error::Error;
use super::prover::Prover;
use super::token::{Credentials, Tokens, revoke};
use crate::connectivity::Connectivity;

/// The one constructor of HTTP clients: no redirects, bounded waits, platform roots.
///
/// # Errors
/// When TLS cannot be set up on this machine.
pub fn http() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(5))
        // Between two reads, not in all: uploads and the stream of pokes last.
        .read_timeout(Duration::from_secs(20))
        // Sooner than the server does, so that no request meets a connection that is being closed.
        .pool_idle_timeout(Duration::from_secs(15))
        .user_agent(concat!("circles/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// The server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Remote {
    pub(super) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) http: reqwest::Client,
    pub(super) base: Url,
    pub(super) tokens: Tokens,
    pub(super) prover: Prover,
    pub(super) connectivity: Connectivity,
    /// Cancelled when the server no longer honours the session.
    pub(super) ended: CancellationToken,
}

/// Fills `{name}` in a path of `circles_wire`.
pub(super) fn path(template: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(template.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value))
}

impl Remote {
    /// A remote for `base` that signs requests with `credentials`.
    #[must_use]
    pub fn new(
        http: reqwest::Client,
        base: Url,
        credentials: Credentials,
        connectivity: Connectivity,
    ) -> Self {
        let prover = credentials.prover.clone();
        let (tokens, ended) = (Tokens::new(credentials), CancellationToken::new());
        Self { inner: Arc::new(Inner { http, base, tokens, prover, connectivity, ended }) }
    }

    /// Returns when the server has said that the session is over.
    pub async fn ended(&self) {
        self.inner.ended.cancelled().await;
    }

    /// Tells the server that the session is over (RFC 7009). Whether it hears that or not, it is over here.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn revoke(&self) -> Result<(), Error> {
        revoke(&self.inner.http, &self.inner.base, self.inner.tokens.refresh_token()).await
    }

    pub(super) fn url(&self, path: &str) -> Url {
        let mut url = self.inner.base.clone();
        url.set_path(path);
        url
    }

    /// A request of this person, to be given to [`Remote::send`].
    pub(super) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.inner.http.request(method, self.url(path))
    }

    /// Sends with a valid token; renews it once when the server says that it is not.
    pub(super) async fn send(&self, request: RequestBuilder) -> Result<Response, Error> {
        let request = request.build()?;
        let token = self.inner.tokens.access(self).await?;
        let answer = match self.send_with(&request, &token).await {
            Err(Error::Rejected(body)) if body.code == ErrorCode::Unauthenticated => {
                let token = self.inner.tokens.renew(self, &token).await?;
                self.send_with(&request, &token).await
            }
            answer => answer,
        };
        if let Err(Error::Rejected(body)) = &answer
            && body.code == ErrorCode::SessionRevoked
        {
            self.inner.ended.cancel();
            return Err(Error::SignedOut);
        }
        answer
    }

    /// Sends, and once more when the server asks for a proof with a newer nonce: it has done nothing then.
    async fn send_with(&self, request: &Request, token: &str) -> Result<Response, Error> {
        match self.send_once(request, token).await {
            Err(Error::Rejected(body)) if body.code == ErrorCode::UseDpopNonce => {
                self.send_once(request, token).await
            }
            answer => answer,
        }
    }

    async fn send_once(&self, request: &Request, token: &str) -> Result<Response, Error> {
        let mut signed = request.try_clone().ok_or(Error::Protocol("a body that can be sent only once"))?;
        self.inner.prover.sign(&mut signed, Some(token))?;
        let answer = match self.inner.http.execute(signed).await {
            Ok(response) => {
                self.inner.prover.learn(&response);
                accept(response).await
            }
            Err(error) => Err(error.into()),
        };
        self.inner.connectivity.heard(&answer);
        answer
    }

    /// Sends and reads a JSON answer.
    pub(super) async fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Error> {
        decode(self.send(request).await?).await
    }

    pub(super) async fn put<B: Serialize + Sync, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<T, Error> {
        self.json(self.request(Method::PUT, path).json(body)).await
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        self.json(self.request(Method::GET, path)).await
    }

    /// Sends where only success matters.
    pub(super) async fn done(&self, request: RequestBuilder) -> Result<(), Error> {
        self.send(request).await.map(|_| ())
    }
}

/// Takes a success; makes an error of everything else.
pub(super) async fn accept(response: Response) -> Result<Response, Error> {
    let status = response.status();
    if status.is_success() {
        // No answer of ours is a page; a portal's always is.
        return if media_type_is(&response, "text/html") && !canary!("page_is_success") {
            Err(Error::Protocol("a page"))
        } else {
            Ok(response)
        };
    }
    if !media_type_is(&response, "application/problem+json") {
        // A proxy's 502 or a portal's redirect: whatever it was, it was not our server's word.
        return Err(Error::Protocol("not a problem"));
    }
    let body: ErrorBody = response.json().await.map_err(|_| Error::Protocol("an unreadable problem"))?;
    Err(Error::Rejected(Box::new(body)))
}

/// Reads a JSON answer; `200 text/html` is a portal's.
pub(super) async fn decode<T: DeserializeOwned>(response: Response) -> Result<T, Error> {
    if !media_type_is(&response, "application/json") {
        return Err(Error::Protocol("not JSON"));
    }
    let bytes = response.bytes().await?;
    serde_json::from_slice(&bytes).map_err(|_| Error::Protocol("JSON of another shape"))
}

pub(super) fn media_type_is(response: &Response, wanted: &str) -> bool {
    response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted))
    })
}
