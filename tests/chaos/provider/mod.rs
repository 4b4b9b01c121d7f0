//! A payment provider that misbehaves in every way that there is a name for, many times each, while calls are cut short
//! and the server is stopped and started: each payment ends as it must, the statement matches, every invariant holds.

mod expected;
mod life;

use std::collections::BTreeMap;

use circles_domain::payment::PaymentKind;
use circles_server::payments::Conduct;
use circles_tests::Result;
use circles_tests::dice::Dice;
use serde_json::{Map, Value, json};

use crate::flags::Flags;
use crate::report::Report;
use life::Life;

pub async fn run(flags: &Flags) -> Result<Report> {
    flags.only(&["seeds", "seed", "conducts"])?;
    let (seeds, seed) = (flags.number("seeds", 25)?, flags.seed()?);
    let all = Conduct::all(life::PAYS_S);
    let conducts = flags.number("conducts", all.len())?.min(all.len());
    let mut report = Report::of("provider");
    report.tell("seed", seed);
    let mut dice = Dice::new(seed);
    // Those that are tried when there is no time for all of them are others each time.
    let mut left: Vec<_> = all.iter().collect();
    let (mut ended, mut cut, mut restarts, mut steps, mut audits) = (Map::new(), 0, 0, 0, 0);
    let mut late = 0;
    let (mut wrong, mut unsound) = (Vec::new(), Vec::new());
    for _ in 0..conducts {
        let (name, conduct) = left.swap_remove(dice.below(left.len()));
        eprintln!("{name}");
        let mut life = Life::begin().await?;
        let mut ends = BTreeMap::<String, usize>::new();
        for _ in 0..seeds {
            let mut dice = dice.fork();
            let lived = life.live(conduct, &mut dice).await?;
            *ends.entry(format!("{} {}", lived.kind.as_str(), lived.end)).or_default() += 1;
            let too_late = lived.late && lived.kind == PaymentKind::TopUp && lived.end == "failed expired";
            late += usize::from(too_late);
            if lived.end != expected::end(name, lived.kind)? && !too_late {
                wrong.push(json!({ "conduct": name, "kind": lived.kind, "ended": lived.end }));
            }
            if let Some(found) = lived.breach {
                unsound.push(json!({ "conduct": name, "audit": found }));
            }
            audits += 1;
        }
        (cut, restarts, steps) = (cut + life.cut, restarts + life.restarts, steps + life.steps);
        ended.insert((*name).to_owned(), serde_json::to_value(ends)?);
        life.end().await;
    }
    report.tell("ended", Value::Object(ended));
    report.tell("calls_cut_short", cut);
    report.tell("restarts", restarts);
    report.tell("steps", steps);
    report.tell("reached_it_too_late", late);
    report.tell("misbehaviours", conducts);
    report.tell("seeds_each", seeds);
    report.must("payments", audits, conducts * seeds);
    report.must("ended_wrongly", wrong.len(), 0);
    report.must("unsound", unsound.len(), 0);
    if !wrong.is_empty() {
        report.tell("wrong", wrong);
    }
    if !unsound.is_empty() {
        report.tell("breaches_of_the_audit", unsound);
    }
    Ok(report)
}
