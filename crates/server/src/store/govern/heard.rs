//! What was decided about somebody and shown to them: told once, on whichever device.

use circles_domain::{ActId, Timestamp};
use sqlx::SqliteConnection;

/// It was shown, with what became of the appeal so far.
///
/// # Errors
/// When the database fails.
pub async fn hear(db: &mut SqliteConnection, act: ActId, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO heard_act (act_id, at_us) VALUES ($1, $2) ON CONFLICT (act_id) DO UPDATE SET at_us = excluded.at_us",
    )
    .bind(act.0)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}
