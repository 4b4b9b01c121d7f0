//! What is asked of a provider over HTTP: where it may be, and how much it may say.

use futures::TryStreamExt as _;
use url::{Host, Url};

use super::ProviderError;

/// Whether it is on this machine. A name is not: whoever resolves it decides where it leads.
pub(crate) fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}

/// The whole answer, unless it is longer than `most` bytes.
///
/// # Errors
/// [`ProviderError::Unanswered`] when it breaks off, [`ProviderError::Malformed`] when it is longer.
pub(super) async fn whole(answer: reqwest::Response, most: usize) -> Result<Vec<u8>, ProviderError> {
    let mut bytes = Vec::new();
    let mut stream = answer.bytes_stream();
    while let Some(part) = stream.try_next().await.map_err(unreached)? {
        if bytes.len() + part.len() > most {
            return Err(ProviderError::Malformed);
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// No answer, or half of one. The address may hold a signature, so the log gets none.
pub(super) fn unreached(error: reqwest::Error) -> ProviderError {
    tracing::warn!(error = %error.without_url(), "the payment provider was not reached");
    ProviderError::Unanswered
}
