//! The schema and the plans of the hot reads, as they were last agreed upon.

use crate::support::Town;

#[tokio::test]
async fn the_schema_is_the_agreed_one() {
    let town = Town::found().await;
    let sql = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '\\_sqlx%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' ORDER BY name";
    let rows: Vec<(String,)> = sqlx::query_as(sql).fetch_all(town.server.state.db.read()).await.unwrap();
    assert!(rows.iter().all(|(sql,)| !sql.starts_with("CREATE TABLE") || sql.contains("STRICT")));
    insta::assert_snapshot!(rows.into_iter().map(|(sql,)| sql).collect::<Vec<_>>().join("\n\n"));
}

#[tokio::test]
async fn connections_are_as_safe_as_promised() {
    let town = Town::found().await;
    let db = &town.server.state.db;
    let pragmas = "SELECT (SELECT journal_mode FROM pragma_journal_mode), (SELECT synchronous FROM pragma_synchronous),
                          (SELECT foreign_keys FROM pragma_foreign_keys), (SELECT query_only FROM pragma_query_only)";
    let mut tx = db.write().await.unwrap();
    let writer: (String, i64, i64, i64) = sqlx::query_as(pragmas).fetch_one(&mut *tx).await.unwrap();
    let reader: (String, i64, i64, i64) = sqlx::query_as(pragmas).fetch_one(db.read()).await.unwrap();
    assert_eq!((writer, reader), (("wal".to_owned(), 2, 1, 0), ("wal".to_owned(), 2, 1, 1)));
}

#[tokio::test]
async fn a_write_that_is_dropped_never_was() {
    let town = Town::found().await;
    let circle = town.circle().await;
    let mut tx = town.server.state.db.write().await.unwrap();
    sqlx::query("DELETE FROM gate_version").execute(&mut *tx).await.unwrap();
    sqlx::query("DELETE FROM circle").execute(&mut *tx).await.unwrap();
    drop(tx);
    let me = town.person().await;
    assert_eq!(town.get(&me, &format!("/v1/circles/{circle}")).await.status(), 200);
}

#[tokio::test]
async fn a_page_of_posts_is_read_along_an_index() {
    let town = Town::found().await;
    let page = "EXPLAIN QUERY PLAN SELECT p.id FROM post p JOIN person a ON a.id = p.author_id
                WHERE p.state = 'kept' AND p.circle_id = $1 AND (p.accepted_at_us, p.id) < ($2, $3)
                ORDER BY p.accepted_at_us DESC, p.id DESC LIMIT 30";
    let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(page)
        .bind([0_u8; 16].as_slice())
        .bind(i64::MAX)
        .bind([255_u8; 16].as_slice())
        .fetch_all(town.server.state.db.read())
        .await
        .unwrap();
    let text = plan.into_iter().map(|(_, _, _, detail)| detail).collect::<Vec<_>>().join("\n");
    assert!(
        text.contains("post_of_circle") && !text.contains("TEMP B-TREE") && !text.contains("SCAN"),
        "{text}"
    );
}
