//! `read_mark`: up to where each circle was read. It lives with what a person made, so that a full resync keeps it.

use std::collections::HashMap;

use circles_domain::{CircleId, Timestamp};
use sqlx::{Row, SqliteConnection};

use super::id;
use crate::{Change, OutboxWrite, Result};

/// Moves the mark of a circle forward; never back.
///
/// # Errors
/// What SQLite says.
pub async fn advance(write: &mut OutboxWrite, circle: CircleId, to: Timestamp) -> Result<()> {
    let done = sqlx::query(
        "INSERT INTO read_mark (circle_id, accepted_at_us) VALUES (?, ?)
         ON CONFLICT (circle_id) DO UPDATE SET accepted_at_us = excluded.accepted_at_us
         WHERE excluded.accepted_at_us > read_mark.accepted_at_us",
    )
    .bind(circle.as_bytes().as_slice())
    .bind(to.as_micros())
    .execute(&mut **write)
    .await?;
    if done.rows_affected() > 0 {
        write.changed(Change::Circles);
        write.changed(Change::Circle(circle));
    }
    Ok(())
}

/// All marks.
///
/// # Errors
/// What SQLite says.
pub async fn list(connection: &mut SqliteConnection) -> Result<HashMap<CircleId, Timestamp>> {
    let rows =
        sqlx::query("SELECT circle_id, accepted_at_us FROM main.read_mark").fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            Ok((id!(CircleId, row, "circle_id"), Timestamp::from_micros(row.try_get("accepted_at_us")?)))
        })
        .collect()
}
