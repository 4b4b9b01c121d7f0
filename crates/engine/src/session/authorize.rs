//! Signing in through the system browser: authorization code with PKCE (RFC 7636, S256) and a loopback redirect
//! (RFC 8252 section 7.3).
//!
//! Promises: the listener is bound to 127.0.0.1 before the browser opens and answers one matching redirect; `state`
//! ties the answer to this question, `iss` to the server that was asked (RFC 9207), and the tokens to a key of this device
//! (RFC 9449); nothing of it is written down.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use circles_domain::DeviceId;
use circles_wire::session::{AUTHORIZE, AuthorizeQuery, CLIENT_ID, REDIRECT_PATH, TokenResponse};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::remote::{self, Prover, TokenRefusal, exchange_code, find_issuer};

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The server cannot be reached, or does not talk as it should.
    #[error(transparent)]
    Remote(#[from] remote::Error),
    /// The server or the person refused, or the answer was not ours.
    #[error("signing in was refused")]
    Refused,
    /// No port, no randomness, no browser.
    #[error("this system cannot open a sign-in")]
    System,
}

/// Opens an address in the person's browser.
pub type Opener = dyn Fn(&Url) -> std::io::Result<()> + Send + Sync;

/// Who asks, and how.
pub struct Asking<'a> {
    /// Sends.
    pub http: &'a reqwest::Client,
    /// Whom to ask.
    pub server: &'a Url,
    /// The device that signs in.
    pub device: DeviceId,
    /// What it calls itself.
    pub device_name: &'a str,
    /// Holds the key that the tokens will be bound to.
    pub prover: &'a Prover,
    /// Of the pages.
    pub language: &'a str,
    /// Opens them.
    pub opener: &'a Opener,
}

impl Asking<'_> {
    /// Asks the person, in their browser, and returns what the server gave.
    ///
    /// # Errors
    /// [`SignInError`]; a server that cannot be reached is known before a browser opens.
    pub async fn authorize(&self) -> Result<TokenResponse, SignInError> {
        let issuer = find_issuer(self.http, self.server, self.prover).await?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(|_| SignInError::System)?;
        let port = listener.local_addr().map_err(|_| SignInError::System)?.port();
        let redirect_uri = format!("http://127.0.0.1:{port}{REDIRECT_PATH}");
        let (verifier, state) = (secret()?, secret()?);
        let query = AuthorizeQuery {
            response_type: "code".into(),
            client_id: CLIENT_ID.into(),
            redirect_uri: redirect_uri.clone(),
            state: state.clone(),
            code_challenge: BASE64URL.encode(Sha256::digest(verifier.as_bytes())),
            code_challenge_method: "S256".into(),
            device_id: self.device,
            device_name: self.device_name.to_owned(),
            dpop_jkt: self.prover.key().thumbprint().to_string(),
            ui_locales: self.language.to_owned(),
        };
        let mut url = self.server.clone();
        url.set_path(AUTHORIZE);
        let pairs = serde_json::to_value(&query).map_err(|_| SignInError::System)?;
        for (name, value) in pairs.as_object().into_iter().flatten() {
            url.query_pairs_mut().append_pair(name, value.as_str().unwrap_or_default());
        }
        (self.opener)(&url).map_err(|_| SignInError::System)?;
        let code = wait_for_code(&listener, &state, &issuer, self.language).await?;
        let exchanged = exchange_code(self.http, self.server, self.prover, code, redirect_uri, verifier);
        exchanged.await.map_err(|refused| match refused {
            TokenRefusal::Remote(error) => SignInError::Remote(error),
            TokenRefusal::Grant => SignInError::Refused,
        })
    }
}

fn secret() -> Result<String, SignInError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| SignInError::System)?;
    Ok(BASE64URL.encode(bytes))
}

/// Answers until the redirect with our `state` comes. Anything else that knocks learns nothing and changes nothing.
async fn wait_for_code(
    listener: &TcpListener,
    state: &str,
    issuer: &str,
    language: &str,
) -> Result<String, SignInError> {
    loop {
        let Ok((mut stream, _)) = listener.accept().await else { continue };
        let Some(target) = request_target(&mut stream).await else { continue };
        let answer = Url::parse("http://127.0.0.1").and_then(|base| base.join(&target)).ok();
        let Some(answer) = answer.filter(|url| url.path() == REDIRECT_PATH) else {
            respond(&mut stream, "404 Not Found", "").await;
            continue;
        };
        let find = |wanted: &str| {
            let mut found = answer.query_pairs().filter(|(name, _)| name == wanted);
            // A parameter given twice is nobody's honest redirect.
            found.next().filter(|_| found.next().is_none()).map(|(_, value)| value.into_owned())
        };
        if find("state").as_deref() != Some(state) {
            respond(&mut stream, "400 Bad Request", page(language, false)).await;
            continue;
        }
        // An answer that somebody else gave must not be taken to our server (RFC 9207 section 2.4).
        let code = find("code").filter(|_| find("iss").as_deref() == Some(issuer));
        respond(&mut stream, "200 OK", page(language, code.is_some())).await;
        return code.ok_or(SignInError::Refused);
    }
}

/// The target of a GET request, its head read up to 8 KiB and 5 seconds.
async fn request_target(stream: &mut TcpStream) -> Option<String> {
    let read = async {
        let mut reader = BufReader::new(stream.take(8 * 1024));
        let mut first = String::new();
        reader.read_line(&mut first).await.ok()?;
        // The rest of the head, so that closing does not reset the connection under the browser.
        let mut line = String::new();
        while reader.read_line(&mut line).await.ok()? > 2 {
            line.clear();
        }
        let target = first.strip_prefix("GET ")?.split(' ').next()?;
        target.starts_with('/').then(|| target.to_owned())
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), read).await.ok().flatten()
}

async fn respond(stream: &mut TcpStream, status: &str, body: &str) {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\n\
         cache-control: no-store\r\nreferrer-policy: no-referrer\r\nx-content-type-options: nosniff\r\n\
         content-security-policy: default-src 'none'; style-src 'unsafe-inline'\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let sent = async {
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(body.as_bytes()).await?;
        stream.shutdown().await
    };
    if let Err(error) = sent.await {
        tracing::debug!(%error, "the browser did not wait for the closing page");
    }
}

fn page(language: &str, signed_in: bool) -> &'static str {
    match (language.starts_with("zh"), signed_in) {
        (false, true) => include_str!("pages/done.en.html"),
        (true, true) => include_str!("pages/done.zh-Hans.html"),
        (false, false) => include_str!("pages/refused.en.html"),
        (true, false) => include_str!("pages/refused.zh-Hans.html"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(port: u16, target: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.write_all(format!("GET {target} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn only_the_redirect_with_our_state_is_taken() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let knocking = async {
            for target in [
                "/callback?code=evil",
                "/callback?code=evil&state=other",
                "/callback?code=evil&state=mine&state=mine",
                "/elsewhere?code=evil&state=mine",
                "/favicon.ico",
            ] {
                assert!(!get(port, target).await.contains(" 200 "), "{target}");
            }
            get(port, "/callback?code=good&state=mine&iss=us").await
        };
        let (code, last) = tokio::join!(wait_for_code(&listener, "mine", "us", "en"), knocking);
        assert_eq!(code.unwrap(), "good");
        assert!(last.starts_with("HTTP/1.1 200 "));
    }

    #[tokio::test]
    async fn a_refusal_of_the_server_ends_the_wait() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (code, _) = tokio::join!(
            wait_for_code(&listener, "mine", "us", "zh-Hans"),
            get(port, "/callback?error=access_denied&state=mine&iss=us")
        );
        assert!(matches!(code, Err(SignInError::Refused)));
    }

    #[tokio::test]
    async fn a_code_of_another_issuer_is_not_taken() {
        for answer in ["code=c&state=mine", "code=c&state=mine&iss=them", "code=c&state=mine&iss=us&iss=us"] {
            let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
            let port = listener.local_addr().unwrap().port();
            let target = format!("/callback?{answer}");
            let (code, _) = tokio::join!(wait_for_code(&listener, "mine", "us", "en"), get(port, &target));
            assert!(matches!(code, Err(SignInError::Refused)), "{answer}");
        }
    }
}
