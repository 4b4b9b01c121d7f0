//! `cargo xtask tour`: the main story at an unhurried pace, a picture at each step.

use crate::need::{self, For};
use crate::step::{Outcome, shown, target};
use crate::{build, session};

/// Takes the tour in a virtual display and says where the pictures are.
pub fn run() -> Outcome {
    need::have(&[For::App, For::Display])?;
    build::interface()?;
    build::programs()?;
    let tour = crate::step::built("tour");
    let mut command = session::command(&tour.to_string_lossy(), &[])?;
    // Every request is a line otherwise, and nobody sees the last one.
    shown("the tour", command.env("CIRCLES_LOG", "warn").env("RUST_LOG", "warn"))?;
    println!("The pictures are in {}.", target().join("tour").display());
    Ok(())
}
