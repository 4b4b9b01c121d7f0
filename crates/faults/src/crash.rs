//! Crashes that were ordered.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();

/// Whether the operation must fail here. Where it is ordered, does not return at all.
///
/// # Panics
/// When that is ordered.
#[must_use]
pub fn is_due(name: &str) -> bool {
    let folder = FOLDER.get_or_init(|| std::env::var_os(crate::ORDERS).map(PathBuf::from));
    match folder.as_deref().and_then(|folder| take(folder, name)).as_deref() {
        Some("abort") => std::process::abort(),
        Some("panic") => panic!("ordered at {name}"),
        Some(_) => true,
        None => false,
    }
}

/// What is to be done at `name`, if that is next.
fn take(folder: &Path, name: &str) -> Option<String> {
    let order = folder.join("order");
    let text = fs::read_to_string(&order).ok()?;
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let (point, what) = first.split_once(' ')?;
    if point != name {
        return None;
    }
    // Several may be here at once, in several processes: who moves it away acts.
    let taken = folder.join(format!("taken-{}", std::process::id()));
    fs::rename(&order, &taken).ok()?;
    let mut done = fs::OpenOptions::new().create(true).append(true).open(folder.join("done")).ok()?;
    writeln!(done, "{first}").ok()?;
    if !rest.is_empty() {
        fs::write(&taken, rest).ok()?;
        fs::rename(&taken, &order).ok()?;
    }
    Some(what.to_owned())
}
