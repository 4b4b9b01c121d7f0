//! Starting and ending: one instance a data directory, an address that may be talked to, a tidy close.

use std::path::{Path, PathBuf};

use url::Url;

/// The server that is used when `CIRCLES_SERVER` names no other.
const DEFAULT_SERVER: &str = "http://127.0.0.1:8080";

/// The server to talk to.
///
/// # Errors
/// A sentence for the person: no address, or one off this machine without TLS.
pub fn server() -> Result<Url, String> {
    let text = std::env::var("CIRCLES_SERVER").unwrap_or_else(|_| DEFAULT_SERVER.to_owned());
    let url = Url::parse(&text).map_err(|_| format!("CIRCLES_SERVER is not an address: {text}"))?;
    if circles_engine::session::is_allowed(&url) {
        Ok(url)
    } else {
        Err(format!("a server that is not on this machine must be reached by https: {text}"))
    }
}

/// Where the address of the running instance is noted.
fn note(data_dir: &Path) -> PathBuf {
    data_dir.join("instance")
}

/// Notes where this instance can be asked to show its window.
///
/// # Errors
/// When the note cannot be written.
pub fn announce(data_dir: &Path, base: &str) -> std::io::Result<()> {
    let path = note(data_dir);
    std::fs::write(&path, base)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The address carries the token that opens the media server.
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

/// Asks the instance that holds the data directory to show its window. Returns whether it answered.
pub async fn focus_other(data_dir: &Path) -> bool {
    let Ok(base) = std::fs::read_to_string(note(data_dir)) else { return false };
    let Ok(http) = circles_engine::remote::http() else { return false };
    http.post(format!("{base}/focus")).send().await.is_ok_and(|answer| answer.status().is_success())
}
