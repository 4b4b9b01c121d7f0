//! What the server keeps of transfers, requests and payments, against what their person's device was told.

use std::path::Path;

use circles_tests::Result;
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use uuid::Uuid;

use super::super::lane::Lane;
use super::super::story::payment::{End, Paid};
use super::{Ends, Told};
use crate::report::Report;

/// Requests that say that they are paid by what did not move, and payers whose request does not know that they paid.
const AT_ODDS: &str = "SELECT
    (SELECT COUNT(*) FROM money_request AS asked LEFT JOIN transfer AS paid ON paid.id = asked.transfer_id
     WHERE (asked.state = 'paid') <> (paid.id IS NOT NULL AND paid.state IN ('held', 'accepted')))
  + (SELECT COUNT(*) FROM transfer_quote AS quote JOIN transfer AS paid ON paid.id = quote.transfer_id
     WHERE quote.replaced = 0 AND quote.request_id IS NOT NULL AND paid.state IN ('held', 'accepted')
       AND NOT EXISTS (SELECT 1 FROM money_request WHERE id = quote.request_id AND transfer_id = paid.id))";

pub async fn judge(report: &mut Report, folder: &Path, lane: &Lane, told: &Told, ends: &mut Ends) -> Result {
    let options = SqliteConnectOptions::new().filename(folder.join("circles.db")).pragma("query_only", "1");
    let mut db = options.connect().await?;
    for view in &told.transfers {
        transfer(report, &mut db, view).await?;
    }
    for paid in &lane.payments {
        payment(report, &mut db, paid, ends).await?;
    }
    for post in &lane.posted {
        let is_there: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM post WHERE id = $1)")
            .bind(post.0)
            .fetch_one(&mut db)
            .await?;
        report.must_be(is_there, || format!("the post {post} never arrived"));
    }
    let at_odds: i64 = sqlx::query_scalar(AT_ODDS).fetch_one(&mut db).await?;
    report.must_be(at_odds == 0, || format!("{at_odds} requests of money at odds with what paid them"));
    Ok(db.close().await?)
}

/// What was held may have gone on since the device last heard of it; nothing else may differ.
async fn transfer(report: &mut Report, db: &mut SqliteConnection, view: &Value) -> Result {
    let id: Uuid = serde_json::from_value(view["id"].clone())?;
    let kept: Option<String> =
        sqlx::query_scalar("SELECT state FROM transfer WHERE id = $1").bind(id).fetch_optional(db).await?;
    let state = view["state"].as_str().unwrap_or_default();
    let agrees = match (state, kept.as_deref()) {
        ("held", Some("held" | "accepted" | "returned")) => true,
        ("released", kept) => kept == Some("accepted"),
        ("returned", kept) => kept == Some("returned"),
        // What was never sent is known here alone.
        ("refused", kept) => matches!(kept, None | Some("refused")),
        _ => false,
    };
    report.must_be(agrees, || format!("the transfer {id} is {state} on the device, and here {kept:?}"));
    Ok(())
}

async fn payment(report: &mut Report, db: &mut SqliteConnection, paid: &Paid, ends: &mut Ends) -> Result {
    let id = paid.id;
    let what = if paid.is_top_up { "top_up" } else { "cash_out" };
    let end = paid.end.map_or("unknown", End::as_str);
    *ends.entry(format!("{what} {end}")).or_default() += 1;
    let kept: Option<String> = sqlx::query_scalar("SELECT state FROM payment_order WHERE id = $1")
        .bind(id.0)
        .fetch_optional(&mut *db)
        .await?;
    let journals: Vec<String> =
        sqlx::query_scalar("SELECT kind FROM journal WHERE subject_id = $1 ORDER BY seq")
            .bind(id.0)
            .fetch_all(db)
            .await?;
    let moved: &[&str] = match (paid.end, kept.as_deref(), paid.is_top_up) {
        (Some(End::Arrived), Some("booked"), true) => &["top_up"],
        (Some(End::Arrived), Some("booked"), false) => &["cash_out_hold", "cash_out"],
        (Some(End::Failed), Some("failed"), true) => &[],
        (Some(End::Failed), Some("failed"), false) => &["cash_out_hold", "cash_out_return"],
        (Some(End::Refused), Some("refused"), _) | (Some(End::Nothing), None | Some("refused"), _) => &[],
        (end, kept, _) => {
            let ordered = &paid.ordered;
            report.must_be(false, || format!("{what} {id} ended as {end:?}, and here {kept:?}; {ordered}"));
            return Ok(());
        }
    };
    report.must_be(journals == moved, || format!("{what} {id} moved {journals:?} and not {moved:?}"));
    Ok(())
}
