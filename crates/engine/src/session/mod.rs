//! Who is signed in: asking the person in their browser, keeping the session in the keychain, ending it.
//!
//! ```text
//! signed out ──sign_in──► signing in ──► signed in ──the server ends it──► expired ──sign_in──► signed in
//!      ▲                      └─ cancelled ─►(as before)     └──────sign_out──────┴─► signed out
//! ```
//!
//! Promises: the refresh token and the key that it is bound to are in the keychain and nowhere else; without a keychain it lives in memory, and the
//! view says so. An ended session loses nothing that was written here. The same person finds their data again,
//! another person never does.
//! Does not: open or delete an account's files; the engine does.

pub mod authorize;
mod keep;
mod refusal;
mod resume;
mod sign_in;
mod sign_out;
mod state;

pub use authorize::{Asking, Opener, SignInError};
pub(crate) use resume::{forget_left, resume};
pub(crate) use state::Session;

/// Whether tokens may be sent to this server: encrypted, or on this machine.
#[must_use]
pub fn is_allowed(server: &url::Url) -> bool {
    let loopback = match server.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    server.scheme() == "https" || (server.scheme() == "http" && loopback)
}

/// Opens an address in the person's browser; `BROWSER` names another one.
///
/// # Errors
/// When no browser can be started.
pub fn open_browser(url: &url::Url) -> std::io::Result<()> {
    webbrowser::open(url.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_go_nowhere_unencrypted() {
        let allowed = |url: &str| is_allowed(&url::Url::parse(url).unwrap());
        for good in
            ["https://circles.example", "http://127.0.0.1:7420", "http://[::1]:1", "http://localhost:7420"]
        {
            assert!(allowed(good), "{good}");
        }
        for bad in [
            "http://circles.example",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "http://10.0.0.1",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
        ] {
            assert!(!allowed(bad), "{bad}");
        }
    }
}
