//! Whether one person may see another.

use circles_domain::{CircleId, PersonId};
use sqlx::{SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use super::{kept_circles, unblocked, unblocked_in};
use crate::store::people::{self, Person};

/// The person, when `asker` may see them: they have chosen a name, and no block is between the two. Everyone sees
/// themselves.
///
/// # Errors
/// When the database fails.
pub async fn person(
    db: &mut SqliteConnection,
    asker: PersonId,
    id: PersonId,
) -> sqlx::Result<Option<Person>> {
    let Some(found) = people::find(&mut *db, id).await? else { return Ok(None) };
    if id == asker {
        return Ok(Some(found));
    }
    let hidden = found.display_name.is_empty() || is_hidden(db, asker, id).await?;
    Ok((!hidden).then_some(found))
}

/// Somebody whom a block hides from `asker` everywhere but in circles that `asker` keeps order in and they are in, or shut
/// out of: those circles. Empty for everybody else.
///
/// # Errors
/// When the database fails.
pub async fn kept_circles_of(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    id: PersonId,
) -> sqlx::Result<Vec<CircleId>> {
    let rows: Vec<(Uuid,)> = sqlx::query_as(concat!(
        "SELECT circle_id FROM membership WHERE person_id = $2 AND (joined = 1 OR sanction = 'banned') AND circle_id IN ",
        kept_circles!(),
        " ORDER BY circle_id"
    ))
    .bind(asker.0)
    .bind(id.0)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(id,)| CircleId(id)).collect())
}

/// Whether one of the two blocks the other.
///
/// # Errors
/// When the database fails.
pub async fn is_hidden(db: impl SqliteExecutor<'_>, asker: PersonId, other: PersonId) -> sqlx::Result<bool> {
    let (seen,): (bool,) = sqlx::query_as(concat!("SELECT ", unblocked!("$2")))
        .bind(asker.0)
        .bind(other.0)
        .fetch_one(db)
        .await?;
    Ok(!seen)
}

/// The same for what `other` writes in `circle`: from who keeps order there nothing is hidden.
///
/// # Errors
/// When the database fails.
pub async fn is_hidden_in(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    other: PersonId,
    circle: CircleId,
) -> sqlx::Result<bool> {
    let (seen,): (bool,) = sqlx::query_as(concat!("SELECT ", unblocked_in!("$2", "$3")))
        .bind(asker.0)
        .bind(other.0)
        .bind(circle.0)
        .fetch_one(db)
        .await?;
    Ok(!seen)
}

/// Everyone whom a block hides from `person`, whoever made it.
///
/// # Errors
/// When the database fails.
pub async fn hidden_from(db: impl SqliteExecutor<'_>, person: PersonId) -> sqlx::Result<Vec<PersonId>> {
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT blocked_id FROM block WHERE blocker_id = $1
         UNION SELECT blocker_id FROM block WHERE blocked_id = $1",
    )
    .bind(person.0)
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(id,)| PersonId(id)).collect())
}
