//! `statement`: how far back the entries of the wallet reach, and what the last check of them found.

use circles_domain::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::{Row, SqliteConnection};

use super::{from_json, to_json};
use crate::{CacheWrite, Change, Result};

/// What is known of the run of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement<F> {
    /// The oldest entry here is the first there is.
    pub complete: bool,
    /// When they were last checked against the balance.
    pub checked_at: Timestamp,
    /// What was found; `None` when they add up.
    pub fault: Option<F>,
}

/// Keeps what a check found.
///
/// # Errors
/// What SQLite says.
pub async fn save<F: Serialize + Sync>(write: &mut CacheWrite, statement: &Statement<F>) -> Result<()> {
    let fault = statement.fault.as_ref().map(|fault| to_json(fault, "fault")).transpose()?;
    sqlx::query(
        "INSERT INTO statement (statement_id, complete, checked_at_us, fault) VALUES (1, ?, ?, ?)
         ON CONFLICT (statement_id) DO UPDATE
         SET complete = excluded.complete, checked_at_us = excluded.checked_at_us, fault = excluded.fault",
    )
    .bind(statement.complete)
    .bind(statement.checked_at.as_micros())
    .bind(fault.unwrap_or_default())
    .execute(&mut **write)
    .await?;
    write.changed(Change::Wallet);
    Ok(())
}

/// What the last check found; `None` before the first.
///
/// # Errors
/// What SQLite says.
pub async fn find<F: DeserializeOwned>(connection: &mut SqliteConnection) -> Result<Option<Statement<F>>> {
    let row = sqlx::query("SELECT complete, checked_at_us, fault FROM statement")
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let fault: &str = row.try_get("fault")?;
    let fault = if fault.is_empty() { None } else { Some(from_json(fault, "fault")?) };
    Ok(Some(Statement {
        complete: row.try_get("complete")?,
        checked_at: Timestamp::from_micros(row.try_get("checked_at_us")?),
        fault,
    }))
}
