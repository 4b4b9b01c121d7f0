//! Requests to the provider: bounded in time and size, and never redirected, because an answer that leads elsewhere
//! could lead into this network.

use std::time::Duration;

use futures::TryStreamExt as _;
use futures::future::BoxFuture;
use openidconnect::{HttpRequest, HttpResponse};

const ANSWER_MAX_BYTES: usize = 1 << 20;

#[derive(Clone, Debug)]
pub(super) struct Http(reqwest::Client);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unanswered {
    #[error("the request failed")]
    Request(#[from] reqwest::Error),
    #[error("the answer is larger than {ANSWER_MAX_BYTES} bytes")]
    TooLarge,
    #[error("the answer is malformed")]
    Malformed(#[from] openidconnect::http::Error),
}

impl Http {
    pub(super) fn new() -> std::io::Result<Self> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(10))
            .build()
            .map_err(std::io::Error::other)?;
        Ok(Self(client))
    }

    /// As the library wants it.
    pub(super) fn client(
        &self,
    ) -> impl Fn(HttpRequest) -> BoxFuture<'static, Result<HttpResponse, Unanswered>> {
        let http = self.0.clone();
        move |request| Box::pin(send(http.clone(), request))
    }
}

async fn send(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, Unanswered> {
    let answer = http.execute(request.try_into()?).await?;
    let mut response = openidconnect::http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let mut body = Vec::new();
    let mut stream = answer.bytes_stream();
    while let Some(part) = stream.try_next().await? {
        if body.len() + part.len() > ANSWER_MAX_BYTES {
            return Err(Unanswered::TooLarge);
        }
        body.extend_from_slice(&part);
    }
    Ok(response.body(body)?)
}
