//! What must never happen to money, tried. Each way prints one JSON object on standard output, progress on standard error,
//! and exits 1 on a breach.
//!
//! ```text
//! chaos audit                                        the demo's data, every invariant
//! chaos same-key [--n 200] [--par 50]                one id, many at once, fresh proofs
//! chaos provider [--seeds 25] [--seed S]             a payment provider that misbehaves in every way
//! chaos race     [--n 5000] [--par 64] [--balance 1000] [--amount 10]
//! chaos tamper   [--n 1000] [--seed S]               one fen or byte planted in a copy: found and named
//! chaos crash-points [--n all] [--lanes 4] [--patience 120] [--seed S]     programs that end at the worst moments
//! ```
//!
//! Promises: the real server as a program; a fresh seed each time, printed, unless one is given; limits that were
//! changed are printed. Does not: repeat anything that failed.

mod crash_points;
mod demo;
mod flags;
mod provider;
mod race;
mod report;
mod same_key;
mod statement;
mod tamper;
mod tips;

use std::process::ExitCode;

use circles_tests::{Result, stage};
use flags::Flags;
use report::Report;

const USAGE: &str =
    "chaos audit | same-key | provider | race | tamper | tips | crash-points, each with --name number";

#[tokio::main]
async fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let way = args.next().unwrap_or_default();
    let done = match Flags::read(args) {
        Ok(flags) => run(&way, &flags).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(report) => {
            let holds = report.holds;
            println!("{}", report.json());
            if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("chaos {way}: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(way: &str, flags: &Flags) -> Result<Report> {
    match way {
        "audit" => demo::audit(flags).await,
        "same-key" => same_key::run(flags).await,
        "provider" => provider::run(flags).await,
        "race" => race::run(flags).await,
        "tamper" => tamper::run(flags).await,
        "tips" => tips::run(flags).await,
        "crash-points" => crash_points::run(flags).await,
        _ => Err(USAGE.into()),
    }
}
