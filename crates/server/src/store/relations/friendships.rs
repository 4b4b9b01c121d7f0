//! Friendships: two rows each.

use circles_domain::{PersonId, Timestamp};
use sqlx::{SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use crate::store::changes::{self, Change};

/// Whether the two are friends.
///
/// # Errors
/// When the database fails.
pub async fn are_friends(db: impl SqliteExecutor<'_>, a: PersonId, b: PersonId) -> sqlx::Result<bool> {
    let (friends,): (bool,) =
        sqlx::query_as("SELECT EXISTS (SELECT 1 FROM friendship WHERE person_id = $1 AND friend_id = $2)")
            .bind(a.0)
            .bind(b.0)
            .fetch_one(db)
            .await?;
    Ok(friends)
}

/// Makes the two friends, and notes the change for both.
///
/// # Errors
/// When the database fails.
pub async fn befriend(
    db: &mut SqliteConnection,
    a: PersonId,
    b: PersonId,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO friendship (person_id, friend_id, since_us) VALUES ($1, $2, $3), ($2, $1, $3)
         ON CONFLICT (person_id, friend_id) DO NOTHING",
    )
    .bind(a.0)
    .bind(b.0)
    .bind(now.as_micros())
    .execute(&mut *db)
    .await?;
    changes::note(db, Change::Relation(a, b), now).await?;
    changes::note(db, Change::Relation(b, a), now).await
}

/// Ends a friendship and notes it for both; `false` when there was none.
///
/// # Errors
/// When the database fails.
pub async fn part(db: &mut SqliteConnection, a: PersonId, b: PersonId, now: Timestamp) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "DELETE FROM friendship WHERE (person_id = $1 AND friend_id = $2) OR (person_id = $2 AND friend_id = $1)",
    )
    .bind(a.0)
    .bind(b.0)
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    changes::note(db, Change::Relation(a, b), now).await?;
    changes::note(db, Change::Relation(b, a), now).await?;
    Ok(true)
}

/// The friends of a person.
///
/// # Errors
/// When the database fails.
pub async fn friends_of(db: impl SqliteExecutor<'_>, person: PersonId) -> sqlx::Result<Vec<PersonId>> {
    let rows: Vec<(Uuid,)> = sqlx::query_as("SELECT friend_id FROM friendship WHERE person_id = $1")
        .bind(person.0)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(|(id,)| PersonId(id)).collect())
}

/// Notes for every friend of a person that there is news of what friends alone see; gives them, to be poked.
///
/// # Errors
/// When the database fails.
pub async fn tell_friends(
    db: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> sqlx::Result<Vec<PersonId>> {
    let friends = friends_of(&mut *db, person).await?;
    for friend in &friends {
        changes::note(db, Change::Relation(*friend, person), now).await?;
    }
    Ok(friends)
}
