//! A ledger that was written before refunds, brought to this version: the same rows, the same guards.

use circles_server::audit::audit;
use circles_server::store::Db;

use super::{broken, busy_world};

#[tokio::test]
async fn a_filled_ledger_keeps_every_row_and_every_guard() {
    let (world, ..) = busy_world().await;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("circles.db");
    // As it was before: the older migrations, and today's rows in the tables of then.
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut db = sqlx::ConnectOptions::connect(&options.foreign_keys(false)).await.unwrap();
    sqlx::migrate!("./migrations").run_to(12, &mut db).await.unwrap();
    let from = world.dir.path().join("circles.db");
    sqlx::query("ATTACH $1 AS now").bind(from.to_str().unwrap()).execute(&mut db).await.unwrap();
    for table in ["person", "circle", "post", "receipt_key", "payment_order", "tipper"] {
        fill(&mut db, table, "true").await;
    }
    sqlx::query("DELETE FROM ledger_account").execute(&mut db).await.unwrap();
    // That of adjustments is younger, and nothing has moved on it.
    fill(&mut db, "ledger_account", "kind <> 'adjustment' OR balance_minor <> 0").await;
    for seq in 1..=world.number("SELECT MAX(seq) FROM journal").await {
        let rows = format!("INSERT INTO main.journal SELECT * FROM now.journal WHERE seq = {seq}");
        sqlx::query(sqlx::AssertSqlSafe(rows)).execute(&mut db).await.unwrap();
        let rows = format!("INSERT INTO main.posting SELECT * FROM now.posting WHERE journal_seq = {seq}");
        sqlx::query(sqlx::AssertSqlSafe(rows)).execute(&mut db).await.unwrap();
    }
    fill(&mut db, "tip", "true").await;
    sqlx::Connection::close(db).await.unwrap();

    let opened = Db::open(&file).await.unwrap();
    let head: Vec<u8> = sqlx::query_scalar("SELECT hash FROM journal ORDER BY seq DESC LIMIT 1")
        .fetch_one(opened.read())
        .await
        .unwrap();
    let strays: Vec<(String, i64, String, i64)> =
        sqlx::query_as("PRAGMA foreign_key_check(posting)").fetch_all(opened.read()).await.unwrap();
    assert!(strays.is_empty(), "{strays:?}");
    for sql in ["UPDATE journal SET kind = 'advance'", "DELETE FROM journal", "DELETE FROM posting"] {
        let mut tx = opened.write().await.unwrap();
        assert!(sqlx::query(sql).execute(&mut *tx).await.is_err(), "{sql}");
    }
    opened.close().await;
    let asked = circles_server::audit::Audit { data_dir: dir.path().to_owned(), ..world.audited() };
    let report = audit(&asked, &world.limits).await.unwrap();
    assert_eq!(broken(&report), []);
    assert_eq!(report.head, hex::encode(head));
    assert_eq!(report.head, world.audit().await.head);
}

/// The columns that both have, of the rows where `that` holds.
async fn fill(db: &mut sqlx::SqliteConnection, table: &str, that: &str) {
    let columns: Vec<String> =
        sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT name FROM pragma_table_info('{table}')")))
            .fetch_all(&mut *db)
            .await
            .unwrap();
    let columns = columns.join(", ");
    let sql = format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table} WHERE {that}");
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(db).await.unwrap();
}
