//! What was proven in a sign-in attempt, until the attempt is over.

use circles_domain::Timestamp;
use circles_domain::claim::Claims;
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

/// What the register said in an attempt.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Whom it spoke of.
    pub identity_hash: [u8; 32],
    /// The legal name, sealed for the attempt's id.
    pub name_sealed: Vec<u8>,
    /// First character and `*`.
    pub masked_name: String,
    /// What gates may ask.
    pub claims: Claims,
    /// What the one-time code is computed from.
    pub challenge: Uuid,
    /// When that code was given.
    pub challenged_at: Timestamp,
    /// Wrong tries of this code.
    pub wrong_tries: i64,
    /// Whether the page fills the code in.
    pub prefilled: bool,
    /// Whether the code was given back.
    pub confirmed: bool,
}

#[derive(FromRow)]
struct ProofRow {
    identity_hash: Vec<u8>,
    name_sealed: Vec<u8>,
    masked_name: String,
    claims: String,
    challenge_id: Uuid,
    challenged_at_us: i64,
    wrong_tries: i64,
    prefilled: bool,
    confirmed: bool,
}

/// Keeps what was proven in place of what was before.
///
/// # Errors
/// When the database fails.
pub async fn put(db: &mut SqliteConnection, attempt: Uuid, proof: &Proof) -> sqlx::Result<()> {
    forget(db, attempt).await?;
    sqlx::query(
        "INSERT INTO sign_in_proof (attempt_id, identity_hash, name_sealed, masked_name, claims, challenge_id,
                                    challenged_at_us, wrong_tries, prefilled, confirmed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(attempt)
    .bind(proof.identity_hash.as_slice())
    .bind(&proof.name_sealed)
    .bind(&proof.masked_name)
    .bind(serde_json::to_string(&proof.claims).map_err(|error| sqlx::Error::Encode(error.into()))?)
    .bind(proof.challenge)
    .bind(proof.challenged_at.as_micros())
    .bind(proof.wrong_tries)
    .bind(proof.prefilled)
    .bind(proof.confirmed)
    .execute(db)
    .await?;
    Ok(())
}

/// What was proven in an attempt.
///
/// # Errors
/// When the database fails.
pub async fn find(db: impl SqliteExecutor<'_>, attempt: Uuid) -> sqlx::Result<Option<Proof>> {
    let row: Option<ProofRow> = sqlx::query_as(
        "SELECT identity_hash, name_sealed, masked_name, claims, challenge_id, challenged_at_us, wrong_tries, prefilled,
                confirmed
         FROM sign_in_proof WHERE attempt_id = $1",
    )
    .bind(attempt)
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        let decode = |error: Box<dyn std::error::Error + Send + Sync>| sqlx::Error::Decode(error);
        Ok(Proof {
            identity_hash: row.identity_hash.try_into().map_err(|_| decode("identity_hash".into()))?,
            name_sealed: row.name_sealed,
            masked_name: row.masked_name,
            claims: serde_json::from_str(&row.claims).map_err(|error| decode(error.into()))?,
            challenge: row.challenge_id,
            challenged_at: Timestamp::from_micros(row.challenged_at_us),
            wrong_tries: row.wrong_tries,
            prefilled: row.prefilled,
            confirmed: row.confirmed,
        })
    })
    .transpose()
}

/// Gives another one-time code.
///
/// # Errors
/// When the database fails.
pub async fn renew_challenge(
    db: &mut SqliteConnection,
    attempt: Uuid,
    challenge: Uuid,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE sign_in_proof SET challenge_id = $2, challenged_at_us = $3, wrong_tries = 0 WHERE attempt_id = $1",
    )
    .bind(attempt)
    .bind(challenge)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// Counts a wrong one-time code.
///
/// # Errors
/// When the database fails.
pub async fn count_wrong(db: &mut SqliteConnection, attempt: Uuid) -> sqlx::Result<()> {
    sqlx::query("UPDATE sign_in_proof SET wrong_tries = wrong_tries + 1 WHERE attempt_id = $1")
        .bind(attempt)
        .execute(db)
        .await?;
    Ok(())
}

/// Notes that the one-time code was given back.
///
/// # Errors
/// When the database fails.
pub async fn confirm(db: &mut SqliteConnection, attempt: Uuid) -> sqlx::Result<()> {
    sqlx::query("UPDATE sign_in_proof SET confirmed = 1 WHERE attempt_id = $1")
        .bind(attempt)
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets what was proven in an attempt.
///
/// # Errors
/// When the database fails.
pub async fn forget(db: &mut SqliteConnection, attempt: Uuid) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM sign_in_proof WHERE attempt_id = $1").bind(attempt).execute(db).await?;
    Ok(())
}
