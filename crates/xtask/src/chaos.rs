//! `cargo xtask audit | race spend | chaos WAY`: what must never happen to money, tried; one JSON object, exit 1 on a breach.

use std::process::Command;

use crate::need::{self, For};
use crate::step::{Outcome, built, shown};
use crate::{build, session};

/// Runs one way, with the numbers that were given.
pub fn run(way: &str, numbers: &[String]) -> Outcome {
    build::interface()?;
    build::programs()?;
    let program = built("chaos");
    let mut args: Vec<&str> = vec![way];
    args.extend(numbers.iter().map(String::as_str));
    if way == "tips" || way == "crash-points" {
        // Devices keep their sessions in a keyring, and find them there again after they were killed.
        need::have(&[For::Display])?;
        return shown(&format!("chaos {way}"), &mut session::command(&program.to_string_lossy(), &args)?);
    }
    shown(&format!("chaos {way}"), Command::new(program).args(args))
}
