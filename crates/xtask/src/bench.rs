//! `cargo xtask bench`: measurements against a peer of the same run, in release builds.

use crate::need::{self, For};
use crate::step::{Outcome, cargo, shown, target};
use crate::{build, session};

/// Runs the rows that are named, or all; JSON goes to standard output, everything else to standard error.
pub fn run(rows: &[String]) -> Outcome {
    need::have(&[For::App, For::Display, For::Bench])?;
    build::interface()?;
    // Only what a row starts: each program more is minutes of linking.
    let programs = ["--bin", "circles-server", "--bin", "circles", "--bin", "bench", "--example", "bare"];
    let packages = ["build", "--release", "-p", "circles-server", "-p", "circles-app", "-p", "circles-tests"];
    shown("building for the bench (release)", cargo(&packages).args(programs))?;
    let bench = target().join("release").join("bench");
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    shown("the bench", &mut session::command(&bench.to_string_lossy(), &rows)?)
}
