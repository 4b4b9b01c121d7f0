//! A day is over: a server of its own, which nobody uses, looks at the provider's statement of it.

use std::time::Duration;

use circles_domain::{Clock as _, SystemClock, Timestamp};
use circles_faults::ORDERS;
use circles_tests::Result;
use circles_tests::server::Server;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, SqliteConnection};
use tokio::time::Instant;

use super::super::lane::Lane;
use super::super::point::Order;
use super::{BLINK, PATIENCE};

const DAY_S: i64 = 86_400;

/// Whether the order was carried out; the day is looked at once all the same, and the books are whole.
pub async fn play(lane: &mut Lane, order: &Order) -> Result<bool> {
    let mut server = Server::with(false, &[]).await?;
    server.stop().await?;
    let today = SystemClock.now().end_of_shanghai_day().plus_seconds(-DAY_S);
    let (before, day) = (today.plus_seconds(-3 * DAY_S), today.plus_seconds(-2 * DAY_S));
    looked_at(&mut open(&server).await?, before).await?;
    lane.give(order)?;
    let folder = lane.orders_folder();
    server
        .replace_with(&[(ORDERS, &folder), ("CIRCLES_TTL_SWEEP_S", "1"), ("RUST_LOG", "warn,sqlx=error")])
        .await?;
    let deadline = Instant::now() + PATIENCE;
    let mut looks = 0;
    while !(lane.is_done(order)? && looks > 0) && Instant::now() < deadline {
        tokio::time::sleep(BLINK).await;
        if server.has_ended()? {
            server.resume_ordered().await?;
        }
        looks = count(&mut open(&server).await?, day).await?;
    }
    if server.has_ended()? {
        server.resume_ordered().await?;
    }
    server.stop().await?;
    let looks = count(&mut open(&server).await?, day).await?;
    if looks != 1 {
        return Err(format!("the day was looked at {looks} times after {}", order.target).into());
    }
    lane.is_done(order)
}

async fn open(server: &Server) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(server.folder().join("circles.db"));
    Ok(options.busy_timeout(Duration::from_secs(20)).connect().await?)
}

/// As if the day that began then had been looked at.
async fn looked_at(db: &mut SqliteConnection, begins: Timestamp) -> Result {
    sqlx::query(
        "INSERT INTO reconciliation (begins_at_us, run, made_at_us, lines, matched, differences)
         VALUES ($1, 1, $1, 0, 0, '[]')",
    )
    .bind(begins.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

async fn count(db: &mut SqliteConnection, begins: Timestamp) -> Result<i64> {
    let looks = sqlx::query_scalar("SELECT COUNT(*) FROM reconciliation WHERE begins_at_us = $1")
        .bind(begins.as_micros())
        .fetch_one(db)
        .await?;
    Ok(looks)
}
