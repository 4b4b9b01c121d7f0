//! The schema of a fresh store, and the plans of its hot reads, as they were last agreed on.

use crate::support::open;
use sqlx::{AssertSqlSafe, Row};

#[tokio::test]
async fn schema() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let mut text = String::new();
    for (file, mut connection) in
        [("outbox", store.read().await.unwrap()), ("cache", store.read().await.unwrap())]
    {
        let from = if file == "outbox" { "main.sqlite_schema" } else { "cache.sqlite_schema" };
        let sql =
            format!("SELECT sql FROM {from} WHERE sql IS NOT NULL AND name NOT LIKE '_sqlx%' ORDER BY name");
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut *connection).await.unwrap();
        for row in rows {
            let sql: String = row.get("sql");
            // A table that lets any type in would be one where a mistake is found years later.
            assert!(
                !sql.starts_with("CREATE TABLE") || sql.ends_with("STRICT") || sql.contains("sqlite_"),
                "{sql}"
            );
            text.push_str(&format!("-- {file}\n{sql};\n"));
        }
    }
    insta::assert_snapshot!(text);
}

#[tokio::test]
async fn plans() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir).await;
    let mut reader = store.read().await.unwrap();
    let mut text = String::new();
    for (name, sql) in circles_store::read::HOT {
        let sql = format!("EXPLAIN QUERY PLAN {sql}");
        text.push_str(&format!("{name}\n"));
        for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut *reader).await.unwrap() {
            let detail: String = row.get("detail");
            assert!(!detail.contains("TEMP B-TREE"), "{name} sorts: {detail}");
            text.push_str(&format!("  {detail}\n"));
        }
    }
    insta::assert_snapshot!(text);
}
