//! Tries of the last minute, counted in a sliding window: of signing in, by identity and by address, and of the steps of
//! a tip, by person. They are on the disk, so that a restart forgives nobody.

use circles_domain::Timestamp;
use sqlx::{SqliteConnection, SqliteExecutor};

const WINDOW_US: i64 = 60_000_000;

/// Seconds to wait before `key` may try again; `None` when it may try now, as one of at most `most` in a minute.
///
/// # Errors
/// When the database fails.
pub async fn wait(
    db: impl SqliteExecutor<'_>,
    key: &[u8; 32],
    most: i64,
    now: Timestamp,
) -> sqlx::Result<Option<u64>> {
    let since_us = now.as_micros().saturating_sub(WINDOW_US);
    // The newest `most` tries: when there are so many, the oldest of them must leave the window first.
    let oldest: Option<(i64,)> = sqlx::query_as(
        "SELECT at_us FROM sign_in_try WHERE key = $1 AND at_us > $2 ORDER BY at_us DESC LIMIT 1 OFFSET $3",
    )
    .bind(key.as_slice())
    .bind(since_us)
    .bind((most - 1).max(0))
    .fetch_optional(db)
    .await?;
    Ok(oldest
        .map(|(at_us,)| u64::try_from((at_us - since_us).max(0)).unwrap_or(0).div_ceil(1_000_000).max(1)))
}

/// Counts a try of `key`.
///
/// # Errors
/// When the database fails.
pub async fn note(db: &mut SqliteConnection, key: &[u8; 32], now: Timestamp) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO sign_in_try (key, at_us) VALUES ($1, $2)")
        .bind(key.as_slice())
        .bind(now.as_micros())
        .execute(db)
        .await?;
    Ok(())
}

/// Counts a try of `key` when it is one of at most `most` in a minute; else the seconds to wait. One statement where the
/// answer is yes: whoever moves money is waited for.
///
/// # Errors
/// When the database fails.
pub async fn take(
    db: &mut SqliteConnection,
    key: &[u8; 32],
    most: i64,
    now: Timestamp,
) -> sqlx::Result<Option<u64>> {
    let counted = sqlx::query(
        "INSERT INTO sign_in_try (key, at_us) SELECT $1, $2
         WHERE NOT EXISTS (SELECT 1 FROM sign_in_try WHERE key = $1 AND at_us > $3 ORDER BY at_us LIMIT 1 OFFSET $4)",
    )
    .bind(key.as_slice())
    .bind(now.as_micros())
    .bind(now.as_micros().saturating_sub(WINDOW_US))
    .bind((most - 1).max(0))
    .execute(&mut *db)
    .await?;
    if counted.rows_affected() == 1 { Ok(None) } else { wait(db, key, most, now).await }
}

/// Forgets the tries that count no more.
///
/// # Errors
/// When the database fails.
pub async fn prune(db: &mut SqliteConnection, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM sign_in_try WHERE at_us <= $1")
        .bind(now.as_micros().saturating_sub(WINDOW_US))
        .execute(db)
        .await?;
    Ok(())
}
