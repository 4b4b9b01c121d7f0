//! Whether a post may carry an attachment.

use circles_domain::attachment::{AttachmentDraft, AttachmentKind, Rendition};
use circles_domain::{AttachmentId, Field, Invalid, PersonId, Rule};
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
        let fits = match rendition {
            Rendition::Large | Rendition::Video => same_shape(&seen, draft),
            Rendition::Small => same_aspect(&seen, draft),
            // A still as its page drew it; pixels of a film need not be square.
            Rendition::Poster => true,
        };
        if !fits {
            return Err(refuse(Rule::Mismatch));
        }
    }
    if is_carried(db, draft.id).await? { Err(refuse(Rule::Mismatch)) } else { Ok(()) }
}

/// Checks that a person may make an upload their picture, or a circle's cover: a photograph of theirs, complete, that no
/// post carries.
///
/// # Errors
/// `invalid` with the field and the rule.
pub async fn check_picture(
    db: &mut SqliteConnection,
    owner: PersonId,
    id: AttachmentId,
) -> Result<(), Error> {
    let refuse = |rule| Error::invalid(Invalid::new(Field::Photo, rule)).subject(id);
    for rendition in [Rendition::Large, Rendition::Small] {
        let upload = find(&mut *db, id, rendition).await?.filter(|upload| upload.owner == owner);
        upload.and_then(|upload| upload.seen).ok_or_else(|| refuse(Rule::NotFound))?;
    }
    if is_carried(db, id).await? { Err(refuse(Rule::Mismatch)) } else { Ok(()) }
}

async fn is_carried(db: &mut SqliteConnection, id: AttachmentId) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM post_attachment WHERE attachment_id = $1)")
        .bind(id.0)
        .fetch_one(db)
        .await
}

/// Both give the upright size; the length of a video may be rounded.
fn same_shape(seen: &Seen, draft: &AttachmentDraft) -> bool {
    (seen.width, seen.height) == (draft.width, draft.height)
        && seen.duration_ms.abs_diff(draft.duration_ms) <= 1_000
}

/// The same picture, smaller: each side is off by the rounding of a pixel at most. Space is reserved by the large one.
fn same_aspect(seen: &Seen, draft: &AttachmentDraft) -> bool {
    let [wide, high, across, down] = [seen.width, seen.height, draft.width, draft.height].map(u64::from);
    (wide * down).abs_diff(high * across) <= 2 * across.max(down)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_rendition_has_the_shape_of_the_large_one() {
        let fits = |(wide, high), (across, down)| {
            let seen = Seen { media_type: "image/jpeg".into(), width: wide, height: high, duration_ms: 0 };
            let draft = AttachmentDraft {
                id: AttachmentId::mint(),
                kind: AttachmentKind::Photo,
                width: across,
                height: down,
                duration_ms: 0,
                has_poster: false,
                thumbhash: Default::default(),
                alt: String::new(),
            };
            same_aspect(&seen, &draft)
        };
        for (small, large) in [
            ((640, 480), (2_048, 1_536)),
            ((640, 427), (2_048, 1_365)),
            ((640, 1), (2_048, 2)),
            ((9, 9), (9, 9)),
        ] {
            assert!(fits(small, large), "{small:?} of {large:?}");
        }
        for (small, large) in
            [((480, 640), (2_048, 1_536)), ((640, 640), (2_048, 1_536)), ((640, 470), (2_048, 1_536))]
        {
            assert!(!fits(small, large), "{small:?} of {large:?}");
        }
    }
}
