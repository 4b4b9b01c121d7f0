//! Whether a post may carry an attachment.

use circles_domain::attachment::{AttachmentDraft, AttachmentKind, Rendition};
use circles_domain::{Field, Invalid, PersonId, Rule};
use sqlx::SqliteConnection;

use super::{Seen, find};
use crate::error::Error;

/// Checks that a post of `author` may carry `draft`: each rendition is theirs, complete, of the kind and shape that
/// the draft says, and in no other post.
///
/// # Errors
/// `invalid` with the field and the rule.
pub async fn check_attachable(
    db: &mut SqliteConnection,
    author: PersonId,
    draft: &AttachmentDraft,
) -> Result<(), Error> {
    let refuse = |rule| Error::invalid(Invalid::new(Field::Attachments, rule)).subject(draft.id);
    let (main, second) = match draft.kind {
        AttachmentKind::Photo => (Rendition::Large, Some(Rendition::Small)),
        AttachmentKind::Video => (Rendition::Video, draft.has_poster.then_some(Rendition::Poster)),
    };
    for rendition in std::iter::once(main).chain(second) {
        let upload = find(&mut *db, draft.id, rendition).await?.filter(|upload| upload.owner == author);
        let upload = upload.filter(|upload| upload.kind == draft.kind);
        let seen = upload.and_then(|upload| upload.seen).ok_or_else(|| refuse(Rule::NotFound))?;
        if rendition == main && !same_shape(&seen, draft) {
            return Err(refuse(Rule::Mismatch));
        }
    }
    let (carried,): (bool,) =
        sqlx::query_as("SELECT EXISTS (SELECT 1 FROM post_attachment WHERE attachment_id = $1)")
            .bind(draft.id.0)
            .fetch_one(db)
            .await?;
    if carried { Err(refuse(Rule::Mismatch)) } else { Ok(()) }
}

/// Both give the upright size; the length of a video may be rounded.
fn same_shape(seen: &Seen, draft: &AttachmentDraft) -> bool {
    (seen.width, seen.height) == (draft.width, draft.height)
        && seen.duration_ms.abs_diff(draft.duration_ms) <= 1_000
}
