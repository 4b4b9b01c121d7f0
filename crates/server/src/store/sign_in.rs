//! Sign-in attempts, and the accounts that they lead to.

use circles_domain::{DeviceId, PersonId, Timestamp};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

/// A browser that was sent here by a device.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Which.
    pub id: Uuid,
    /// Where the answer goes.
    pub redirect_uri: String,
    /// Goes back untouched.
    pub state: String,
    /// BASE64URL(SHA256(verifier)).
    pub code_challenge: String,
    /// The key that the tokens will be bound to; '' when the device did not say.
    pub key_thumbprint: String,
    /// The device that signs in.
    pub device: DeviceId,
    /// What it calls itself.
    pub device_name: String,
    /// Of the pages.
    pub language: String,
    /// Until when.
    pub expires_at: Timestamp,
}

#[derive(FromRow)]
struct AttemptRow {
    id: Uuid,
    redirect_uri: String,
    state: String,
    code_challenge: String,
    key_thumbprint: String,
    device_id: Uuid,
    device_name: String,
    language: String,
    expires_at_us: i64,
}

/// Keeps a new attempt under the hash of its cookie.
///
/// # Errors
/// When the database fails.
pub async fn insert(
    db: &mut SqliteConnection,
    attempt: &Attempt,
    cookie_hash: &[u8; 32],
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO sign_in_attempt (id, cookie_hash, redirect_uri, state, code_challenge, device_id, device_name,
                                      language, expires_at_us, key_thumbprint)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(attempt.id)
    .bind(cookie_hash.as_slice())
    .bind(&attempt.redirect_uri)
    .bind(&attempt.state)
    .bind(&attempt.code_challenge)
    .bind(attempt.device.0)
    .bind(&attempt.device_name)
    .bind(&attempt.language)
    .bind(attempt.expires_at.as_micros())
    .bind(&attempt.key_thumbprint)
    .execute(db)
    .await?;
    Ok(())
}

/// The attempt of a cookie.
///
/// # Errors
/// When the database fails.
pub async fn find(db: impl SqliteExecutor<'_>, cookie_hash: &[u8; 32]) -> sqlx::Result<Option<Attempt>> {
    let row: Option<AttemptRow> = sqlx::query_as(
        "SELECT id, redirect_uri, state, code_challenge, key_thumbprint, device_id, device_name, language, expires_at_us
         FROM sign_in_attempt WHERE cookie_hash = $1",
    )
    .bind(cookie_hash.as_slice())
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Attempt {
        id: row.id,
        redirect_uri: row.redirect_uri,
        state: row.state,
        code_challenge: row.code_challenge,
        key_thumbprint: row.key_thumbprint,
        device: DeviceId(row.device_id),
        device_name: row.device_name,
        language: row.language,
        expires_at: Timestamp::from_micros(row.expires_at_us),
    }))
}

/// Changes the language of the pages.
///
/// # Errors
/// When the database fails.
pub async fn set_language(db: &mut SqliteConnection, attempt: Uuid, language: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE sign_in_attempt SET language = $2 WHERE id = $1")
        .bind(attempt)
        .bind(language)
        .execute(db)
        .await?;
    Ok(())
}

/// The account of an identity, with its sealed legal name.
///
/// # Errors
/// When the database fails.
pub async fn find_account(
    db: impl SqliteExecutor<'_>,
    identity_hash: &[u8; 32],
) -> sqlx::Result<Option<(PersonId, Vec<u8>)>> {
    let row: Option<(Uuid, Vec<u8>)> =
        sqlx::query_as("SELECT id, name_sealed FROM person WHERE identity_hash = $1")
            .bind(identity_hash.as_slice())
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(id, name_sealed)| (PersonId(id), name_sealed)))
}

/// Drops attempts that ended: their proofs at once, the rest when nobody will ask for it any more.
///
/// # Errors
/// When the database fails.
pub async fn prune(db: &mut SqliteConnection, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query(
        "DELETE FROM sign_in_proof WHERE attempt_id IN (SELECT id FROM sign_in_attempt WHERE expires_at_us <= $1)",
    )
    .bind(now.as_micros())
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "DELETE FROM sign_in_departure WHERE attempt_id IN (SELECT id FROM sign_in_attempt WHERE expires_at_us <= $1)",
    )
    .bind(now.as_micros())
    .execute(&mut *db)
    .await?;
    sqlx::query("DELETE FROM sign_in_attempt WHERE expires_at_us <= $1")
        .bind(now.plus_seconds(-3_600).as_micros())
        .execute(db)
        .await?;
    Ok(())
}
