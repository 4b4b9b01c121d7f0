//! People whom somebody knows: those whose words they may hold.

use std::collections::HashMap;

use circles_domain::{AttachmentId, PersonId, Timestamp};
use circles_wire::person::Byline;
use sqlx::{FromRow, SqliteExecutor};
use uuid::Uuid;

use crate::store::dialect::{ids, ids_in};
use crate::store::reading::{member_circles, unblocked};

#[derive(FromRow)]
struct KnownRow {
    id: Uuid,
    display_name: String,
    verified_until_us: i64,
    avatar_id: Option<Uuid>,
}

/// Those of `wanted` that are or were in a circle that `asker` reads as a member, and the asker; never across a block.
/// Who left may have written there, and what they wrote stays.
///
/// # Errors
/// When the database fails.
pub async fn list_known(
    db: impl SqliteExecutor<'_>,
    asker: PersonId,
    wanted: &[PersonId],
    now: Timestamp,
) -> sqlx::Result<HashMap<PersonId, Byline>> {
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<KnownRow> = sqlx::query_as(concat!(
        "SELECT p.id, p.display_name, p.verified_until_us, p.avatar_id FROM person p
         WHERE p.id IN ",
        ids_in!("$3"),
        " AND p.display_name <> '' AND ",
        unblocked!("p.id"),
        " AND (p.id = $1 OR EXISTS (SELECT 1 FROM membership m
                                    WHERE m.person_id = p.id AND m.circle_id IN ",
        member_circles!(),
        "))"
    ))
    .bind(asker.0)
    .bind(now.as_micros())
    .bind(ids(wanted.iter().map(|id| &id.0)))
    .fetch_all(db)
    .await?;
    let byline = |row: KnownRow| Byline {
        id: PersonId(row.id),
        display_name: row.display_name,
        verified: now.as_micros() < row.verified_until_us,
        avatar: row.avatar_id.map(AttachmentId),
    };
    Ok(rows.into_iter().map(|row| (PersonId(row.id), byline(row))).collect())
}
