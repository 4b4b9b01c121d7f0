//! Devices and their tokens.

use circles_domain::{DeviceId, PersonId, Timestamp};
use circles_wire::device::SessionEnd;
use circles_wire::dpop::Thumbprint;
use sqlx::{SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::under_way;
use crate::auth::{Signed, token_hash};

/// What an access token stands for.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// Who and from where.
    pub signed: Signed,
    /// The key that it is bound to.
    pub key: Thumbprint,
    /// Until when.
    pub expires_at: Timestamp,
    /// Whether the device was signed out.
    pub revoked: bool,
}

/// The session of an access token.
///
/// # Errors
/// When the database fails.
pub async fn find(db: impl SqliteExecutor<'_>, hash: &[u8; 32]) -> sqlx::Result<Option<Session>> {
    let row: Option<(Uuid, Uuid, Vec<u8>, i64, bool)> = sqlx::query_as(
        "SELECT d.person_id, d.id, d.key_thumbprint, t.expires_at_us, d.revoked_at_us IS NOT NULL
         FROM access_token t JOIN device d ON d.id = t.device_id
         WHERE t.hash = $1 AND d.key_thumbprint IS NOT NULL",
    )
    .bind(hash.as_slice())
    .fetch_optional(db)
    .await?;
    row.map(|(person, device, key, expires_at_us, revoked)| {
        Ok(Session {
            signed: Signed { person: PersonId(person), device: DeviceId(device) },
            key: thumbprint(key)?,
            expires_at: Timestamp::from_micros(expires_at_us),
            revoked,
        })
    })
    .transpose()
}

/// A key's thumbprint as it is stored.
pub(super) fn thumbprint(bytes: Vec<u8>) -> sqlx::Result<Thumbprint> {
    bytes.try_into().map(Thumbprint).map_err(|_| sqlx::Error::Decode("key_thumbprint".into()))
}

/// Notes a device of a person, or that it signed in again; its tokens are bound to `key` from now on. Another key, or
/// the same one after it was signed out, is as new as another device.
///
/// # Errors
/// When the database fails, or the device belongs to another person.
pub async fn put_device(
    db: &mut SqliteConnection,
    signed: Signed,
    name: &str,
    key: Thumbprint,
    now: Timestamp,
) -> sqlx::Result<()> {
    let done = sqlx::query(
        "INSERT INTO device (id, person_id, name, key_thumbprint, created_at_us, signed_in_at_us, last_seen_at_us,
                             key_since_us)
         VALUES ($1, $2, $3, $4, $5, $5, $5, $5)
         ON CONFLICT (id) DO UPDATE
         SET key_since_us = CASE WHEN device.key_thumbprint = excluded.key_thumbprint AND device.revoked_at_us IS NULL
                                 THEN device.key_since_us ELSE excluded.key_since_us END,
             name = excluded.name, key_thumbprint = excluded.key_thumbprint, signed_in_at_us = excluded.signed_in_at_us,
             last_seen_at_us = excluded.last_seen_at_us, revoked_at_us = NULL, end_reason = '', end_unseen = 0
         WHERE device.person_id = excluded.person_id",
    )
    .bind(signed.device.0)
    .bind(signed.person.0)
    .bind(name)
    .bind(key.0.as_slice())
    .bind(now.as_micros())
    .execute(db)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(sqlx::Error::RowNotFound) }
}

/// When the person of a device last stood at the sign-in pages for it. A renewed token is no sign-in.
///
/// # Errors
/// When the database fails.
pub async fn signed_in_at(db: impl SqliteExecutor<'_>, device: DeviceId) -> sqlx::Result<Option<Timestamp>> {
    let row: Option<(i64,)> = sqlx::query_as("SELECT signed_in_at_us FROM device WHERE id = $1")
        .bind(device.0)
        .fetch_optional(db)
        .await?;
    Ok(row.map(|(at_us,)| Timestamp::from_micros(at_us)))
}

/// Notes that a device was heard of.
///
/// # Errors
/// When the database fails.
pub async fn note_seen(db: &mut SqliteConnection, device: DeviceId, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query("UPDATE device SET last_seen_at_us = $2 WHERE id = $1")
        .bind(device.0)
        .bind(now.as_micros())
        .execute(db)
        .await?;
    Ok(())
}

/// Keeps an access token of a device.
///
/// # Errors
/// When the database fails.
pub async fn put_access_token(
    db: &mut SqliteConnection,
    device: DeviceId,
    token: &str,
    expires_at: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO access_token (hash, device_id, expires_at_us) VALUES ($1, $2, $3)")
        .bind(token_hash(token).as_slice())
        .bind(device.0)
        .bind(expires_at.as_micros())
        .execute(db)
        .await?;
    Ok(())
}

/// Signs a device with this key in without the pages: tests begin here. Returns the access token.
///
/// # Errors
/// When the database or the system's randomness fails.
pub async fn issue(
    db: &mut SqliteConnection,
    signed: Signed,
    key: Thumbprint,
    now: Timestamp,
    ttl_s: i64,
) -> sqlx::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    let token = hex::encode(bytes);
    put_device(db, signed, "test", key, now).await?;
    put_access_token(db, signed.device, &token, now.plus_seconds(ttl_s)).await?;
    Ok(token)
}

/// Ends a device's session, unless it ended before, and every sign-in on it that is under way. Its tokens stay until they
/// expire, so that it learns `session_revoked`. The person is told of an end that they did not ask for.
///
/// # Errors
/// When the database fails.
pub async fn revoke(
    db: &mut SqliteConnection,
    device: DeviceId,
    reason: SessionEnd,
    now: Timestamp,
) -> sqlx::Result<()> {
    let (reason, unseen) = match reason {
        SessionEnd::SignedOut | SessionEnd::Other => ("signed_out", false),
        SessionEnd::Remote => ("remote", false),
        SessionEnd::Stolen => ("stolen", true),
        SessionEnd::CodeReused => ("code_reused", true),
    };
    sqlx::query(
        "UPDATE device SET revoked_at_us = $2, end_reason = $3, end_unseen = $4 WHERE id = $1 AND revoked_at_us IS NULL",
    )
    .bind(device.0)
    .bind(now.as_micros())
    .bind(reason)
    .bind(unseen)
    .execute(&mut *db)
    .await?;
    sqlx::query("DELETE FROM refresh_token WHERE device_id = $1").bind(device.0).execute(&mut *db).await?;
    under_way::void_on(db, device).await
}

/// Drops tokens that expired more than a day ago.
///
/// # Errors
/// When the database fails.
pub async fn prune(db: &mut SqliteConnection, now: Timestamp) -> sqlx::Result<()> {
    let past = now.plus_seconds(-86_400).as_micros();
    sqlx::query("DELETE FROM access_token WHERE expires_at_us < $1").bind(past).execute(&mut *db).await?;
    sqlx::query("DELETE FROM refresh_token WHERE expires_at_us < $1").bind(past).execute(db).await?;
    Ok(())
}

/// Whether a device is known and not signed out.
///
/// # Errors
/// When the database fails.
pub async fn is_signed_in(db: impl SqliteExecutor<'_>, device: DeviceId) -> sqlx::Result<bool> {
    let row: Option<(bool,)> = sqlx::query_as("SELECT revoked_at_us IS NULL FROM device WHERE id = $1")
        .bind(device.0)
        .fetch_optional(db)
        .await?;
    Ok(row.is_some_and(|(signed_in,)| signed_in))
}
