//! Every statement of the server, prepared on a migrated database. No macro checks them when they are compiled, so this
//! reads them from the sources as the compiler would, and fails on one that it cannot find or the database cannot take.

mod source;
mod tokens;

use std::path::Path;

use circles_server::store::Db;
use source::{Sources, Statement};
use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr as _, SqliteConnection};

/// Why each statement cannot be prepared; empty when all can.
async fn refused(db: &mut SqliteConnection, statements: &[Statement]) -> Vec<String> {
    let mut refused = Vec::new();
    for Statement { place, sql } in statements {
        if let Err(error) = (&mut *db).prepare(AssertSqlSafe(sql.clone()).into_sql_str()).await {
            refused.push(format!("{place}: {error}\n{sql}"));
        }
    }
    refused
}

async fn migrated(dir: &tempfile::TempDir) -> Db {
    Db::open(&dir.path().join("circles.db")).await.unwrap()
}

#[tokio::test]
async fn every_statement_can_be_prepared() {
    let sources = Sources::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))).unwrap();
    let (statements, unreadable) = sources.statements();
    assert!(unreadable.is_empty(), "statements that cannot be read:\n{}", unreadable.join("\n"));
    assert_eq!(sources.unseen(&statements), Vec::<String>::new(), "SQL that no statement above holds");
    for folder in ["store/", "ledger/"] {
        let found = statements.iter().filter(|statement| statement.place.starts_with(folder)).count();
        assert!(found > 40, "only {found} statements in {folder}");
    }
    let dir = tempfile::tempdir().unwrap();
    let db = migrated(&dir).await;
    let refused = refused(&mut db.read().acquire().await.unwrap(), &statements).await;
    assert!(refused.is_empty(), "{}", refused.join("\n\n"));
}

#[tokio::test]
async fn a_broken_statement_is_found_wherever_it_stands() {
    let text = r#"
        macro_rules! page { ($where:expr) => { concat!("SELECT id FROM person WHERE ", $where) }; }
        const GOOD: &str = page!("id = $1");
        const BAD: &str = page!(concat!("nickname ", "= $1"));
        async fn read(db: &mut SqliteConnection, sql: &'static str) {
            sqlx::query(sql).execute(db).await;
            sqlx::query_scalar::<_, Vec<(i64, i64)>>("SELECT 1 FROM \
                nowhere").fetch_one(db).await;
        }
    "#;
    let sources = Sources::of([("one.rs".to_owned(), text.to_owned())]).unwrap();
    let (statements, unreadable) = sources.statements();
    assert_eq!((statements.len(), unreadable), (3, Vec::new()));
    let dir = tempfile::tempdir().unwrap();
    let db = migrated(&dir).await;
    let refused = refused(&mut db.read().acquire().await.unwrap(), &statements).await;
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert!(refused.iter().any(|text| text.contains("no such column: nickname")), "{refused:?}");
    assert!(refused.iter().any(|text| text.contains("no such table: nowhere")), "{refused:?}");
}

#[test]
fn a_statement_that_cannot_be_read_is_told() {
    for (text, why) in [
        ("fn f() { sqlx::query(sql_of(table)).execute(db) }", "sql_of"),
        ("fn f() { sqlx::query(ELSEWHERE).execute(db) }", "ELSEWHERE"),
        ("fn f() { sqlx::query_as(unknown!(\"x\")).execute(db) }", "unknown"),
        ("fn f() { let sql = choose(); sqlx::query(sql).execute(db) }", "sql"),
    ] {
        let sources = Sources::of([("one.rs".to_owned(), text.to_owned())]).unwrap();
        let (_, unreadable) = sources.statements();
        assert!(unreadable.len() == 1 && unreadable[0].contains(why), "{text}: {unreadable:?}");
    }
    let hidden = "fn f() { page(\"DELETE FROM person\") }";
    let sources = Sources::of([("one.rs".to_owned(), hidden.to_owned())]).unwrap();
    assert_eq!(sources.unseen(&sources.statements().0), ["one.rs: DELETE FROM person"]);
}
