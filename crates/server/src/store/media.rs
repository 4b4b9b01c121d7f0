//! Which bytes a person may read: their own, those of posts they may read, the faces of circles and of people.

use circles_domain::{AttachmentId, PersonId, PostId, Timestamp};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::reading::{self, kept_circles, unblocked};

/// Whether `asker` may read the bytes of `id`, which `owner` uploaded.
///
/// # Errors
/// When the database fails.
pub async fn may_read(
    db: &mut SqliteConnection,
    asker: PersonId,
    owner: PersonId,
    id: AttachmentId,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let post: Option<(Uuid,)> =
        sqlx::query_as("SELECT post_id FROM post_attachment WHERE attachment_id = $1")
            .bind(id.0)
            .fetch_optional(&mut *db)
            .await?;
    if let Some((post,)) = post {
        return Ok(reading::post(db, asker, PostId(post), now).await?.is_some());
    }
    if owner == asker {
        return Ok(true);
    }
    let (face,): (bool,) = sqlx::query_as(concat!(
        "SELECT EXISTS (SELECT 1 FROM circle WHERE cover_id = $2 OR icon_id = $2)
             OR EXISTS (SELECT 1 FROM person a WHERE a.avatar_id = $2 AND (",
        unblocked!("a.id"),
        " OR EXISTS (SELECT 1 FROM membership m WHERE m.person_id = a.id AND m.circle_id IN ",
        kept_circles!(),
        ")))"
    ))
    .bind(asker.0)
    .bind(id.0)
    .fetch_one(db)
    .await?;
    Ok(face)
}
