use std::path::PathBuf;

use openidconnect::{ClientId, ClientSecret, IssuerUrl};
use url::{Host, Url};

/// Flags of an OpenID provider; none are set for the sandbox.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct OpenIdArgs {
    /// Issuer of the OpenID provider that proves who people are; without one the sandbox does.
    #[arg(long, env = "CIRCLES_OPENID_ISSUER", requires = "openid_client_id")]
    pub openid_issuer: Option<String>,
    /// What the provider calls this server.
    #[arg(long, env = "CIRCLES_OPENID_CLIENT_ID", requires = "openid_issuer")]
    pub openid_client_id: Option<String>,
    /// A file with the secret that proves it to the provider; without one PKCE alone does.
    #[arg(long, env = "CIRCLES_OPENID_CLIENT_SECRET_FILE", requires = "openid_issuer")]
    pub openid_client_secret_file: Option<PathBuf>,
    /// What people call the provider; by default its host.
    #[arg(long, env = "CIRCLES_OPENID_NAME", requires = "openid_issuer")]
    pub openid_name: Option<String>,
    /// The trust frameworks whose verification counts; by default any that the provider names.
    #[arg(long, env = "CIRCLES_OPENID_TRUST_FRAMEWORKS", value_delimiter = ',', requires = "openid_issuer")]
    pub openid_trust_frameworks: Vec<String>,
}

/// How an OpenID provider is asked.
#[derive(Clone, Debug)]
pub struct OpenIdConfig {
    /// Its issuer, to the letter: with and without a slash at the end are two.
    pub issuer: IssuerUrl,
    /// What it calls this server.
    pub client_id: ClientId,
    /// The secret between both.
    pub client_secret: Option<ClientSecret>,
    /// What people call it.
    pub name: String,
    /// Whose verification counts; empty for any.
    pub trust_frameworks: Vec<String>,
}

/// Flags that name no provider.
#[derive(Debug, thiserror::Error)]
pub enum BadOpenId {
    /// The issuer is no address, or is in the clear on a network.
    #[error("--openid-issuer must be an https address (http on this machine alone)")]
    Issuer,
    /// The secret's file.
    #[error("--openid-client-secret-file cannot be read")]
    Secret(#[source] std::io::Error),
}

impl OpenIdConfig {
    /// What the flags say; `None` for the sandbox.
    ///
    /// # Errors
    /// See [`BadOpenId`].
    pub fn from_args(args: &OpenIdArgs) -> Result<Option<Self>, BadOpenId> {
        let (Some(issuer), Some(client_id)) = (&args.openid_issuer, &args.openid_client_id) else {
            return Ok(None);
        };
        let issuer = IssuerUrl::new(issuer.clone()).ok().filter(|issuer| is_safe(issuer.url()));
        let issuer = issuer.ok_or(BadOpenId::Issuer)?;
        let secret = args.openid_client_secret_file.as_ref().map(std::fs::read_to_string).transpose();
        let secret = secret.map_err(BadOpenId::Secret)?;
        Ok(Some(Self {
            name: args
                .openid_name
                .clone()
                .unwrap_or_else(|| issuer.url().host_str().unwrap_or_default().to_owned()),
            issuer,
            client_id: ClientId::new(client_id.clone()),
            client_secret: secret.map(|secret| ClientSecret::new(secret.trim().to_owned())),
            trust_frameworks: args.openid_trust_frameworks.clone(),
        }))
    }
}

fn is_safe(issuer: &Url) -> bool {
    let here = match issuer.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    };
    issuer.has_host() && (issuer.scheme() == "https" || issuer.scheme() == "http" && here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_never_asked_in_the_clear() {
        let with = |issuer: &str| OpenIdArgs {
            openid_issuer: Some(issuer.to_owned()),
            openid_client_id: Some("circles".to_owned()),
            ..OpenIdArgs::default()
        };
        for safe in ["https://id.example", "http://127.0.0.1:4000", "http://[::1]:4000/op"] {
            assert!(OpenIdConfig::from_args(&with(safe)).unwrap().is_some(), "{safe}");
        }
        for unsafe_one in ["http://id.example", "http://localhost:1", "ftp://127.0.0.1", "id.example", ""] {
            assert!(matches!(OpenIdConfig::from_args(&with(unsafe_one)), Err(BadOpenId::Issuer)));
        }
        assert!(OpenIdConfig::from_args(&OpenIdArgs::default()).unwrap().is_none());
        assert_eq!(OpenIdConfig::from_args(&with("https://id.example")).unwrap().unwrap().name, "id.example");
    }
}
