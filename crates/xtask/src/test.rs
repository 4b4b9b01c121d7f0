//! `cargo xtask test`: every test there is, counted.

use std::process::Command;

use crate::need::{self, For};
use crate::step::{Outcome, cargo, npm, root, target};
use crate::{build, session};

/// How many passed and failed.
#[derive(Clone, Copy, Default)]
struct Count {
    passed: usize,
    failed: usize,
}

/// Runs them all and ends with `N passed, N failed`.
pub fn run(args: &[String]) -> Outcome {
    let filter: Vec<&str> = args.iter().map(String::as_str).collect();
    need::have(&[For::App, For::Display, For::Peers])?;
    build::interface()?;
    build::openid_provider()?;
    build::programs()?;
    let mut total = Count::default();
    if filter.is_empty() {
        total.add("interface", interface()?);
    }
    total.add("library and server", rust(&filter)?);
    total.add("desktop", desktop(&filter)?);
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 && total.passed > 0 { Ok(()) } else { Err("not every test passed".into()) }
}

impl Count {
    fn add(&mut self, what: &str, other: Self) {
        eprintln!("· {what}: {} passed, {} failed", other.passed, other.failed);
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

fn interface() -> Outcome<Count> {
    let report = target().join("vitest.json");
    let output = format!("--outputFile={}", report.display());
    let mut command =
        npm(&["run", "--silent", "test", "--", "--reporter=default", "--reporter=json", &output]);
    let ran = command.status().map_err(|e| format!("the interface's tests could not be started: {e}"))?;
    let text =
        std::fs::read_to_string(&report).map_err(|e| format!("the interface's tests left no report: {e}"))?;
    let number = |key: &str| {
        let at = text.find(&format!("\"{key}\":"))? + key.len() + 3;
        text.get(at..)?.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    };
    let passed = number("numPassedTests").ok_or("the interface's report has no count")?;
    let failed: usize = number("numFailedTests").ok_or("the interface's report has no count")?;
    // A file that does not load fails no test; the exit code knows.
    Ok(Count { passed, failed: if ran.success() { failed } else { failed.max(1) } })
}

/// Every crate but the journeys, inside a session so that the real keyring is there.
fn rust(filter: &[&str]) -> Outcome<Count> {
    let mut args = vec!["test", "--workspace", "--no-fail-fast", "--"];
    args.extend(filter);
    args.extend(["--skip", "desktop_"]);
    counted("tests of the crates", in_session(&args)?)
}

/// The journeys drive one display: one at a time.
fn desktop(filter: &[&str]) -> Outcome<Count> {
    let mut args = vec!["test", "--workspace", "--test", "desktop", "--no-fail-fast", "--"];
    if filter.is_empty() {
        args.push("desktop_");
    }
    args.extend(filter);
    args.push("--test-threads=1");
    counted("desktop journeys", in_session(&args)?)
}

fn in_session(args: &[&str]) -> Outcome<Command> {
    let cargo = cargo(&[]).get_program().to_string_lossy().into_owned();
    session::command(&cargo, args)
}

/// Shows the output and adds up its `test result:` lines.
fn counted(what: &str, mut command: Command) -> Outcome<Count> {
    use std::io::{BufRead, BufReader};
    let mut child = command
        .current_dir(root())
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .map_err(|e| format!("{what} could not be started: {e}"))?;
    let mut count = Count::default();
    let output = child.stdout.take().ok_or("a program without output")?;
    for line in BufReader::new(output).lines() {
        let line = line.map_err(|e| format!("{what}: {e}"))?;
        if let Some(result) = line.strip_prefix("test result: ") {
            let number = |word: &str| {
                let (before, _) = result.split_once(word)?;
                before.trim_end().rsplit([' ', ';', '.']).next()?.parse::<usize>().ok()
            };
            count.passed += number("passed").unwrap_or(0);
            count.failed += number("failed").unwrap_or(0);
            // The one line that closes the run is printed at its very end.
            eprintln!("{line}");
        } else {
            println!("{line}");
        }
    }
    let status = child.wait().map_err(|e| format!("{what}: {e}"))?;
    if !status.success() && count.failed == 0 {
        // Something that did not compile, or died, fails no test by itself.
        count.failed = 1;
    }
    Ok(count)
}
