use std::path::{Path, PathBuf};

use url::Url;

use super::super::reach::is_here;
use super::rsa2::{SigningKey, VerifyingKey};

/// Flags of the Alipay Open Platform; none are set for the sandbox.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct AlipayArgs {
    /// Number of the application at the Alipay Open Platform; with the four that follow, real money moves through it.
    #[arg(long, env = "CIRCLES_ALIPAY_APP_ID")]
    pub alipay_app_id: Option<String>,
    /// A file with the application's private key: PEM, or as the platform's tool writes it.
    #[arg(long, env = "CIRCLES_ALIPAY_PRIVATE_KEY_FILE")]
    pub alipay_private_key_file: Option<PathBuf>,
    /// A file with the platform's public key (not the application's own).
    #[arg(long, env = "CIRCLES_ALIPAY_PUBLIC_KEY_FILE")]
    pub alipay_public_key_file: Option<PathBuf>,
    /// The platform's gateway: <https://openapi.alipay.com/gateway.do>, or that of its own sandbox.
    #[arg(long, env = "CIRCLES_ALIPAY_GATEWAY")]
    pub alipay_gateway: Option<String>,
    /// Where the platform sends its notices: this server's `/v1/payments/notices`, as it is reached from the internet.
    #[arg(long, env = "CIRCLES_ALIPAY_NOTIFY_URL")]
    pub alipay_notify_url: Option<String>,
    /// Serial number of the application's certificate, where the application signs in certificate mode.
    #[arg(long, env = "CIRCLES_ALIPAY_APP_CERT_SN", requires = "alipay_root_cert_sn")]
    pub alipay_app_cert_sn: Option<String>,
    /// Serial number of the platform's root certificate, in certificate mode.
    #[arg(long, env = "CIRCLES_ALIPAY_ROOT_CERT_SN", requires = "alipay_app_cert_sn")]
    pub alipay_root_cert_sn: Option<String>,
}

/// How the platform is asked.
#[derive(Debug)]
pub struct AlipayConfig {
    /// Number of the application.
    pub app_id: String,
    /// Its private key.
    pub ours: SigningKey,
    /// The platform's public key.
    pub theirs: VerifyingKey,
    /// Where it is asked.
    pub gateway: Url,
    /// Where it sends notices.
    pub notify_url: Url,
    /// Serial numbers of the application's and of the root certificate, in certificate mode.
    pub serials: Option<(String, String)>,
}

/// Flags that name no platform.
#[derive(Debug, thiserror::Error)]
pub enum BadAlipay {
    /// Some are set, and others are not.
    #[error(
        "--alipay-app-id, -private-key-file, -public-key-file, -gateway and -notify-url belong together; {0} is missing"
    )]
    Half(&'static str),
    /// A file.
    #[error("{0} cannot be read")]
    File(&'static str, #[source] std::io::Error),
    /// A file without a key in it.
    #[error("{0} holds no RSA key of 2048 bits or more")]
    Key(&'static str),
    /// An address in the clear on a network, or none.
    #[error("{0} must be an https address without query (http on this machine alone)")]
    Address(&'static str),
}

impl AlipayConfig {
    /// What the flags say; `None` for the sandbox.
    ///
    /// # Errors
    /// See [`BadAlipay`].
    pub fn from_args(args: &AlipayArgs) -> Result<Option<Self>, BadAlipay> {
        let set = [
            args.alipay_app_id.is_some(),
            args.alipay_private_key_file.is_some(),
            args.alipay_public_key_file.is_some(),
            args.alipay_gateway.is_some(),
            args.alipay_notify_url.is_some(),
            args.alipay_app_cert_sn.is_some(),
        ];
        if set == [false; 6] {
            return Ok(None);
        }
        let app_id = args.alipay_app_id.clone().filter(|id| !id.is_empty());
        let app_id = app_id.ok_or(BadAlipay::Half("--alipay-app-id"))?;
        let ours = args.alipay_private_key_file.as_deref();
        let ours = ours.ok_or(BadAlipay::Half("--alipay-private-key-file"))?;
        let theirs = args.alipay_public_key_file.as_deref();
        let theirs = theirs.ok_or(BadAlipay::Half("--alipay-public-key-file"))?;
        let gateway = args.alipay_gateway.as_deref().ok_or(BadAlipay::Half("--alipay-gateway"))?;
        let notify_url = args.alipay_notify_url.as_deref().ok_or(BadAlipay::Half("--alipay-notify-url"))?;
        let serials = args.alipay_app_cert_sn.clone().zip(args.alipay_root_cert_sn.clone());
        Ok(Some(Self {
            app_id,
            ours: SigningKey::read(&file("--alipay-private-key-file", ours)?)
                .ok_or(BadAlipay::Key("--alipay-private-key-file"))?,
            theirs: VerifyingKey::read(&file("--alipay-public-key-file", theirs)?)
                .ok_or(BadAlipay::Key("--alipay-public-key-file"))?,
            gateway: address("--alipay-gateway", gateway)?,
            notify_url: address("--alipay-notify-url", notify_url)?,
            serials,
        }))
    }
}

fn file(flag: &'static str, path: &Path) -> Result<String, BadAlipay> {
    std::fs::read_to_string(path).map_err(|error| BadAlipay::File(flag, error))
}

fn address(flag: &'static str, text: &str) -> Result<Url, BadAlipay> {
    Url::parse(text).ok().filter(|url| is_safe(url) && url.query().is_none()).ok_or(BadAlipay::Address(flag))
}

/// Whether money may be spoken of over it: encrypted, or on this machine.
pub(super) fn is_safe(url: &Url) -> bool {
    url.has_host() && (url.scheme() == "https" || url.scheme() == "http" && is_here(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_configuration_is_refused_by_the_name_of_what_is_missing() {
        assert!(AlipayConfig::from_args(&AlipayArgs::default()).unwrap().is_none());
        let whole = AlipayArgs {
            alipay_app_id: Some("2021000000000000".to_owned()),
            alipay_private_key_file: Some("/nowhere".into()),
            alipay_public_key_file: Some("/nowhere".into()),
            alipay_gateway: Some("https://openapi.alipay.com/gateway.do".to_owned()),
            alipay_notify_url: Some("https://circles.example/v1/payments/notices".to_owned()),
            ..AlipayArgs::default()
        };
        let without: [(&str, AlipayArgs); 5] = [
            ("--alipay-app-id", AlipayArgs { alipay_app_id: None, ..whole.clone() }),
            ("--alipay-private-key-file", AlipayArgs { alipay_private_key_file: None, ..whole.clone() }),
            ("--alipay-public-key-file", AlipayArgs { alipay_public_key_file: None, ..whole.clone() }),
            ("--alipay-gateway", AlipayArgs { alipay_gateway: None, ..whole.clone() }),
            ("--alipay-notify-url", AlipayArgs { alipay_notify_url: None, ..whole.clone() }),
        ];
        for (missing, args) in without {
            let said = AlipayConfig::from_args(&args).unwrap_err().to_string();
            assert!(said.ends_with(&format!("{missing} is missing")), "{said}");
            assert!(!said.contains('\n'), "{said}");
        }
        let said = AlipayConfig::from_args(&whole).unwrap_err().to_string();
        assert_eq!(said, "--alipay-private-key-file cannot be read");
    }

    #[test]
    fn money_is_never_spoken_of_in_the_clear() {
        for safe in
            ["https://openapi.alipay.com/gateway.do", "http://127.0.0.1:4000/gateway.do", "http://[::1]:1"]
        {
            assert!(address("x", safe).is_ok(), "{safe}");
        }
        for bad in [
            "http://openapi.alipay.com/gateway.do",
            "http://localhost:1",
            "ftp://127.0.0.1",
            "x",
            "https://a.example?b",
        ] {
            assert!(address("x", bad).is_err(), "{bad}");
        }
    }
}
