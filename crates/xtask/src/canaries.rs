//! `cargo xtask canaries`: plants each mistake of a list, and shows which test catches it. The same tests pass without
//! one. JSON, one object a mistake; exits 1 when one survives.

mod list;

use std::process::Stdio;
use std::time::Instant;

use crate::build;
use crate::step::{Outcome, cargo, shown};
use list::{BUILD, LIST};

/// Builds the tests once with every mistake in them, none of which is made until it is named, and then plants them.
pub fn run(args: &[String]) -> Outcome {
    if !args.is_empty() {
        return Err("usage: cargo xtask canaries".into());
    }
    build::interface()?;
    let began = Instant::now();
    shown("building the tests with every canary", cargo(BUILD).arg("--no-run"))?;
    let built_s = began.elapsed().as_secs();
    let mut all: Vec<&str> = LIST.iter().flat_map(|canary| canary.tests).copied().collect();
    all.sort_unstable();
    all.dedup();
    let said = said_by(&all, None)?;
    let failed: Vec<&str> = all.iter().copied().filter(|test| !said.contains(&line(test, "ok"))).collect();
    if !failed.is_empty() {
        eprintln!("{said}");
        return Err(format!("without any canary, these do not pass: {}", failed.join(", ")));
    }
    println!(r#"{{"without_a_canary":"passed","tests":{}}}"#, all.len());
    let mut survived = Vec::new();
    for canary in LIST {
        let planted = Instant::now();
        let said = said_by(canary.tests, Some(canary.name))?;
        let caught: Vec<String> = canary
            .tests
            .iter()
            .filter(|test| said.contains(&line(test, "FAILED")))
            .map(|test| format!("\"{test}\""))
            .collect();
        println!(
            r#"{{"canary":"{}","what":"{}","caught_by":[{}],"seconds":{}}}"#,
            canary.name,
            canary.what,
            caught.join(","),
            planted.elapsed().as_secs()
        );
        if caught.is_empty() {
            survived.push(canary.name);
            eprintln!("{said}");
        }
    }
    println!(
        r#"{{"canaries":{},"caught":{},"build_seconds":{built_s},"seconds":{}}}"#,
        LIST.len(),
        LIST.len() - survived.len(),
        began.elapsed().as_secs()
    );
    if survived.is_empty() { Ok(()) } else { Err(format!("nothing caught {}", survived.join(", "))) }
}

/// As the test harness tells it.
fn line(test: &str, outcome: &str) -> String {
    format!("test {test} ... {outcome}\n")
}

/// What the harness prints when it runs `tests`.
fn said_by(tests: &[&str], canary: Option<&str>) -> Outcome<String> {
    let mut command = cargo(BUILD);
    command.args(["--no-fail-fast", "--", "--exact"]).args(tests);
    command.env_remove("CIRCLES_CANARY");
    if let Some(canary) = canary {
        command.env("CIRCLES_CANARY", canary);
    }
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output();
    let output = output.map_err(|e| format!("the tests could not be started: {e}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
