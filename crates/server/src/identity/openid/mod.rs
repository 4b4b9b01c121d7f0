//! Any OpenID provider with verified claims, by configuration alone.
//!
//! ```text
//! our page ─► provider (claims parameter asks for verified_claims) ─► back with a code ─► ID token, then userinfo
//! ```
//! Promises: authorization code with PKCE S256, `state` and `nonce`; the ID token's signature, issuer, audience, age and
//! nonce hold before anything is believed; a plain `name` proves nothing, only `verified_claims` do (OpenID Connect for
//! Identity Assurance 1.0, section 5). Discovery is read when it is first needed and again after an hour, so that a
//! provider that is away stops no start.
//! Does not: keep tokens of the provider; follow redirects of its endpoints; ask it again later.

mod arrive;
mod config;
mod http;
mod leave;
mod verified;

use std::time::Duration;

use circles_domain::Timestamp;
use futures::future::BoxFuture;
use openidconnect::core::{CoreClient, CoreProviderMetadata};
use openidconnect::{DiscoveryError, EndpointMaybeSet, EndpointNotSet, EndpointSet, RedirectUrl};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::provider::{Answer, Departure, IdentityProvider, Proven, Referral, Unproven, Way};

pub use config::{BadOpenId, OpenIdArgs, OpenIdConfig};

const DISCOVERY_HOLDS: Duration = Duration::from_secs(3_600);

/// The client of one sign-in: where to send people, where to redeem, which keys to believe.
type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// An OpenID provider.
#[derive(Debug)]
pub struct OpenId {
    config: OpenIdConfig,
    http: http::Http,
    discovered: Mutex<Option<(Instant, CoreProviderMetadata)>>,
}

impl OpenId {
    /// A provider that is asked as `config` says.
    ///
    /// # Errors
    /// When the system's roots of trust cannot be read.
    pub fn new(config: OpenIdConfig) -> std::io::Result<Self> {
        Ok(Self { config, http: http::Http::new()?, discovered: Mutex::new(None) })
    }

    async fn client(&self, back: &str) -> Result<Client, Unproven> {
        let back = RedirectUrl::new(back.to_owned()).map_err(unusable)?;
        let metadata = self.metadata().await?;
        let secret = self.config.client_secret.clone();
        Ok(CoreClient::from_provider_metadata(metadata, self.config.client_id.clone(), secret)
            .set_redirect_uri(back))
    }

    async fn metadata(&self) -> Result<CoreProviderMetadata, Unproven> {
        let mut discovered = self.discovered.lock().await;
        if let Some((at, metadata)) = &*discovered
            && at.elapsed() < DISCOVERY_HOLDS
        {
            return Ok(metadata.clone());
        }
        let http = self.http.client();
        let found = CoreProviderMetadata::discover_async(self.config.issuer.clone(), &http).await;
        let metadata = found.map_err(|error| {
            if let DiscoveryError::Request(error) = error {
                Unproven::Unreachable(Box::new(error))
            } else {
                unusable(error)
            }
        })?;
        *discovered = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }
}

impl IdentityProvider for OpenId {
    fn way(&self) -> Way<'_> {
        Way::Redirect(self)
    }

    fn issuer(&self) -> &str {
        self.config.issuer.as_str()
    }
}

impl Referral for OpenId {
    fn name(&self) -> &str {
        &self.config.name
    }

    fn leave<'a>(&'a self, back: &'a str) -> BoxFuture<'a, Result<(String, Departure), Unproven>> {
        Box::pin(leave::leave(self, back))
    }

    fn arrive<'a>(
        &'a self,
        back: &'a str,
        departure: Departure,
        answer: Answer<'a>,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Proven, Unproven>> {
        Box::pin(arrive::arrive(self, back, departure, answer, now))
    }
}

fn unusable(error: impl std::error::Error + Send + Sync + 'static) -> Unproven {
    Unproven::Unusable(Box::new(error))
}
