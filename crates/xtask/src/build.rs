//! Building the interface and the programs.

use crate::step::{Outcome, cargo, npm, quiet, root, shown};

/// Installs the interface's packages, then builds it.
pub fn interface() -> Outcome {
    packages("ui")?;
    quiet("building the interface", &mut npm(&["run", "build"])).map(|_| ())
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
