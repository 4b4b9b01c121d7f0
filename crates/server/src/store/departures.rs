//! Browsers that are away at an OpenID provider.

use sqlx::{SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use crate::identity::Departure;

/// Remembers where a browser went, in place of where it went before.
///
/// # Errors
/// When the database fails.
pub async fn put(db: impl SqliteExecutor<'_>, attempt: Uuid, departure: &Departure) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO sign_in_departure (attempt_id, state, nonce, verifier) VALUES ($1, $2, $3, $4)
         ON CONFLICT (attempt_id) DO UPDATE
         SET state = excluded.state, nonce = excluded.nonce, verifier = excluded.verifier",
    )
    .bind(attempt)
    .bind(&departure.state)
    .bind(&departure.nonce)
    .bind(&departure.verifier)
    .execute(db)
    .await?;
    Ok(())
}

/// Takes what is remembered: an answer counts once.
///
/// # Errors
/// When the database fails.
pub async fn take(db: &mut SqliteConnection, attempt: Uuid) -> sqlx::Result<Option<Departure>> {
    let row: Option<(String, String, String)> = sqlx::query_as(
        "DELETE FROM sign_in_departure WHERE attempt_id = $1 RETURNING state, nonce, verifier",
    )
    .bind(attempt)
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(state, nonce, verifier)| Departure { state, nonce, verifier }))
}
