//! Access tokens: fetched by code, renewed by the refresh token, by one caller at a time.

use circles_wire::session::{
    CLIENT_ID, Issuer, METADATA, REVOKE, TOKEN, TokenError, TokenRequest, TokenResponse,
};
use reqwest::{Client, Request, StatusCode};
use tokio::sync::Mutex;
use url::Url;

use super::client::{Remote, accept, decode};
use super::error::Error;
use super::prover::Prover;

/// What a session consists of. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Credentials {
    /// Holds the key that the tokens are bound to.
    pub prover: Prover,
    /// Lives for 90 days and is not rotated: a lost reply never signs a person out.
    pub refresh_token: String,
    /// Lives for minutes; not kept over a restart.
    pub access_token: Option<String>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(..)")
    }
}

pub(super) struct Tokens {
    refresh: String,
    access: Mutex<Option<String>>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens(..)")
    }
}

impl Tokens {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self { refresh: credentials.refresh_token, access: Mutex::new(credentials.access_token) }
    }

    /// The present token, or a first one.
    pub(super) async fn access(&self, remote: &Remote) -> Result<String, Error> {
        let mut access = self.access.lock().await;
        match &*access {
            Some(token) => Ok(token.clone()),
            None => self.refresh(remote, &mut access).await,
        }
    }

    /// The secret that the session rests on.
    pub(super) fn refresh_token(&self) -> &str {
        &self.refresh
    }

    /// A token other than `stale`: whoever comes first fetches it, the others find it.
    pub(super) async fn renew(&self, remote: &Remote, stale: &str) -> Result<String, Error> {
        let mut access = self.access.lock().await;
        match &*access {
            Some(token) if token != stale => Ok(token.clone()),
            Some(_) | None => self.refresh(remote, &mut access).await,
        }
    }

    async fn refresh(&self, remote: &Remote, access: &mut Option<String>) -> Result<String, Error> {
        if remote.inner.ended.is_cancelled() {
            return Err(Error::SignedOut);
        }
        let form =
            TokenRequest::RefreshToken { refresh_token: self.refresh.clone(), client_id: CLIENT_ID.into() };
        let answer = match token(&remote.inner.http, &remote.url(TOKEN), &remote.inner.prover, &form).await {
            Ok(tokens) => Ok(tokens.access_token),
            Err(TokenRefusal::Remote(error)) => Err(error),
            Err(TokenRefusal::Grant) => {
                remote.inner.ended.cancel();
                Err(Error::SignedOut)
            }
        };
        remote.inner.connectivity.heard(&answer);
        *access = Some(answer.clone()?);
        answer
    }
}

/// Why no tokens came.
pub enum TokenRefusal {
    /// As with any request.
    Remote(Error),
    /// The server no longer honours the code or refresh token.
    Grant,
}

async fn token(
    http: &Client,
    url: &Url,
    prover: &Prover,
    form: &TokenRequest,
) -> Result<TokenResponse, TokenRefusal> {
    let request =
        http.post(url.clone()).form(form).build().map_err(|error| TokenRefusal::Remote(error.into()))?;
    match ask(http, prover, &request).await? {
        Answer::Refused(refusal) if refusal.error == "use_dpop_nonce" => {
            settled(ask(http, prover, &request).await?)
        }
        answer @ (Answer::Given(_) | Answer::Refused(_)) => settled(answer),
    }
}

enum Answer {
    Given(Box<TokenResponse>),
    Refused(TokenError),
}

fn settled(answer: Answer) -> Result<TokenResponse, TokenRefusal> {
    match answer {
        Answer::Given(tokens) => Ok(*tokens),
        Answer::Refused(refusal) if refusal.error == "invalid_grant" => Err(TokenRefusal::Grant),
        Answer::Refused(refusal) => {
            tracing::warn!(error = refusal.error, because = refusal.error_description, "no tokens");
            Err(TokenRefusal::Remote(Error::Protocol("an unexpected refusal of tokens")))
        }
    }
}

async fn ask(http: &Client, prover: &Prover, request: &Request) -> Result<Answer, TokenRefusal> {
    let once = Error::Protocol("a body that can be sent only once");
    let mut signed = request.try_clone().ok_or(TokenRefusal::Remote(once))?;
    prover.sign(&mut signed, None).map_err(TokenRefusal::Remote)?;
    let response = http.execute(signed).await.map_err(|error| TokenRefusal::Remote(error.into()))?;
    prover.learn(&response);
    if response.status().is_success() {
        return decode(response)
            .await
            .map(|tokens| Answer::Given(Box::new(tokens)))
            .map_err(TokenRefusal::Remote);
    }
    // RFC 6749 section 5.2: refusals are 400 (or 401) with a JSON body of their own.
    if matches!(response.status(), StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED)
        && let Ok(refusal) = decode::<TokenError>(response).await
    {
        return Ok(Answer::Refused(refusal));
    }
    Err(TokenRefusal::Remote(Error::Protocol("no answer of a token endpoint")))
}

/// Exchanges the code of a redirect.
///
/// # Errors
/// [`TokenRefusal`].
pub async fn exchange_code(
    http: &Client,
    base: &Url,
    prover: &Prover,
    code: String,
    redirect_uri: String,
    code_verifier: String,
) -> Result<TokenResponse, TokenRefusal> {
    let form =
        TokenRequest::AuthorizationCode { code, redirect_uri, code_verifier, client_id: CLIENT_ID.into() };
    let mut url = base.clone();
    url.set_path(TOKEN);
    token(http, &url, prover, &form).await
}

/// What the server at `base` is called: what the `iss` of its answers must say (RFC 8414, RFC 9207). `prover` learns the
/// first nonce on the way.
///
/// # Errors
/// As with any request.
pub async fn find_issuer(http: &Client, base: &Url, prover: &Prover) -> Result<String, Error> {
    let mut url = base.clone();
    url.set_path(METADATA);
    let response = http.get(url).send().await?;
    prover.learn(&response);
    let known: Issuer = decode(accept(response).await?).await?;
    Ok(known.issuer)
}

/// Tells the server that a session is over (RFC 7009). Nobody waits for it to work: the tokens are gone here anyway.
///
/// # Errors
/// As with any request.
pub async fn revoke(http: &Client, base: &Url, refresh_token: &str) -> Result<(), Error> {
    let mut url = base.clone();
    url.set_path(REVOKE);
    http.post(url).form(&[("token", refresh_token)]).send().await?;
    Ok(())
}
