//! Afterwards everything is definite on its payer's device, and ledger, provider and device tell the same.

mod kept;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use circles_tests::Result;
use serde_json::Value;

use super::lane::Lane;
use super::story::{Moved, word};
use crate::report::Report;
use crate::{race, statement};

const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How long an unknown tip or transfer may stay so.
const RESOLVED_WITHIN: Duration = Duration::from_secs(120);

/// How what was moved in a lane stands in the end.
pub struct Told {
    pub tips: Vec<Value>,
    pub transfers: Vec<Value>,
    pub unresolved: Vec<String>,
    pub slowest: Duration,
}

/// Looks until each tip and transfer of the lane is definite. Somebody whose patience is over gives it up.
pub async fn resolve(lane: &mut Lane) -> Result<Told> {
    let began = Instant::now();
    let tips = lane.tips.iter().map(|(tip, ordered)| (Moved::Tip(*tip), ordered.clone()));
    let transfers = lane.transfers.iter().map(|(id, ordered)| (Moved::Transfer(*id), ordered.clone()));
    let mut left: Vec<_> = tips.chain(transfers).collect();
    let mut told =
        Told { tips: Vec::new(), transfers: Vec::new(), unresolved: Vec::new(), slowest: Duration::ZERO };
    while !left.is_empty() && began.elapsed() < RESOLVED_WITHIN {
        let mut open = Vec::new();
        for (moved, ordered) in left {
            let view = moved.view(lane).await?;
            let state = view.as_ref().and_then(|view| view["state"].as_str()).unwrap_or_default();
            match state {
                "held" | "released" | "returned" | "refused" => {
                    match moved {
                        Moved::Tip(_) => told.tips.extend(view),
                        Moved::Transfer(_) => told.transfers.extend(view),
                    }
                    told.slowest = began.elapsed();
                    continue;
                }
                // Never confirmed: whoever looks again makes it definite.
                "draft" | "quoted" => moved.give_up(lane).await?,
                "unknown" if began.elapsed() > lane.patience => moved.give_up(lane).await?,
                _ => {}
            }
            open.push((moved, ordered));
        }
        left = open;
        if !left.is_empty() {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
    told.unresolved = left.into_iter().map(|(moved, ordered)| format!("{moved:?}, {ordered}")).collect();
    told.unresolved.extend(word::settle(lane).await?.iter().map(Value::to_string));
    Ok(told)
}

/// How often what was moved ended in which way.
pub type Ends = BTreeMap<String, usize>;

/// Holds everything against everything.
pub async fn judge(
    report: &mut Report,
    mut lane: Lane,
    told: &Told,
    ends: &mut Ends,
    number: usize,
) -> Result {
    for (what, views) in [("tip", &told.tips), ("transfer", &told.transfers)] {
        for view in views {
            let state = view["state"].as_str().unwrap_or_default();
            let refusal = view["refusal"].as_str().map(|why| format!(" {why}")).unwrap_or_default();
            *ends.entry(format!("{what} {state}{refusal}")).or_default() += 1;
            if state != "refused" {
                report.must_be(view["receipt"].is_object(), || format!("{} has no receipt", view["id"]));
            }
        }
    }
    for view in &told.tips {
        lane.client.history.note(view, if view["state"] == "refused" { "fail" } else { "ok" })?;
    }
    for moved in &told.unresolved {
        report.must_be(false, || format!("not resolved: {moved}"));
    }
    let (folder, histories) = lane.stop().await?;
    for (kind, views) in [("tip_hold", &told.tips), ("transfer_hold", &told.transfers)] {
        let held =
            race::count(&folder, &format!("SELECT COUNT(*) FROM journal WHERE kind = '{kind}'")).await?;
        let known = views.iter().filter(|view| view["state"] != "refused").count();
        report.must_be(usize::try_from(held)? == known, || {
            format!("lane {number}: {held} of {kind}, and the device knows {known}")
        });
    }
    kept::judge(report, &folder, &lane, told, ends).await?;
    let statement = statement::write(&folder).await?;
    let more = [("--histories", histories.as_path()), ("--statement", statement.as_path())];
    report.audited_as(&format!("audit_of_lane_{number}"), &folder, &more, &super::lane::limits()).await
}
