//! Afterwards every tip is definite on its payer's device, and ledger, provider and device tell the same.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use circles_tests::Result;
use serde_json::{Value, json};

use super::lane::Lane;
use super::story;
use crate::report::Report;
use crate::{race, statement};

const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How long an unknown tip may stay so.
const RESOLVED_WITHIN: Duration = Duration::from_secs(120);

/// How the tips of a lane stand in the end.
pub struct Told {
    pub views: Vec<Value>,
    pub unresolved: Vec<String>,
    pub slowest: Duration,
}

/// Looks until each tip of the lane is definite. Somebody whose patience is over gives it up.
pub async fn resolve(lane: &mut Lane) -> Result<Told> {
    let began = Instant::now();
    let mut left = lane.tips.clone();
    let (mut views, mut slowest) = (Vec::new(), Duration::ZERO);
    while !left.is_empty() && began.elapsed() < RESOLVED_WITHIN {
        let mut open = Vec::new();
        for (tip, ordered) in left {
            let view = story::view(lane, tip).await?;
            let state = view.as_ref().and_then(|view| view["state"].as_str()).unwrap_or_default();
            match state {
                "held" | "released" | "returned" | "refused" => {
                    views.extend(view);
                    slowest = began.elapsed();
                    continue;
                }
                // Never confirmed: whoever looks again makes it definite.
                "draft" | "quoted" => drop(lane.call("abandon_tip", json!({ "tip": tip })).await?),
                "unknown" if began.elapsed() > lane.patience => {
                    drop(lane.call("abandon_tip", json!({ "tip": tip })).await?);
                }
                _ => {}
            }
            open.push((tip, ordered));
        }
        left = open;
        if !left.is_empty() {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
    let unresolved = left.into_iter().map(|(tip, ordered)| format!("{tip}, {ordered}")).collect();
    Ok(Told { views, unresolved, slowest })
}

/// Holds everything against everything.
pub async fn judge(
    report: &mut Report,
    mut lane: Lane,
    told: &Told,
    states: &mut BTreeMap<String, usize>,
    number: usize,
) -> Result {
    for view in &told.views {
        let state = view["state"].as_str().unwrap_or_default();
        let refusal = view["refusal"].as_str().map(|why| format!(" {why}")).unwrap_or_default();
        *states.entry(format!("{state}{refusal}")).or_default() += 1;
        let outcome = if state == "refused" { "fail" } else { "ok" };
        if outcome == "ok" {
            report.must_be(view["receipt"].is_object(), || format!("{} has no receipt", view["id"]));
        }
        lane.client.history.note(view, outcome)?;
    }
    for tip in &told.unresolved {
        report.must_be(false, || format!("not resolved: {tip}"));
    }
    let (folder, histories) = lane.stop().await?;
    let held = race::count(&folder, "SELECT COUNT(*) FROM journal WHERE kind = 'tip_hold'").await?;
    let known = told.views.iter().filter(|view| view["state"] != "refused").count();
    report.must_be(usize::try_from(held)? == known, || {
        format!("lane {number}: {held} holds, and the device knows {known}")
    });
    let statement = statement::write(&folder).await?;
    let more = [("--histories", histories.as_path()), ("--statement", statement.as_path())];
    report.audited_as(&format!("audit_of_lane_{number}"), &folder, &more, &super::lane::limits()).await
}
