//! Under which addresses devices reach this server: what a proof's `htu` is compared with. The `Host` header plays no
//! part, so that a proxy can stand between.

use std::sync::Arc;

use url::Url;

/// The addresses, as configured.
#[derive(Clone, Debug)]
pub struct Addresses(Arc<[String]>);

impl Addresses {
    /// The addresses of `public_urls`.
    ///
    /// # Errors
    /// The first that is no http or https address without a query and fragment.
    pub fn parse(public_urls: &[String]) -> Result<Self, String> {
        public_urls
            .iter()
            .map(|url| plain(url).ok_or_else(|| url.clone()))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// What this authorization server is called (RFC 8414).
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    /// Whether `htu` is `path` at one of them (RFC 9449 section 4.3, after RFC 3986 section 6.2.2).
    #[must_use]
    pub fn is(&self, htu: &str, path: &str) -> bool {
        let same = |htu: &str| self.0.iter().any(|base| htu.strip_prefix(base.as_str()) == Some(path));
        same(htu)
            || Url::parse(htu).is_ok_and(|mut url| {
                url.set_query(None);
                url.set_fragment(None);
                same(url.as_str())
            })
    }
}

/// Scheme, host, port and path in their one form, without the last slash.
fn plain(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let fine = matches!(url.scheme(), "http" | "https")
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    fine.then(|| url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::Addresses;

    #[test]
    fn only_what_is_configured_is_ours() {
        let two = ["https://Circles.example:443/".to_owned(), "http://127.0.0.1:7420/app".to_owned()];
        let addresses = Addresses::parse(&two).unwrap();
        assert_eq!(addresses.issuer(), "https://circles.example");
        for ours in [
            "https://circles.example/v1/me",
            "https://CIRCLES.example:443/v1/me",
            "https://circles.example/v1/me?before=1#x",
            "http://127.0.0.1:7420/app/v1/me",
        ] {
            assert!(addresses.is(ours, "/v1/me"), "{ours}");
        }
        for other in [
            "http://circles.example/v1/me",
            "https://circles.example:444/v1/me",
            "https://circles.example.evil.example/v1/me",
            "https://circles.example@evil.example/v1/me",
            "https://x@circles.example/v1/me",
            "https://circles.example/v1/me/",
            "https://circles.example/v1/wallet",
            "http://localhost:7420/app/v1/me",
            "http://127.0.0.1:7420/v1/me",
            "/v1/me",
            "",
        ] {
            assert!(!addresses.is(other, "/v1/me"), "{other}");
        }
    }

    #[test]
    fn an_address_that_cannot_be_is_named() {
        for bad in ["circles.example", "ftp://circles.example", "https://circles.example/?x", "https://u@h"] {
            assert_eq!(Addresses::parse(&[bad.to_owned()]).unwrap_err(), bad);
        }
    }
}
