//! `cargo xtask lint`: what a reviewer should not have to say.

use crate::build;
use crate::need::{self, For};
use crate::step::{Outcome, cargo, npm, shown};

/// Runs every check; all of them, so that one run tells everything.
pub fn run() -> Outcome {
    need::have(&[For::App])?;
    build::interface()?;
    let mut clippy =
        cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"]);
    let results = [
        shown("formatting", &mut cargo(&["fmt", "--all", "--check"])),
        shown("clippy", &mut clippy),
        shown("types of the interface", &mut npm(&["run", "--silent", "check"])),
        shown("lint of the interface", &mut npm(&["run", "--silent", "lint"])),
    ];
    let failed: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    if failed.is_empty() { Ok(()) } else { Err(failed.join("; ")) }
}
