//! `relation`: how other people stand to oneself: friends, requests in and out, whom one blocked.

use circles_domain::{PersonId, Timestamp};
use circles_wire::relation::{Relation, RelationResponse};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{from_json, id, person, to_json};
use crate::{CacheWrite, Change, Result};

/// A relation's row: its kind and time; `None` for what has no row.
fn place(relation: &Relation) -> Option<(&'static str, Timestamp)> {
    match relation {
        Relation::Asked(waiting) => Some(("asked", waiting.asked_at)),
        Relation::Asks(waiting) => Some(("asks", waiting.asked_at)),
        Relation::NotAccepted { again_at } => Some(("not_accepted", *again_at)),
        Relation::Friend { since, .. } => Some(("friend", *since)),
        Relation::Blocked { since } => Some(("blocked", *since)),
        Relation::None | Relation::Unknown => None,
    }
}

/// Keeps how somebody stands to oneself.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut CacheWrite, one: &RelationResponse) -> Result<()> {
    person::hide_name(write, one.person.id).await?;
    let Some((kind, at)) = place(&one.relation) else { return forget(write, one.person.id).await };
    person::remember(write, &one.person).await?;
    sqlx::query(
        "INSERT INTO relation (person_id, kind, at_us, body) VALUES (?, ?, ?, ?)
         ON CONFLICT (person_id) DO UPDATE SET kind = excluded.kind, at_us = excluded.at_us, body = excluded.body",
    )
    .bind(one.person.id.as_bytes().as_slice())
    .bind(kind)
    .bind(at.as_micros())
    .bind(to_json(&one.relation, "relation")?)
    .execute(&mut **write)
    .await?;
    write.changed(Change::Relations);
    write.changed(Change::Person(one.person.id));
    Ok(())
}

/// Somebody stands in no way to oneself any more.
///
/// # Errors
/// What SQLite says.
pub async fn forget(write: &mut CacheWrite, person: PersonId) -> Result<()> {
    let done = sqlx::query("DELETE FROM relation WHERE person_id = ?")
        .bind(person.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    if done.rows_affected() > 0 {
        write.changed(Change::Relations);
        write.changed(Change::Person(person));
    }
    Ok(())
}

/// How somebody stands to oneself.
///
/// # Errors
/// What SQLite says.
pub async fn get(connection: &mut SqliteConnection, person: PersonId) -> Result<Relation> {
    let body: Option<String> = sqlx::query_scalar("SELECT body FROM relation WHERE person_id = ?")
        .bind(person.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    body.map_or(Ok(Relation::None), |body| from_json(&body, "relation"))
}

/// Everyone who stands to oneself in some way, the newest first.
///
/// # Errors
/// What SQLite says.
pub async fn list(connection: &mut SqliteConnection) -> Result<Vec<RelationResponse>> {
    sqlx::query(
        "SELECT r.person_id, r.body, p.display_name, p.verified, p.avatar
         FROM relation r LEFT JOIN person p ON p.person_id = r.person_id
         ORDER BY r.at_us DESC, r.person_id",
    )
    .fetch_all(connection)
    .await?
    .iter()
    .map(read)
    .collect()
}

fn read(row: &SqliteRow) -> Result<RelationResponse> {
    let person = person::byline(row, id!(PersonId, row, "person_id"))?;
    Ok(RelationResponse { person, relation: from_json(row.try_get("body")?, "relation")? })
}
