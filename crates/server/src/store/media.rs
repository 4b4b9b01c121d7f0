//! Which bytes a person may read: their own, those of posts they may read, the faces of circles and of people.

use circles_domain::{AttachmentId, CircleId, PersonId, PostId, Timestamp};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::lifecycle;
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
    let post: Option<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT a.post_id, p.circle_id FROM post_attachment a JOIN post p ON p.id = a.post_id WHERE a.attachment_id = $1",
    )
    .bind(id.0)
    .fetch_optional(&mut *db)
    .await?;
    if let Some((post, circle)) = post {
        if let Some(seen) = reading::post(db, asker, PostId(post), now).await? {
            return Ok(Some(Through::Post(seen)));
        }
        // Whoever left before a circle is dissolved takes their own along.
        let own = owner == asker && lifecycle::takes_along(&mut *db, CircleId(circle), asker, now).await?;
        return Ok(own.then_some(Through::Face));
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
