//! The sandbox provider's statement, as a file for the audit.

use std::path::{Path, PathBuf};

use circles_domain::Timestamp;
use circles_server::store::sandbox_books;
use circles_tests::Result;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

/// Asks the provider whose books lie in `folder`; gives the file.
pub async fn write(folder: &Path) -> Result<PathBuf> {
    let options = SqliteConnectOptions::new().filename(folder.join("circles.db")).pragma("query_only", "1");
    let mut db = options.connect().await?;
    let (from, until) = (Timestamp::from_micros(0), Timestamp::from_micros(i64::MAX));
    let lines = sandbox_books::statement(&mut db, from, until).await?;
    db.close().await?;
    let lines = lines.iter().map(serde_json::to_string).collect::<std::result::Result<Vec<_>, _>>()?;
    let file = folder.join("statement.jsonl");
    tokio::fs::write(&file, lines.join("\n")).await?;
    Ok(file)
}
