//! The end of everything that stands between a person and others, when the account goes.

use circles_domain::{PersonId, Timestamp};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::store::changes::{self, Change};

/// Takes away a person's friendships, requests and blocks, in both directions, and notes it for everyone who is shown
/// one; gives them, to be poked. Whoever blocked them loses an entry of their list, and finds that nobody is there.
///
/// # Errors
/// When the database fails.
pub async fn end_all(
    db: &mut SqliteConnection,
    person: PersonId,
    now: Timestamp,
) -> sqlx::Result<Vec<PersonId>> {
    // Whom they ignored is shown a request that waits; whom they blocked is shown nothing.
    let shown: Vec<(Uuid,)> = sqlx::query_as(
        "SELECT friend_id FROM friendship WHERE person_id = $1
         UNION SELECT asked_id FROM friend_request WHERE asker_id = $1 AND state = 'waiting'
         UNION SELECT asker_id FROM friend_request WHERE asked_id = $1 AND state IN ('waiting', 'ignored', 'refused')
         UNION SELECT blocker_id FROM block WHERE blocked_id = $1 AND listed = 1",
    )
    .bind(person.0)
    .fetch_all(&mut *db)
    .await?;
    sqlx::query("DELETE FROM friendship WHERE person_id = $1 OR friend_id = $1")
        .bind(person.0)
        .execute(&mut *db)
        .await?;
    sqlx::query("DELETE FROM friend_request WHERE asker_id = $1 OR asked_id = $1")
        .bind(person.0)
        .execute(&mut *db)
        .await?;
    sqlx::query("DELETE FROM block WHERE blocker_id = $1 OR blocked_id = $1")
        .bind(person.0)
        .execute(&mut *db)
        .await?;
    let shown: Vec<PersonId> = shown.into_iter().map(|(id,)| PersonId(id)).collect();
    for other in &shown {
        changes::note(db, Change::Relation(*other, person), now).await?;
    }
    Ok(shown)
}
