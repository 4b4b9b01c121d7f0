//! `cargo xtask run | test | lint | bench | tour | audit | race | chaos`: everything that a person or a machine does with the project.
//!
//! Promises: installs or names what is missing, shows progress for anything slow, leaves nothing running.
//! Does not: contain a test or a measurement; it starts the programs that do.

mod bench;
mod build;
mod canaries;
mod chaos;
mod lint;
mod mutants;
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
cargo xtask tour                 the main story in a virtual display, pictures in target/tour
cargo xtask audit                every invariant of the money in the demo's data
cargo xtask race spend           many spends at once of what is there for a few
cargo xtask chaos same-key       one id confirmed many times at once
cargo xtask chaos provider       a payment provider that misbehaves in every way that has a name
cargo xtask chaos tamper         one fen or byte planted in a copy of the ledger, found and named
cargo xtask chaos tips           devices and a server, killed, behind a network at its worst
cargo xtask chaos crash-points   programs that end at each of the worst moments of a tip, transfer or payment
cargo xtask canaries             mistakes that are planted, and the tests that catch them
cargo xtask mutants              cargo-mutants on the money's rules (slow; not in CI)";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = args.split_first().map_or(("", &[][..]), |(c, r)| (c.as_str(), r));
    let outcome = match command {
        "run" => run::run(rest),
        "test" => test::run(rest),
        "lint" => lint::run(),
        "bench" => bench::run(rest),
        "tour" => tour::run(),
        "audit" => chaos::run("audit", rest),
        "race" => match rest.split_first() {
            Some((what, numbers)) if what == "spend" => chaos::run("race", numbers),
            Some(_) | None => Err("what should race? `cargo xtask race spend`".into()),
        },
        "chaos" => match rest.split_first() {
            Some((way, numbers)) => chaos::run(way, numbers),
            None => Err("which chaos? same-key, provider, tamper, tips or crash-points".into()),
        },
        "canaries" => canaries::run(rest),
        "mutants" => mutants::run(rest),
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
