//! Humans who may not come back, by what stands for their identity: whatever account they make.

mod record;

use circles_domain::{PersonId, Timestamp};
use sqlx::{SqliteConnection, SqliteExecutor};

pub use record::{NewAct, insert_act, list_acts};

/// Shuts a human out until `until`, whatever account they make.
///
/// # Errors
/// When the database fails.
pub async fn put(
    db: &mut SqliteConnection,
    identity_hash: &[u8; 32],
    reason: &str,
    until: Timestamp,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO identity_ban (identity_hash, reason, banned_at_us, until_us) VALUES ($1, $2, $3, $4)
         ON CONFLICT (identity_hash) DO UPDATE
         SET reason = excluded.reason, banned_at_us = excluded.banned_at_us, until_us = excluded.until_us",
    )
    .bind(identity_hash.as_slice())
    .bind(reason)
    .bind(now.as_micros())
    .bind(until.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// What stands for the human behind an account; `None` when there is none, or it is gone.
///
/// # Errors
/// When the database fails.
pub async fn identity_of(db: impl SqliteExecutor<'_>, person: PersonId) -> sqlx::Result<Option<[u8; 32]>> {
    let row: Option<(Vec<u8>,)> =
        sqlx::query_as("SELECT identity_hash FROM person WHERE id = $1 AND deleted_at_us IS NULL")
            .bind(person.0)
            .fetch_optional(db)
            .await?;
    Ok(row.and_then(|(hash,)| hash.try_into().ok()))
}

/// Lets a human in again.
///
/// # Errors
/// When the database fails.
pub async fn lift(db: &mut SqliteConnection, identity_hash: &[u8; 32]) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM identity_ban WHERE identity_hash = $1")
        .bind(identity_hash.as_slice())
        .execute(db)
        .await?;
    Ok(())
}

/// Why and until when a human is shut out.
///
/// # Errors
/// When the database fails.
pub async fn find(
    db: impl SqliteExecutor<'_>,
    identity_hash: &[u8; 32],
    now: Timestamp,
) -> sqlx::Result<Option<(String, Timestamp)>> {
    let row: Option<(String, i64)> = sqlx::query_as(
        "SELECT reason, until_us FROM identity_ban WHERE identity_hash = $1 AND until_us > $2",
    )
    .bind(identity_hash.as_slice())
    .bind(now.as_micros())
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(reason, until)| (reason, Timestamp::from_micros(until))))
}

/// Why and until when the human of an account is shut out.
///
/// # Errors
/// When the database fails.
pub async fn find_of(
    db: impl SqliteExecutor<'_>,
    person: PersonId,
    now: Timestamp,
) -> sqlx::Result<Option<(String, Timestamp)>> {
    let row: Option<(String, i64)> = sqlx::query_as(
        "SELECT b.reason, b.until_us FROM identity_ban b JOIN person p ON p.identity_hash = b.identity_hash
         WHERE p.id = $1 AND b.until_us > $2",
    )
    .bind(person.0)
    .bind(now.as_micros())
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(reason, until)| (reason, Timestamp::from_micros(until))))
}
