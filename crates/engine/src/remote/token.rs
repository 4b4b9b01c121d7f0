//! Access tokens: fetched by code, renewed by the refresh token, by one caller at a time.

use circles_wire::session::{CLIENT_ID, REVOKE, TOKEN, TokenError, TokenRequest, TokenResponse};
use reqwest::{Client, StatusCode};
use tokio::sync::Mutex;
use url::Url;

use super::client::{Remote, decode};
use super::error::Error;

/// What a session consists of. `Debug` shows nothing of it.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub struct Credentials {
    /// Lives for 90 days and is not rotated: a lost reply never signs a person out.
    pub refresh_token: String,
    /// Lives for minutes; not kept over a restart.
    #[serde(skip)]
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
        let answer = match token(&remote.inner.http, &remote.url(TOKEN), &form).await {
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

async fn token(http: &Client, url: &Url, form: &TokenRequest) -> Result<TokenResponse, TokenRefusal> {
    let sent = http.post(url.clone()).form(form).send().await;
    let response = sent.map_err(|error| TokenRefusal::Remote(error.into()))?;
    if response.status().is_success() {
        return decode(response).await.map_err(TokenRefusal::Remote);
    }
    // RFC 6749 section 5.2: refusals are 400 (or 401) with a JSON body of their own.
    if matches!(response.status(), StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED)
        && let Ok(body) = decode::<TokenError>(response).await
    {
        return Err(if body.error == "invalid_grant" {
            TokenRefusal::Grant
        } else {
            TokenRefusal::Remote(Error::Protocol("an unexpected refusal of tokens"))
        });
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
    code: String,
    redirect_uri: String,
    code_verifier: String,
) -> Result<TokenResponse, TokenRefusal> {
    let form =
        TokenRequest::AuthorizationCode { code, redirect_uri, code_verifier, client_id: CLIENT_ID.into() };
    let mut url = base.clone();
    url.set_path(TOKEN);
    token(http, &url, &form).await
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
