//! Which bytes a person may read: their own, those of posts they may read, the faces of circles and of people, and what a
//! removed post showed, for who decides about it.

use circles_domain::{AttachmentId, CircleId, PersonId, PostId, Timestamp};
use circles_faults::canary;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::lifecycle;
use super::reading::{self, ReadablePost, kept_circles, unblocked};

/// Through what somebody may read bytes.
#[derive(Clone, Copy, Debug)]
pub enum Through {
    /// A post that they may read.
    Post(ReadablePost),
    /// They are one's own, what one decides about, or the face of a circle or a person.
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
        if sees_removed(&mut *db, asker, PostId(post), now).await? || canary!("removed_is_shown") {
            return Ok(Some(Through::Face));
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

/// Whether `asker` may see what a removed post showed: its author, who keeps order in its circle, and while an appeal waits
/// the platform's operators, who may decide it.
async fn sees_removed(
    db: &mut SqliteConnection,
    asker: PersonId,
    post: PostId,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let (seen,): (bool,) = sqlx::query_as(concat!(
        "SELECT EXISTS (
           SELECT 1 FROM post p JOIN circle c ON c.id = p.circle_id
           WHERE p.id = $2 AND p.state = 'removed' AND c.state <> 'dissolved'
             AND NOT (c.state = 'dissolving' AND c.export_until_us <= $3)
             AND (p.author_id = $1 OR p.circle_id IN ",
        kept_circles!(),
        " OR (EXISTS (SELECT 1 FROM person o WHERE o.id = $1 AND o.role = 'operator')
              AND EXISTS (SELECT 1 FROM appeal e JOIN act a ON a.id = e.act_id WHERE a.post_id = p.id AND e.state = 'open'))))"
    ))
    .bind(asker.0)
    .bind(post.0)
    .bind(now.as_micros())
    .fetch_one(db)
    .await?;
    Ok(seen)
}
