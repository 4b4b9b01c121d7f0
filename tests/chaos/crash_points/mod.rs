//! Every point at which a program may end, times every way of ending there: each is reached; each tip, transfer, top-up and
//! cash-out is once or never, its person's device finds out which, and the books are whole.

mod lane;
mod orders;
mod point;
mod story;
mod table;
mod verdict;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use circles_tests::Result;
use circles_tests::dice::Dice;
use serde_json::json;
use tokio::task::JoinSet;

use crate::flags::Flags;
use crate::race;
use crate::report::Report;
use lane::Lane;
use point::{CRASHES, Point};
use verdict::Ends;

/// What is left to be tried; whoever is free takes the next.
type Left = Arc<Mutex<Vec<(Point, &'static str)>>>;

pub async fn run(flags: &Flags) -> Result<Report> {
    flags.only(&["n", "lanes", "patience", "seed"])?;
    let table = table::all();
    let all = table.len() * CRASHES.len();
    let (n, lanes) = (flags.number("n", all)?.min(all), flags.number("lanes", 4)?.max(1));
    // How long a person waits for what is being checked before they give up.
    let patience = Duration::from_secs(flags.number("patience", 120)?.try_into()?);
    let seed = flags.seed()?;
    let mut report = Report::of("crash-points");
    report.tell("seed", seed);
    eprintln!("seed {seed}; {n} of {all} crashes");
    let mut dice = Dice::new(seed);
    let mut crashes: Vec<_> = table.iter().flat_map(|point| CRASHES.map(|crash| (*point, crash))).collect();
    for at in (1..crashes.len()).rev() {
        crashes.swap(at, dice.below(at + 1));
    }
    crashes.truncate(n);
    let left: Left = Arc::new(Mutex::new(crashes));
    let mut working = JoinSet::new();
    for _ in 0..lanes.min(n) {
        working.spawn(work(left.clone(), patience));
    }
    let mut all_tried = Vec::new();
    let mut slowest = Duration::ZERO;
    let mut ends = Ends::new();
    let mut judged = 0;
    while let Some(worked) = working.join_next().await {
        let (lane, told) = worked??;
        judged += 1;
        slowest = slowest.max(told.slowest);
        all_tried.extend(lane.tried.iter().cloned());
        verdict::judge(&mut report, lane, &told, &mut ends, judged).await?;
    }
    let unreached: Vec<&String> =
        all_tried.iter().filter(|(_, reached)| !reached).map(|(ordered, _)| ordered).collect();
    let strays = point::strays()?;
    report.tell("points", table.len());
    report.tell("crashes", CRASHES.to_vec());
    report.tell("lanes", lanes);
    report.tell("moved", json!(ends));
    report.tell("slowest_resolved_s", slowest.as_secs());
    report.tell("limits_changed", race::told(&lane::limits()));
    report.must("tried", all_tried.len(), n);
    report.must("unreached", json!(unreached), json!([]));
    report.must("not_in_table_or_not_in_sources", strays, json!([]));
    Ok(report)
}

async fn work(left: Left, patience: Duration) -> Result<(Lane, verdict::Told)> {
    let mut lane = Lane::open(patience).await?;
    loop {
        let next = left.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some((point, crash)) = next else {
            let told = verdict::resolve(&mut lane).await?;
            return Ok((lane, told));
        };
        story::play(&mut lane, point, crash).await?;
    }
}
