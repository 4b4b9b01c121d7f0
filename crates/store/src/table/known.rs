//! `known`: what the server knows of oneself, as it was last read.

use circles_domain::Timestamp;
use circles_wire::known::{ClaimsResponse, NameAccessResponse, ScoreResponse};
use circles_wire::person::PersonResponse;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::{Row, SqliteConnection};

use super::{from_json, to_json};
use crate::{CacheWrite, Change, Result};

/// All of it, read at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Claims with the gates that ask for them.
    pub claims: ClaimsResponse,
    /// The score with its parts.
    pub score: ScoreResponse,
    /// Who opened the real name.
    pub name_access: NameAccessResponse,
    /// Oneself as others see one, from far to near.
    pub seen_as: Vec<PersonResponse>,
}

/// Keeps what was read.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut CacheWrite, known: &Known, now: Timestamp) -> Result<()> {
    put(write, "claims", &known.claims, now).await?;
    put(write, "score", &known.score, now).await?;
    put(write, "name_access", &known.name_access, now).await?;
    put(write, "seen_as", &known.seen_as, now).await?;
    // What gates say depends on it.
    write.changed(Change::Session);
    Ok(())
}

/// What was last read, and when.
///
/// # Errors
/// What SQLite says.
pub async fn find(connection: &mut SqliteConnection) -> Result<Option<(Known, Timestamp)>> {
    let Some((claims, at)) = get(connection, "claims").await? else { return Ok(None) };
    let (Some((score, _)), Some((name_access, _)), Some((seen_as, _))) = (
        get(connection, "score").await?,
        get(connection, "name_access").await?,
        get(connection, "seen_as").await?,
    ) else {
        return Ok(None);
    };
    Ok(Some((Known { claims, score, name_access, seen_as }, at)))
}

/// The claims alone: what a device predicts gates with.
///
/// # Errors
/// What SQLite says.
pub async fn claims(connection: &mut SqliteConnection) -> Result<Option<ClaimsResponse>> {
    Ok(get(connection, "claims").await?.map(|(claims, _)| claims))
}

async fn put(
    write: &mut CacheWrite,
    name: &'static str,
    body: &(impl Serialize + Sync),
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO known (name, body, as_of_us) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET body = excluded.body, as_of_us = excluded.as_of_us",
    )
    .bind(name)
    .bind(to_json(body, name)?)
    .bind(now.as_micros())
    .execute(&mut **write)
    .await?;
    Ok(())
}

async fn get<T: DeserializeOwned>(
    connection: &mut SqliteConnection,
    name: &'static str,
) -> Result<Option<(T, Timestamp)>> {
    let row = sqlx::query("SELECT body, as_of_us FROM known WHERE name = ?")
        .bind(name)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let body = from_json(row.try_get("body")?, name)?;
    Ok(Some((body, Timestamp::from_micros(row.try_get("as_of_us")?))))
}
