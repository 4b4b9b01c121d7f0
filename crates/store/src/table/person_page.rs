//! `person_page`: how far back a person's posts were read.

use circles_domain::page::Position;
use circles_domain::{PersonId, PostId, Timestamp};
use circles_wire::circle::PostsResponse;
use sqlx::{Row, SqliteConnection};

use super::post;
use crate::{CacheWrite, Change, Result};

/// How far back a person's posts were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonPage {
    /// The oldest that was read; `None` when there was none.
    pub before: Option<Position>,
    /// Whether the server has older ones.
    pub more: bool,
}

/// How far back a person's posts were read; `None` when never.
///
/// # Errors
/// What SQLite says.
pub async fn find(connection: &mut SqliteConnection, person: PersonId) -> Result<Option<PersonPage>> {
    let row = sqlx::query("SELECT before_us, before_id, more FROM person_page WHERE person_id = ?")
        .bind(person.as_bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let before = PostId::from_slice(row.try_get("before_id")?)
        .map(|id| {
            Ok::<_, sqlx::Error>(Position {
                accepted_at: Timestamp::from_micros(row.try_get("before_us")?),
                id,
            })
        })
        .transpose()?;
    Ok(Some(PersonPage { before, more: row.try_get("more")? }))
}

/// Keeps a page of a person's posts, and how far it reached.
///
/// # Errors
/// What SQLite says.
pub async fn save(write: &mut CacheWrite, person: PersonId, page: &PostsResponse) -> Result<()> {
    for one in &page.posts {
        post::save(write, one).await?;
    }
    let last = page.posts.last();
    sqlx::query(
        "INSERT INTO person_page (person_id, before_us, before_id, more) VALUES (?, ?, ?, ?)
         ON CONFLICT (person_id) DO UPDATE
         SET before_us = excluded.before_us, before_id = excluded.before_id, more = excluded.more",
    )
    .bind(person.as_bytes().as_slice())
    .bind(last.map_or(0, |post| post.accepted_at.as_micros()))
    .bind(last.map_or(Vec::new(), |post| post.id.as_bytes().to_vec()))
    .bind(page.more)
    .execute(&mut **write)
    .await?;
    write.changed(Change::Person(person));
    Ok(())
}
