//! `person`: who stands beside posts, and the profile pages that were read.

use circles_domain::{AttachmentId, PersonId};
use circles_wire::person::{Byline, PersonResponse};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::{find_id, from_json, to_json};
use crate::{CacheWrite, Change, Result};

/// Keeps a byline; once a transaction is enough.
pub(crate) async fn remember(write: &mut CacheWrite, byline: &Byline) -> Result<()> {
    if write.memo().bylines.get(&byline.id) == Some(byline) {
        return Ok(());
    }
    let done = sqlx::query(
        "INSERT INTO person (person_id, display_name, verified, avatar, profile) VALUES (?, ?, ?, ?, NULL)
         ON CONFLICT (person_id) DO UPDATE
         SET display_name = excluded.display_name, verified = excluded.verified, avatar = excluded.avatar
         WHERE (display_name, verified, avatar) IS NOT (excluded.display_name, excluded.verified, excluded.avatar)",
    )
    .bind(byline.id.as_bytes().as_slice())
    .bind(&byline.display_name)
    .bind(byline.verified)
    .bind(byline.avatar.map(|avatar| avatar.as_bytes().to_vec()))
    .execute(&mut **write)
    .await?;
    if done.rows_affected() > 0 {
        write.changed(Change::Person(byline.id));
    }
    write.memo().bylines.insert(byline.id, byline.clone());
    Ok(())
}

/// Takes the news of a person: the byline of whoever is known here, whose profile page is read anew when it is next
/// looked at. Somebody of whom nothing is kept stays unknown.
///
/// # Errors
/// What SQLite says.
pub async fn renew(write: &mut CacheWrite, byline: &Byline) -> Result<()> {
    let done = sqlx::query(
        "UPDATE person SET display_name = ?, verified = ?, avatar = ?, profile = NULL WHERE person_id = ?",
    )
    .bind(&byline.display_name)
    .bind(byline.verified)
    .bind(byline.avatar.map(|avatar| avatar.as_bytes().to_vec()))
    .bind(byline.id.as_bytes().as_slice())
    .execute(&mut **write)
    .await?;
    if done.rows_affected() > 0 {
        write.changed(Change::Person(byline.id));
        write.memo().bylines.insert(byline.id, byline.clone());
    }
    Ok(())
}

/// Keeps a profile page.
///
/// # Errors
/// What SQLite says.
pub async fn save_profile(write: &mut CacheWrite, person: &PersonResponse) -> Result<()> {
    remember(write, &person.byline).await?;
    sqlx::query("UPDATE person SET profile = ? WHERE person_id = ?")
        .bind(to_json(person, "profile")?)
        .bind(person.byline.id.as_bytes().as_slice())
        .execute(&mut **write)
        .await?;
    write.changed(Change::Person(person.byline.id));
    Ok(())
}

/// Forgets the legal name that a friend showed: that they still do is the server's to say. The page is there again when
/// it is next read.
pub(crate) async fn hide_name(write: &mut CacheWrite, person: PersonId) -> Result<()> {
    let done = sqlx::query(
        "UPDATE person SET profile = json_remove(profile, '$.legal_name')
         WHERE person_id = ? AND profile ->> '$.legal_name' IS NOT NULL",
    )
    .bind(person.as_bytes().as_slice())
    .execute(&mut **write)
    .await?;
    if done.rows_affected() > 0 {
        write.changed(Change::Person(person));
    }
    Ok(())
}

/// A person, and their profile page if it was ever read.
///
/// # Errors
/// What SQLite says.
pub async fn find(
    connection: &mut SqliteConnection,
    person: PersonId,
) -> Result<Option<(Byline, Option<PersonResponse>)>> {
    let row = sqlx::query("SELECT display_name, verified, avatar, profile FROM person WHERE person_id = ?")
        .bind(person.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let profile: Option<&str> = row.try_get("profile")?;
    let profile = profile.map(|json| from_json(json, "profile")).transpose()?;
    Ok(Some((byline(&row, person)?, profile)))
}

/// The byline in the columns `display_name, verified, avatar` of a joined row. A person who is not known yet (they
/// come with what they wrote, so this is a passing state) has no name.
pub(crate) fn byline(row: &SqliteRow, id: PersonId) -> Result<Byline> {
    Ok(Byline {
        id,
        display_name: row.try_get::<Option<String>, _>("display_name")?.unwrap_or_default(),
        verified: row.try_get::<Option<bool>, _>("verified")?.unwrap_or_default(),
        avatar: find_id!(AttachmentId, row, "avatar"),
    })
}
