//! Building the interface and the programs.

use std::path::Path;
use std::time::SystemTime;

use crate::step::{Outcome, cargo, npm, quiet, root, shown};

/// What the interface is built from, in `ui`. Generated files are among them, and older than what was built.
const SOURCES: [&str; 8] = [
    "src",
    "messages",
    "public",
    "scripts",
    "index.html",
    "package-lock.json",
    "vite.config.ts",
    "../assets/fonts",
];

/// Installs the interface's packages, then builds it, unless nothing changed: the app would be built again with it.
pub fn interface() -> Outcome {
    packages("ui")?;
    let ui = root().join("ui");
    let built = std::fs::metadata(ui.join("dist/index.html")).and_then(|m| m.modified()).ok();
    let changed = SOURCES.iter().filter_map(|name| newest(&ui.join(name))).max();
    if built.is_some() && changed < built {
        return Ok(());
    }
    quiet("building the interface", &mut npm(&["run", "build"])).map(|_| ())
}

/// When the youngest file of a folder was written; a folder counts itself, so that a removal is seen.
fn newest(path: &Path) -> Option<SystemTime> {
    let own = std::fs::metadata(path).and_then(|m| m.modified()).ok();
    let within = std::fs::read_dir(path).into_iter().flatten().flatten();
    own.max(within.filter_map(|entry| newest(&entry.path())).max())
}

/// Installs the packages of the OpenID provider that tests sign in at.
pub fn openid_provider() -> Outcome {
    packages("tests/openid")
}

/// Installs a folder's packages when its lock file is newer than what is installed.
fn packages(folder: &str) -> Outcome {
    let path = root().join(folder);
    let modified = |name: &str| std::fs::metadata(path.join(name)).and_then(|m| m.modified()).ok();
    if modified("node_modules/.package-lock.json") < modified("package-lock.json") {
        quiet(
            &format!("installing the packages of {folder}"),
            npm(&["ci", "--ignore-scripts"]).current_dir(path),
        )?;
    }
    Ok(())
}

/// Builds the server, the headless device, the app and the tour, in the one profile of tests and journeys. The whole
/// workspace at once: a choice of packages is built with other features, and then all again.
pub fn programs() -> Outcome {
    shown("building server, device and app", &mut cargo(&["build", "--workspace", "--bins"]))
}
