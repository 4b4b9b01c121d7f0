//! Claims: by whose word, until when, and whether the person took them back.

use circles_domain::claim::{Claim, ClaimKind};
use circles_domain::{PersonId, Timestamp};
use sqlx::{FromRow, SqliteConnection, SqliteExecutor};
use uuid::Uuid;

/// A claim as it is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What is said; its value is empty once it is withdrawn.
    pub claim: Claim,
    /// What the issuer signed.
    pub statement: String,
    /// When the person took it back.
    pub withdrawn_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    kind: String,
    value: String,
    issuer: String,
    issued_at_us: i64,
    expires_at_us: i64,
    statement: String,
    withdrawn_at_us: Option<i64>,
}

impl Row {
    fn kept(self) -> Option<Kept> {
        let claim = Claim {
            kind: ClaimKind::from_name(&self.kind)?,
            value: self.value,
            issuer: self.issuer,
            issued_at: Timestamp::from_micros(self.issued_at_us),
            expires_at: Timestamp::from_micros(self.expires_at_us),
        };
        let withdrawn_at = self.withdrawn_at_us.map(Timestamp::from_micros);
        Some(Kept { claim, statement: self.statement, withdrawn_at })
    }
}

/// Keeps what an issuer said in place of what was before. What the person withdrew stays withdrawn. An empty statement
/// is to be signed by [`sign`].
///
/// # Errors
/// When the database fails.
pub async fn put(
    db: &mut SqliteConnection,
    person: PersonId,
    claim: &Claim,
    statement: &str,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO claim (person_id, kind, value, issuer, issued_at_us, expires_at_us, statement)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (person_id, kind) DO UPDATE
         SET value = excluded.value, issuer = excluded.issuer, issued_at_us = excluded.issued_at_us,
             expires_at_us = excluded.expires_at_us, statement = excluded.statement
         WHERE claim.withdrawn_at_us IS NULL",
    )
    .bind(person.0)
    .bind(claim.kind.as_str())
    .bind(&claim.value)
    .bind(&claim.issuer)
    .bind(claim.issued_at.as_micros())
    .bind(claim.expires_at.as_micros())
    .bind(statement)
    .execute(db)
    .await?;
    Ok(())
}

/// Everything that was ever said of a person and not replaced, withdrawn ones too.
///
/// # Errors
/// When the database fails.
pub async fn list(db: impl SqliteExecutor<'_>, person: PersonId) -> sqlx::Result<Vec<Kept>> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT kind, value, issuer, issued_at_us, expires_at_us, statement, withdrawn_at_us
         FROM claim WHERE person_id = $1",
    )
    .bind(person.0)
    .fetch_all(db)
    .await?;
    let mut kept: Vec<Kept> = rows.into_iter().filter_map(Row::kept).collect();
    kept.sort_by_key(|kept| kept.claim.kind);
    Ok(kept)
}

/// Who proved the name of a person.
///
/// # Errors
/// When the database fails.
pub async fn name_issuer(db: impl SqliteExecutor<'_>, person: PersonId) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> =
        sqlx::query_as("SELECT issuer FROM claim WHERE person_id = $1 AND kind = 'legal_name'")
            .bind(person.0)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(issuer,)| issuer))
}

/// Takes a claim back: what it said and what was signed go, that it was withdrawn stays. `false` when there is none, or
/// it was withdrawn before.
///
/// # Errors
/// When the database fails.
pub async fn withdraw(
    db: &mut SqliteConnection,
    person: PersonId,
    kind: ClaimKind,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE claim SET value = '', statement = '', withdrawn_at_us = $3
         WHERE person_id = $1 AND kind = $2 AND withdrawn_at_us IS NULL",
    )
    .bind(person.0)
    .bind(kind.as_str())
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets that a claim was withdrawn, so that the next sign-in proves it again.
///
/// # Errors
/// When the database fails.
pub async fn welcome(db: &mut SqliteConnection, person: PersonId, kind: ClaimKind) -> sqlx::Result<bool> {
    let done =
        sqlx::query("DELETE FROM claim WHERE person_id = $1 AND kind = $2 AND withdrawn_at_us IS NOT NULL")
            .bind(person.0)
            .bind(kind.as_str())
            .execute(db)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Some of the people with claims that nobody signed yet, after `after`, with their sealed names.
///
/// # Errors
/// When the database fails.
pub async fn unsigned(db: impl SqliteExecutor<'_>, after: Uuid) -> sqlx::Result<Vec<(PersonId, Vec<u8>)>> {
    let rows: Vec<(Uuid, Vec<u8>)> = sqlx::query_as(
        "SELECT p.id, p.name_sealed FROM person p
         WHERE p.id > $1 AND EXISTS (
           SELECT 1 FROM claim c WHERE c.person_id = p.id AND c.statement = '' AND c.withdrawn_at_us IS NULL)
         ORDER BY p.id LIMIT 500",
    )
    .bind(after)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(id, sealed)| (PersonId(id), sealed)).collect())
}

/// Forgets everything that was said of a person.
///
/// # Errors
/// When the database fails.
pub async fn forget(db: &mut SqliteConnection, person: PersonId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM claim WHERE person_id = $1").bind(person.0).execute(db).await?;
    Ok(())
}
