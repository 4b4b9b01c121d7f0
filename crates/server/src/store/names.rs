//! Real names: who opened one, who shows theirs to friends; and the sealed names themselves.

use circles_domain::{PersonId, Timestamp};
use circles_wire::known::NameAccess;
use sqlx::{SqliteConnection, SqliteExecutor};
use uuid::Uuid;

/// The sealed name of a person; `None` when there is no such account, or it is gone.
///
/// # Errors
/// When the database fails.
pub async fn find_sealed(db: impl SqliteExecutor<'_>, person: PersonId) -> sqlx::Result<Option<Vec<u8>>> {
    let row: Option<(Vec<u8>,)> =
        sqlx::query_as("SELECT name_sealed FROM person WHERE id = $1 AND deleted_at_us IS NULL")
            .bind(person.0)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(sealed,)| sealed))
}

/// Notes that `reader` opens the name of `person`. Commit it before the name leaves the server.
///
/// # Errors
/// When the database fails.
pub async fn note_access(
    db: &mut SqliteConnection,
    person: PersonId,
    reader: PersonId,
    role: &str,
    reason: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO name_access (person_id, reader_id, reader_role, reason, at_us) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(person.0)
    .bind(reader.0)
    .bind(role)
    .bind(reason)
    .bind(now.as_micros())
    .execute(db)
    .await?;
    Ok(())
}

/// Who opened the name of `person`, by role, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list_access(db: impl SqliteExecutor<'_>, person: PersonId) -> sqlx::Result<Vec<NameAccess>> {
    let rows: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT reader_role, reason, at_us FROM name_access WHERE person_id = $1 ORDER BY seq DESC LIMIT 200",
    )
    .bind(person.0)
    .fetch_all(db)
    .await?;
    let entry = |(role, reason, at): (String, String, i64)| NameAccess {
        role,
        reason,
        at: Timestamp::from_micros(at),
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// Shows the real name to friends, or hides it again, unless it was changed `most` times on this day. `false` then.
///
/// # Errors
/// When the database fails.
pub async fn set_shown(
    db: &mut SqliteConnection,
    person: PersonId,
    shown: bool,
    most: i64,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let day = now.shanghai_day();
    let done = sqlx::query(
        "UPDATE person SET show_name_to_friends = $2,
                show_name_changes = CASE WHEN show_name_day = $3 THEN show_name_changes + 1 ELSE 1 END,
                show_name_day = $3
         WHERE id = $1 AND (show_name_day <> $3 OR show_name_changes < $4)",
    )
    .bind(person.0)
    .bind(shown)
    .bind(day)
    .bind(most)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Every sealed name with the row that it is bound to, a page at a time: of people, and of sign-ins under way.
///
/// # Errors
/// When the database fails.
pub async fn list_sealed(
    db: impl SqliteExecutor<'_>,
    after: Uuid,
) -> sqlx::Result<Vec<(Uuid, bool, Vec<u8>)>> {
    sqlx::query_as(
        "SELECT id, CAST(1 AS INTEGER) AS of_person, name_sealed FROM person WHERE id > $1 AND name_sealed <> x''
         UNION ALL
         SELECT attempt_id, 0, name_sealed FROM sign_in_proof WHERE attempt_id > $1
         ORDER BY 1 LIMIT 500",
    )
    .bind(after)
    .fetch_all(db)
    .await
}

/// Puts the same name sealed otherwise in its place.
///
/// # Errors
/// When the database fails.
pub async fn reseal(
    db: &mut SqliteConnection,
    row: Uuid,
    of_person: bool,
    sealed: &[u8],
) -> sqlx::Result<()> {
    let done = if of_person {
        sqlx::query("UPDATE person SET name_sealed = $2 WHERE id = $1")
    } else {
        sqlx::query("UPDATE sign_in_proof SET name_sealed = $2 WHERE attempt_id = $1")
    };
    done.bind(row).bind(sealed).execute(db).await?;
    Ok(())
}
