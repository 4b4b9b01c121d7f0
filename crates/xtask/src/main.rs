//! `cargo xtask run | test | lint | bench | tour`: everything that a person or a machine does with the project.
//!
//! Promises: installs or names what is missing, shows progress for anything slow, leaves nothing running.
//! Does not: contain a test or a measurement; it starts the programs that do.

mod bench;
mod build;
mod lint;
mod need;
mod run;
mod session;
mod step;
mod test;
mod tour;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask run [--server URL]   build everything, start the demo server, open the app on it
cargo xtask test [FILTER]        every test, the desktop journeys included
cargo xtask lint                 formatting, clippy, types, licences
cargo xtask bench                measurements, one JSON object a line
cargo xtask tour                 the main story in a virtual display, pictures in target/tour";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = args.split_first().map_or(("", &[][..]), |(c, r)| (c.as_str(), r));
    let outcome = match command {
        "run" => run::run(rest),
        "test" => test::run(rest),
        "lint" => lint::run(),
        "bench" => bench::run(rest),
        "tour" => tour::run(),
        // Not for people: what `session` starts inside the virtual display.
        "inside" => session::inside(rest),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("xtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}
