//! The end of a circle: read-only first, while members take their posts along; then gone for everybody.

use circles_domain::govern::finds;
use circles_domain::{CircleId, PersonId, PostId, Timestamp};
use circles_wire::lifecycle::ExportedPost;
use sqlx::{SqliteConnection, SqliteExecutor};
use uuid::Uuid;

use crate::store::changes::{self, Change};
use crate::store::circles;
use crate::store::reading::known_circle;

/// Begins the end.
///
/// # Errors
/// When the database fails.
pub async fn begin_end(
    db: &mut SqliteConnection,
    circle: CircleId,
    reason: &str,
    export_until: Timestamp,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE circle SET state = 'dissolving', state_reason = $2, export_until_us = $3 WHERE id = $1",
    )
    .bind(circle.0)
    .bind(reason)
    .bind(export_until.as_micros())
    .execute(&mut *db)
    .await?;
    circles::touch(db, circle, now).await
}

/// Circles whose time to take posts along is over.
///
/// # Errors
/// When the database fails.
pub async fn ended(db: impl SqliteExecutor<'_>, now: Timestamp) -> sqlx::Result<Vec<CircleId>> {
    let rows: Vec<(Uuid,)> =
        sqlx::query_as("SELECT id FROM circle WHERE state = 'dissolving' AND export_until_us <= $1")
            .bind(now.as_micros())
            .fetch_all(db)
            .await?;
    Ok(rows.into_iter().map(|(id,)| CircleId(id)).collect())
}

/// When the next one ends.
///
/// # Errors
/// When the database fails.
pub async fn next_end(db: impl SqliteExecutor<'_>) -> sqlx::Result<Option<Timestamp>> {
    let (next,): (Option<i64>,) =
        sqlx::query_as("SELECT min(export_until_us) FROM circle WHERE state = 'dissolving'")
            .fetch_one(db)
            .await?;
    Ok(next.map(Timestamp::from_micros))
}

// What was said and shown in a circle, and who asked to come in. Pictures go with the next sweep: nothing carries them.
// Acts, reports' outcomes and the ledger point at ids, and stay.
const FILES: &str = "DELETE FROM post_attachment WHERE post_id IN (SELECT id FROM post WHERE circle_id = $1)";
const PINS: &str = "DELETE FROM pinned_post WHERE circle_id = $1";
const COMMENTS: &str = "UPDATE comment SET state = 'deleted', text = '', version = version + 1
     WHERE state <> 'deleted' AND post_id IN (SELECT id FROM post WHERE circle_id = $1)";
const POSTS: &str = "UPDATE post SET state = 'deleted', text = '', attachments = '[]', version = version + 1
     WHERE circle_id = $1 AND state <> 'deleted'";
const NOTES: &str = "UPDATE report SET note = '' WHERE circle_id = $1";
// Who asked stays: their devices are told.
const ASKED: &str = "UPDATE admission SET note = '', reason = '' WHERE circle_id = $1";
const APPEALS: &str = "UPDATE appeal SET text = '' WHERE circle_id = $1";
const LISTS: &str = "DELETE FROM gate_person WHERE circle_id = $1";
const LOOKS: &str = "DELETE FROM circle_look WHERE circle_id = $1";
const PAGE: &str = "UPDATE circle SET state = 'dissolved', member_count = 0, post_count = 0, cover_id = NULL, icon_id = NULL,
                           modules = '{}'
     WHERE id = $1 AND state = 'dissolving'";

/// Ends it: words and pictures are gone, nobody is a member any more, and every device that held it is told to forget
/// it. Ending what has ended changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn finish(db: &mut SqliteConnection, circle: CircleId, now: Timestamp) -> sqlx::Result<()> {
    if clear(db, PAGE, circle).await? == 0 {
        return Ok(());
    }
    for sql in [FILES, PINS, COMMENTS, POSTS, NOTES, ASKED, APPEALS, LISTS, LOOKS] {
        clear(db, sql, circle).await?;
    }
    let rows: Vec<(Uuid,)> = sqlx::query_as(
        "UPDATE membership SET joined = 0, role = 'member', moderator = 0 WHERE circle_id = $1 AND joined = 1 RETURNING person_id",
    )
    .bind(circle.0)
    .fetch_all(&mut *db)
    .await?;
    for (person,) in rows {
        let person = PersonId(person);
        changes::note(db, Change::Standing(person, circle), now).await?;
        changes::note(db, Change::ScopeRemoved(person, circle), now).await?;
    }
    circles::touch(db, circle, now).await
}

async fn clear(db: &mut SqliteConnection, sql: &'static str, circle: CircleId) -> sqlx::Result<u64> {
    Ok(sqlx::query(sql).bind(circle.0).execute(db).await?.rows_affected())
}

/// Whether a circle that is gone was there for `person` once, so that their devices have to be told: they knew it, were
/// shown it by a code, or are of the share that found it. Of one that they never found they are told nothing.
///
/// # Errors
/// When the database fails.
pub async fn was_found(
    db: impl SqliteExecutor<'_>,
    person: PersonId,
    circle: CircleId,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let row: Option<(i64, bool)> = sqlx::query_as(concat!(
        "SELECT c.find_percent, ",
        known_circle!(),
        " OR EXISTS (SELECT 1 FROM circle_shown s WHERE s.circle_id = c.id AND s.person_id = $1)
         FROM circle c LEFT JOIN membership m ON m.circle_id = c.id AND m.person_id = $1 WHERE c.id = $2 AND (c.state = 'dissolved' OR (c.state = 'dissolving' AND c.export_until_us <= $3))",
    ))
    .bind(person.0)
    .bind(circle.0)
    .bind(now.as_micros())
    .fetch_optional(db)
    .await?;
    Ok(row.is_some_and(|(percent, known)| known || finds(circle, person, percent)))
}

/// Notes that a code showed a circle to `person`.
///
/// # Errors
/// When the database fails.
pub async fn show(db: &mut SqliteConnection, circle: CircleId, person: PersonId) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO circle_shown (circle_id, person_id) VALUES ($1, $2) ON CONFLICT (circle_id, person_id) DO NOTHING",
    )
    .bind(circle.0)
    .bind(person.0)
    .execute(db)
    .await?;
    Ok(())
}

/// Whether `person` is or was in a circle that is being dissolved, and may take along what they posted: also who left
/// before, not who is banned.
///
/// # Errors
/// When the database fails.
pub async fn takes_along(
    db: impl SqliteExecutor<'_>,
    circle: CircleId,
    person: PersonId,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let (takes,): (bool,) = sqlx::query_as(
        "SELECT EXISTS (SELECT 1 FROM circle c JOIN membership m ON m.circle_id = c.id
                        WHERE c.id = $1 AND m.person_id = $2 AND c.state = 'dissolving' AND c.export_until_us > $3
                          AND NOT (m.sanction = 'banned' AND m.sanction_until_us > $3))",
    )
    .bind(circle.0)
    .bind(person.0)
    .bind(now.as_micros())
    .fetch_one(db)
    .await?;
    Ok(takes)
}

/// What `person` posted in `circle` and did not delete, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn export(
    db: impl SqliteExecutor<'_>,
    circle: CircleId,
    person: PersonId,
) -> sqlx::Result<Vec<ExportedPost>> {
    let rows: Vec<(Uuid, String, String, i64)> = sqlx::query_as(
        "SELECT id, text, attachments, accepted_at_us FROM post WHERE circle_id = $1 AND author_id = $2 AND state <> 'deleted'
         ORDER BY accepted_at_us, id",
    )
    .bind(circle.0)
    .bind(person.0)
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|(id, text, attachments, at)| {
            let attachments =
                serde_json::from_str(&attachments).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
            Ok(ExportedPost { id: PostId(id), text, attachments, accepted_at: Timestamp::from_micros(at) })
        })
        .collect()
}
