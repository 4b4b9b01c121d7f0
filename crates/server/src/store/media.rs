//! Which bytes a person may read: their own, those of posts they may read, the faces of circles and of people.

use circles_domain::{AttachmentId, PersonId, PostId, Timestamp};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::reading::{self, ReadablePost, kept_circles, unblocked};

/// Through what somebody may read bytes.
#[derive(Clone, Copy, Debug)]
pub enum Through {
    /// A post that they may read.
    Post(ReadablePost),
    /// They are one's own, or the face of a circle or a person.
    Face,
}

/// Through what `asker` may read the bytes of `id`, which `owner` uploaded, if they may.
///
/// # Errors
/// When the database fails.
pub async fn may_read(
    db: &mut SqliteConnection,
    asker: PersonId,
    owner: PersonId,
    id: AttachmentId,
    now: Timestamp,
) -> sqlx::Result<Option<Through>> {
    let post: Option<(Uuid,)> =
        sqlx::query_as("SELECT post_id FROM post_attachment WHERE attachment_id = $1")
            .bind(id.0)
            .fetch_optional(&mut *db)
            .await?;
    if let Some((post,)) = post {
        return Ok(reading::post(db, asker, PostId(post), now).await?.map(Through::Post));
    }
    if owner == asker {
        return Ok(Some(Through::Face));
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
    Ok(face.then_some(Through::Face))
}
