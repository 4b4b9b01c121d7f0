//! Building the interface and the programs.

use crate::step::{Outcome, cargo, npm, quiet, root, shown};

/// Installs the interface's packages when its lock file is newer than what is installed, then builds it.
pub fn interface() -> Outcome {
    let ui = root().join("ui");
    let modified = |path: &str| std::fs::metadata(ui.join(path)).and_then(|m| m.modified()).ok();
    if modified("node_modules/.package-lock.json") < modified("package-lock.json") {
        quiet("installing the interface's packages", &mut npm(&["ci", "--ignore-scripts"]))?;
    }
    quiet("building the interface", &mut npm(&["run", "build"])).map(|_| ())
}

/// Builds the server, the headless device, the app and the tour, in the one profile of tests and journeys. The whole
/// workspace at once: a choice of packages is built with other features, and then all again.
pub fn programs() -> Outcome {
    shown("building server, device and app", &mut cargo(&["build", "--workspace", "--bins"]))
}
