//! Many spends at once of what is there for a few: exactly those few.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use circles_domain::{Money, PostId, TipId};
use circles_tests::Result;
use circles_tests::caller::Caller;
use circles_tests::server::Server;
use futures::{StreamExt, TryStreamExt, stream};
use reqwest::Method;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::flags::Flags;
use crate::report::Report;
use crate::stage;

pub async fn run(flags: &Flags) -> Result<Report> {
    flags.only(&["n", "par", "balance", "amount"])?;
    let (n, par) = (flags.number("n", 5_000)?, flags.number("par", 64)?);
    let (balance, amount) = (flags.number("balance", 1_000)?, flags.number("amount", 10)?);
    let mut report = Report::of("race spend");
    let limits = limits(2 * n, balance);
    let stage = stage::open(1).await?;
    let payer = stage.payers.first().ok_or("no payer")?.to_owned();
    let caller = Arc::new(stage.callers.into_iter().next().ok_or("no payer")?);
    let environment = environment(&limits);
    let mut server = Server::over(stage.folder, false, &environment).await?;
    let address = format!("http://{}", server.addr()?);

    let ask = |_| async {
        let tip = TipId::mint();
        quote(&caller, &address, tip, stage.post, amount).await.map(|quote| (tip, quote))
    };
    let quoted: Vec<(TipId, Value)> = stream::iter(0..n).map(ask).buffer_unordered(par).try_collect().await?;
    read_for_long_enough().await;
    let spend = |(tip, quote): (TipId, Value)| {
        let (caller, address) = (&caller, &address);
        async move {
            let body = json!({ "quote_id": quote });
            caller.send(address, Method::PUT, &format!("/v1/tips/{tip}"), Some(&body)).await
        }
    };
    let mut answers = BTreeMap::<String, usize>::new();
    let mut spends = stream::iter(quoted).map(spend).buffer_unordered(par);
    while let Some(answer) = spends.next().await {
        let answer = answer?;
        let reason = answer.body["reason"].as_str().map(|reason| format!(" {reason}")).unwrap_or_default();
        *answers.entry(format!("{}{reason}", answer.word())).or_default() += 1;
    }
    drop(spends);
    server.stop().await?;
    let folder = server.folder();
    report.tell("spends", n);
    report.tell("at_once", par);
    report.tell("balance_fen", balance);
    report.tell("amount_fen", amount);
    report.tell("limits_changed", told(&limits));
    report.must(
        "spent",
        count(&folder, "SELECT COUNT(*) FROM journal WHERE kind = 'tip_hold'").await?,
        balance / amount,
    );
    let paid: usize = ["held", "released"].iter().filter_map(|state| answers.get(*state)).sum();
    report.must("told_paid", paid, balance / amount);
    let refused = answers.get("refused insufficient_balance").copied().unwrap_or_default();
    report.must("told_refused", refused, n - balance / amount);
    report.tell("answers", serde_json::to_value(&answers)?);
    let left = "SELECT balance_minor FROM ledger_account WHERE person_id = ";
    report.must(
        "left_fen",
        count(&folder, &format!("{left}x'{}'", payer.0.simple())).await?,
        balance % amount,
    );
    let least = "SELECT MIN(posting.balance_minor) FROM posting JOIN ledger_account ON id = account_id
                 WHERE kind = 'person' AND person_id = ";
    report.must(
        "least_ever_fen",
        count(&folder, &format!("{least}x'{}'", payer.0.simple())).await?,
        balance % amount,
    );
    report.audited(&folder, &[], &limits).await?;
    Ok(report)
}

/// Rates out of the way for `requests`, `grant` fen for a new wallet, and no payment password. Everything else is as
/// people get it.
pub fn limits(requests: usize, grant: usize) -> Vec<(&'static str, String)> {
    let most = (requests + 1_000).to_string();
    vec![
        ("CIRCLES_LIMIT_SANDBOX_GRANT_FEN", grant.to_string()),
        ("CIRCLES_LIMIT_TIPS_PER_MINUTE", most.clone()),
        ("CIRCLES_LIMIT_TIPS_PER_DAY", most.clone()),
        ("CIRCLES_LIMIT_WRITES_PER_MINUTE", most),
        ("CIRCLES_LIMIT_PIN_DAY_FEN", "100000".into()),
        // A quote must outlast the making of all others.
        ("CIRCLES_TTL_QUOTE_S", "3600".into()),
    ]
}

/// For the server, whose log tells only what is worth a look here.
pub fn environment<'a>(limits: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    let quiet = ("RUST_LOG", "warn,sqlx=error");
    limits.iter().map(|(name, value)| (*name, value.as_str())).chain([quiet]).collect()
}

/// As it is printed.
pub fn told(limits: &[(&str, String)]) -> Value {
    limits
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The half second that a person must have had to read a quote before its confirmation is taken.
pub async fn read_for_long_enough() {
    let ms = circles_server::Limits::default().confirm_delay_ms.unsigned_abs();
    tokio::time::sleep(std::time::Duration::from_millis(ms)).await;
}

/// Asks for a quote.
pub async fn quote(caller: &Caller, server: &str, tip: TipId, post: PostId, fen: usize) -> Result<Value> {
    let amount = Money::fen(i64::try_from(fen)?);
    let body = json!({ "post": post, "amount": amount });
    let answer = caller.send(server, Method::POST, &format!("/v1/tips/{tip}/quote"), Some(&body)).await?;
    match answer.body.get("quote") {
        Some(quote) => Ok(quote.clone()),
        None => Err(format!("no quote: {} {}", answer.status, answer.body).into()),
    }
}

/// One number of a database that nobody serves any more.
pub async fn count(folder: &Path, sql: &str) -> Result<i64> {
    let options = SqliteConnectOptions::new().filename(folder.join("circles.db")).pragma("query_only", "1");
    let mut db = options.connect().await?;
    let number = sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_owned())).fetch_one(&mut db).await?;
    db.close().await?;
    Ok(number)
}
