//! Authorization codes and the refresh tokens that they become.

use circles_domain::{DeviceId, PersonId, Timestamp};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::sessions::{self, Session};
use crate::auth::Signed;

/// An authorization code.
#[derive(Clone, Debug)]
pub struct Code {
    /// The attempt that gave it.
    pub attempt: Uuid,
    /// Who signs in.
    pub person: PersonId,
    /// On which device.
    pub device: DeviceId,
    /// What it calls itself.
    pub device_name: String,
    /// Where the code was sent.
    pub redirect_uri: String,
    /// BASE64URL(SHA256(verifier)).
    pub code_challenge: String,
    /// The key that the tokens will be bound to; '' when the device did not say.
    pub key_thumbprint: String,
    /// Until when.
    pub expires_at: Timestamp,
    /// The refresh token that the first use got; `None` until then.
    pub refresh_hash: Option<[u8; 32]>,
}

#[derive(FromRow)]
struct CodeRow {
    attempt_id: Uuid,
    person_id: Uuid,
    device_id: Uuid,
    device_name: String,
    redirect_uri: String,
    code_challenge: String,
    key_thumbprint: String,
    expires_at_us: i64,
    refresh_hash: Option<Vec<u8>>,
}

/// Keeps a code; an unused one of the same attempt is void from now on.
///
/// # Errors
/// When the database fails.
pub async fn put(db: &mut SqliteConnection, hash: &[u8; 32], code: &Code) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM authorization_code WHERE attempt_id = $1 AND redeemed_at_us IS NULL")
        .bind(code.attempt)
        .execute(&mut *db)
        .await?;
    sqlx::query(
        "INSERT INTO authorization_code (hash, attempt_id, person_id, device_id, device_name, redirect_uri,
                                         code_challenge, key_thumbprint, expires_at_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(hash.as_slice())
    .bind(code.attempt)
    .bind(code.person.0)
    .bind(code.device.0)
    .bind(&code.device_name)
    .bind(&code.redirect_uri)
    .bind(&code.code_challenge)
    .bind(&code.key_thumbprint)
    .bind(code.expires_at.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// The code with this hash, used or not.
///
/// # Errors
/// When the database fails.
pub async fn find(db: impl SqliteExecutor<'_>, hash: &[u8; 32]) -> sqlx::Result<Option<Code>> {
    let row: Option<CodeRow> = sqlx::query_as(
        "SELECT attempt_id, person_id, device_id, device_name, redirect_uri, code_challenge, key_thumbprint, expires_at_us,
                refresh_hash
         FROM authorization_code WHERE hash = $1",
    )
    .bind(hash.as_slice())
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        let refresh_hash = row.refresh_hash.map(|hash| hash.try_into());
        Ok(Code {
            attempt: row.attempt_id,
            person: PersonId(row.person_id),
            device: DeviceId(row.device_id),
            device_name: row.device_name,
            redirect_uri: row.redirect_uri,
            code_challenge: row.code_challenge,
            key_thumbprint: row.key_thumbprint,
            expires_at: Timestamp::from_micros(row.expires_at_us),
            refresh_hash: refresh_hash.transpose().map_err(|_| sqlx::Error::Decode("refresh_hash".into()))?,
        })
    })
    .transpose()
}

/// Whether a code of this attempt was used.
///
/// # Errors
/// When the database fails.
pub async fn is_redeemed(db: impl SqliteExecutor<'_>, attempt: Uuid) -> sqlx::Result<bool> {
    let (redeemed,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM authorization_code WHERE attempt_id = $1 AND redeemed_at_us IS NOT NULL)",
    )
    .bind(attempt)
    .fetch_one(db)
    .await?;
    Ok(redeemed)
}

/// Notes the use of a code.
///
/// # Errors
/// When the database fails.
pub async fn redeem(
    db: &mut SqliteConnection,
    hash: &[u8; 32],
    refresh_hash: &[u8; 32],
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE authorization_code SET redeemed_at_us = $2, refresh_hash = $3 WHERE hash = $1")
        .bind(hash.as_slice())
        .bind(now.as_micros())
        .bind(refresh_hash.as_slice())
        .execute(db)
        .await?;
    Ok(())
}

/// Replaces every token of a device by one refresh token.
///
/// # Errors
/// When the database fails.
pub async fn put_refresh_token(
    db: &mut SqliteConnection,
    device: DeviceId,
    hash: &[u8; 32],
    now: Timestamp,
    expires_at: Timestamp,
) -> sqlx::Result<()> {
    // Access tokens that a sign-out left behind must not come to life again with the device.
    sqlx::query("DELETE FROM access_token WHERE device_id = $1").bind(device.0).execute(&mut *db).await?;
    sqlx::query("DELETE FROM refresh_token WHERE device_id = $1").bind(device.0).execute(&mut *db).await?;
    sqlx::query(
        "INSERT INTO refresh_token (hash, device_id, created_at_us, expires_at_us) VALUES ($1, $2, $3, $4)",
    )
    .bind(hash.as_slice())
    .bind(device.0)
    .bind(now.as_micros())
    .bind(expires_at.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// The session of a refresh token whose device is signed in.
///
/// # Errors
/// When the database fails.
pub async fn find_refresh_token(
    db: impl SqliteExecutor<'_>,
    hash: &[u8; 32],
) -> sqlx::Result<Option<Session>> {
    let row: Option<(Uuid, Uuid, Vec<u8>, i64)> = sqlx::query_as(
        "SELECT d.id, d.person_id, d.key_thumbprint, t.expires_at_us
         FROM refresh_token t JOIN device d ON d.id = t.device_id
         WHERE t.hash = $1 AND d.revoked_at_us IS NULL AND d.key_thumbprint IS NOT NULL",
    )
    .bind(hash.as_slice())
    .fetch_optional(db)
    .await?;
    row.map(|(device, person, key, expires_at_us)| {
        Ok(Session {
            signed: Signed { person: PersonId(person), device: DeviceId(device) },
            key: sessions::thumbprint(key)?,
            expires_at: Timestamp::from_micros(expires_at_us),
            revoked: false,
        })
    })
    .transpose()
}

/// Whose a device is.
///
/// # Errors
/// When the database fails.
pub async fn find_device_owner(
    db: impl SqliteExecutor<'_>,
    device: DeviceId,
) -> sqlx::Result<Option<PersonId>> {
    let row: Option<(Uuid,)> = sqlx::query_as("SELECT person_id FROM device WHERE id = $1")
        .bind(device.0)
        .fetch_optional(db)
        .await?;
    Ok(row.map(|(id,)| PersonId(id)))
}

/// Drops codes that were never used, and used ones when the token that they gave has ended.
///
/// # Errors
/// When the database fails.
pub async fn prune(db: &mut SqliteConnection, now: Timestamp, refresh_s: i64) -> sqlx::Result<()> {
    sqlx::query(
        "DELETE FROM authorization_code
         WHERE (redeemed_at_us IS NULL AND expires_at_us <= $1) OR expires_at_us <= $2",
    )
    .bind(now.as_micros())
    .bind(now.plus_seconds(-refresh_s).as_micros())
    .execute(db)
    .await?;
    Ok(())
}
