//! After the storm: every tip becomes definite, and then the ledger, the provider and the devices must tell the same.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use circles_domain::TipId;
use circles_tests::Result;
use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};

use super::cluster::Cluster;
use super::{Plan, RESOLVED_WITHIN, person};
use crate::report::Report;
use crate::{race, statement};

const LOOK_EVERY: Duration = Duration::from_millis(500);
/// From so many attempts on, too little trouble is a breach: a calm storm shows nothing.
const FULL: usize = 10_000;

pub async fn judge(
    mut report: Report,
    plan: &Plan,
    cluster: Arc<Cluster>,
    tips: Vec<(TipId, usize)>,
) -> Result<Report> {
    let (views, slowest, unresolved) = resolve(&cluster, &tips).await?;
    // What was held back or copied must have come, and changed nothing.
    let latest = Instant::now() + plan.late + plan.copies + Duration::from_secs(10);
    while (cluster.storm.under_way() > 0 || cluster.copies().0 > 0) && Instant::now() < latest {
        tokio::time::sleep(LOOK_EVERY).await;
    }
    let mut states = BTreeMap::<String, usize>::new();
    for ((tip, number), view) in &views {
        let state = view["state"].as_str().unwrap_or_default();
        let refusal = view["refusal"].as_str().map(|why| format!(" {why}")).unwrap_or_default();
        *states.entry(format!("{state}{refusal}")).or_default() += 1;
        let outcome = if state == "refused" { "fail" } else { "ok" };
        if outcome == "ok" && view["receipt"].is_null() {
            report.must(&format!("receipt_of_{tip}"), "none", "one");
        }
        cluster.client(*number)?.history.note(view, outcome)?;
    }
    let tally = cluster.storm.tally();
    let (_, copies) = cluster.copies();
    let reached: usize = copies
        .iter()
        .filter(|(said, _)| said.starts_with("200") || said.starts_with("409"))
        .map(|(_, n)| n)
        .sum();
    let (folder, histories) = cluster.stop().await?;
    report.tell("attempts", tips.len());
    report.tell("devices", plan.clients);
    report.tell("device_kills", cluster.clients.iter().map(|client| client.kills()).sum::<usize>());
    report.tell("server_kills", cluster.server_kills());
    report.tell("network", serde_json::to_value(&tally)?);
    report.tell("copies_sent", serde_json::to_value(&copies)?);
    report.tell("copies_that_reached_the_handler", reached);
    report.tell("tips", serde_json::to_value(&states)?);
    if plan.attempts >= FULL {
        let lost = tally.get("lost_after_commit").copied().unwrap_or_default();
        report.at_least("device_kills", cluster.clients.iter().map(|client| client.kills()).sum(), 300);
        report.at_least("server_kills", cluster.server_kills(), 150);
        report.at_least("lost_after_commit", lost, 500);
        report.at_least("copies_that_reached_the_handler", reached, 300);
    }
    report.tell("held_back_s", plan.late.as_secs());
    report.tell("copied_within_s", plan.copies.as_secs());
    report.tell("limits_changed", race::told(&cluster.limits));
    report.tell("slowest_resolved_s", slowest.as_secs());
    if !unresolved.is_empty() {
        report.tell("unresolved_tips", unresolved.clone());
    }
    report.must("unresolved", unresolved.len(), 0);
    let held = race::count(&folder, "SELECT COUNT(*) FROM journal WHERE kind = 'tip_hold'").await?;
    let known = views.values().filter(|view| view["state"] != "refused").count();
    report.must("holds", held, known);
    let statement = statement::write(&folder).await?;
    let more = [("--histories", histories.as_path()), ("--statement", statement.as_path())];
    report.audited(&folder, &more, &cluster.limits).await?;
    Ok(report)
}

type Views = BTreeMap<(TipId, usize), Value>;

/// Waits until each is definite; how long that took, and what was not.
async fn resolve(cluster: &Cluster, tips: &[(TipId, usize)]) -> Result<(Views, Duration, Vec<Value>)> {
    let began = Instant::now();
    let mut left: Vec<_> = tips.to_vec();
    let mut views = Views::new();
    let mut slowest = Duration::ZERO;
    while !left.is_empty() && began.elapsed() < RESOLVED_WITHIN {
        let look = |(tip, number): (TipId, usize)| async move {
            person::outcome(cluster, tip, number).await.map(|view| ((tip, number), view))
        };
        let seen: Vec<_> = stream::iter(left).map(look).buffer_unordered(64).try_collect().await?;
        left = Vec::new();
        for (of, view) in seen {
            match view {
                Some(view) => {
                    views.insert(of, view);
                    slowest = began.elapsed();
                }
                None => left.push(of),
            }
        }
        if !left.is_empty() {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
    let mut unresolved = Vec::new();
    for (tip, number) in left {
        unresolved.push(json!({"device": number, "tip": cluster.view(tip, number).await?}));
    }
    Ok((views, slowest, unresolved))
}
