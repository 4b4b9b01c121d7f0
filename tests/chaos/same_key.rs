//! One id, many confirmations at once, each with a proof of its own: one hold, one answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use circles_domain::{QuoteId, TipId};
use circles_tests::Result;
use circles_tests::server::Server;
use futures::{StreamExt, stream};
use reqwest::Method;
use serde_json::{Value, json};

use crate::flags::Flags;
use crate::report::Report;
use crate::{race, stage};

pub async fn run(flags: &Flags) -> Result<Report> {
    flags.only(&["n", "par"])?;
    let (n, par) = (flags.number("n", 200)?, flags.number("par", 50)?);
    let mut report = Report::of("same-key");
    let limits = race::limits(2 * n, 100_000);
    let stage = stage::open(1).await?;
    let caller = Arc::new(stage.callers.into_iter().next().ok_or("no payer")?);
    let environment = race::environment(&limits);
    let mut server = Server::over(stage.folder, false, &environment).await?;
    let address = format!("http://{}", server.addr()?);

    let (mut unlike, mut conflicts_missed, mut strange) = (0, 0, BTreeMap::<String, usize>::new());
    let mut quotes = Vec::new();
    for _ in 0..n {
        let tip = TipId::mint();
        quotes.push((tip, race::quote(&caller, &address, tip, stage.post, 1).await?));
    }
    race::read_for_long_enough().await;
    for (tip, quoted) in quotes {
        let path = format!("/v1/tips/{tip}");
        let body = json!({ "quote_id": quoted });
        let ask = || caller.send(&address, Method::PUT, &path, Some(&body));
        let answers: Vec<_> = stream::iter(0..par).map(|_| ask()).buffer_unordered(par).collect().await;
        let mut first: Option<Value> = None;
        for answer in answers {
            let answer = answer?;
            match answer.status {
                200 if first.as_ref().is_none_or(|first| *first == answer.body) => first = Some(answer.body),
                200 => unlike += 1,
                _ => *strange.entry(answer.word().to_owned()).or_default() += 1,
            }
        }
        // The same id for anything else: refused, with what is stored.
        let other = json!({ "quote_id": QuoteId::mint() });
        let other = caller.send(&address, Method::PUT, &path, Some(&other)).await?;
        if other.word() != "id_conflict" || Some(&other.body["stored"]) != first.as_ref() {
            conflicts_missed += 1;
        }
    }
    server.stop().await?;
    let folder = server.folder();
    report.tell("ids", n);
    report.tell("at_once", par);
    report.tell("limits_changed", race::told(&limits));
    report.must("answers_unlike_the_first", unlike, 0);
    report.must("mutations_accepted", conflicts_missed, 0);
    report.must("other_answers", serde_json::to_value(&strange)?, json!({}));
    let holds = race::count(&folder, "SELECT COUNT(*) FROM journal WHERE kind = 'tip_hold'").await?;
    report.must("holds", holds, n);
    report.audited(&folder, &[], &limits).await?;
    Ok(report)
}
