use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use circles_domain::attachment::{AttachmentDraft, AttachmentKind, Rendition};
use circles_domain::media::{Format, VIDEO_BYTES_MAX, sniff};
use circles_domain::post::ATTACHMENTS_MAX;
use circles_domain::{AttachmentId, Field, Invalid, PostId, Rule};
use circles_store::table::draft;
use circles_store::table::draft_attachment::{self, DraftAttachment};
use circles_store::table::outbox_file::{self, OutboxFile};

use super::compose::view;
use crate::account::Account;
use crate::args::{AttachArgs, DetachArgs, PosterArgs};
use crate::attachments;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::media::prepare::{PrepareError, prepare_photo, prepare_poster, prepare_video};
use crate::view::DraftView;

/// Characters of a file's name that are kept, for the person only.
const NAME_MAX: usize = 120;

impl From<PrepareError> for Error {
    fn from(error: PrepareError) -> Self {
        error.0.into()
    }
}

/// A prepared file: what the post will say of it, and its renditions.
struct Prepared {
    attachment: AttachmentDraft,
    removed_metadata: bool,
    files: Vec<(Rendition, Vec<u8>)>,
}

impl Engine {
    /// Prepares a photograph or a video and adds it to a draft. The app keeps copies of its own: the file may go.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what is wrong with the file; [`Error::NotFound`]; what the store says.
    pub async fn attach(&self, args: AttachArgs) -> Result<DraftView> {
        let account = self.account()?;
        room_for_one(&account, args.post).await?;
        let path = args.path;
        let prepared = tokio::task::spawn_blocking(move || prepare(std::path::Path::new(&path)))
            .await
            // Decoders meet files that were made to break them; a panic is a file that cannot be read.
            .unwrap_or_else(|_| Err(Invalid::new(Field::Attachments, Rule::Damaged).into()))?;
        let name: String = args.name.chars().take(NAME_MAX).collect();

        let _attaching = account.attaching.lock().await;
        let mut kept = Vec::new();
        for (rendition, bytes) in prepared.files {
            kept.push((rendition, attachments::keep(&account, bytes).await?));
        }
        let mut write = account.store.write_outbox().await?;
        if draft::find(&mut write, args.post).await?.is_none() {
            return Err(Error::NotFound);
        }
        let attachment = prepared.attachment.id;
        for (rendition, (sha256, size_bytes)) in kept {
            let file =
                OutboxFile { attachment, rendition, post: args.post, sha256, size_bytes, uploaded: false };
            outbox_file::save(&mut write, &file).await?;
        }
        let row = DraftAttachment {
            attachment: prepared.attachment,
            name,
            removed_metadata: prepared.removed_metadata,
            size_bytes: 0,
        };
        draft_attachment::insert(&mut write, args.post, &row).await?;
        write.commit().await?;
        view(&account, args.post).await
    }

    /// Takes an attachment away.
    ///
    /// # Errors
    /// [`Error::NotFound`]; what the store says.
    pub async fn detach(&self, args: DetachArgs) -> Result<DraftView> {
        let account = self.account()?;
        let files = attachments::files_of(&account, args.post).await?;
        let mut write = account.store.write_outbox().await?;
        if draft::find(&mut write, args.post).await?.is_none()
            || !draft_attachment::delete(&mut write, args.post, args.attachment).await?
        {
            return Err(Error::NotFound);
        }
        outbox_file::delete(&mut write, args.attachment).await?;
        write.commit().await?;
        let names =
            files.into_iter().filter(|file| file.attachment == args.attachment).map(|file| file.sha256);
        attachments::release(&account, names.collect()).await?;
        view(&account, args.post).await
    }

    /// Gives a video the still that the page drew.
    ///
    /// # Errors
    /// [`Error::Invalid`]; [`Error::NotFound`]; what the store says.
    pub async fn set_poster(&self, args: PosterArgs) -> Result<DraftView> {
        let account = self.account()?;
        let drawn = BASE64.decode(&args.jpeg).map_err(|_| Invalid::new(Field::Video, Rule::Malformed))?;
        let poster = tokio::task::spawn_blocking(move || prepare_poster(&drawn))
            .await
            .map_err(|_| Error::from(Invalid::new(Field::Video, Rule::Damaged)))??;

        let _attaching = account.attaching.lock().await;
        let (sha256, size_bytes) = attachments::keep(&account, poster.bytes).await?;
        let mut write = account.store.write_outbox().await?;
        let found = draft_attachment::list(&mut write, args.post).await?.into_iter().any(|file| {
            file.attachment.id == args.attachment && file.attachment.kind == AttachmentKind::Video
        });
        if !found || draft::find(&mut write, args.post).await?.is_none() {
            return Err(Error::NotFound);
        }
        let attachment = args.attachment;
        let file = OutboxFile {
            attachment,
            rendition: Rendition::Poster,
            post: args.post,
            sha256,
            size_bytes,
            uploaded: false,
        };
        outbox_file::save(&mut write, &file).await?;
        draft_attachment::set_thumbhash(&mut write, attachment, &BASE64.encode(poster.thumbhash)).await?;
        write.commit().await?;
        view(&account, args.post).await
    }
}

async fn room_for_one(account: &Account, post: PostId) -> Result<()> {
    let mut tx = account.store.read().await?;
    if draft::find(&mut tx, post).await?.is_none() {
        return Err(Error::NotFound);
    }
    if draft_attachment::list(&mut tx, post).await?.len() >= ATTACHMENTS_MAX {
        return Err(Invalid::new(Field::Attachments, Rule::TooMany).into());
    }
    Ok(())
}

fn prepare(path: &std::path::Path) -> Result<Prepared> {
    let unreadable = |_: std::io::Error| Error::from(Invalid::new(Field::Attachments, Rule::NotFound));
    if std::fs::metadata(path).map_err(unreadable)?.len() > VIDEO_BYTES_MAX {
        return Err(Invalid::new(Field::Attachments, Rule::TooManyBytes).into());
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let id = AttachmentId::mint();
    if sniff(&bytes) == Some(Format::Mp4) {
        let video = prepare_video(bytes)?;
        let attachment = AttachmentDraft {
            id,
            kind: AttachmentKind::Video,
            width: video.width,
            height: video.height,
            thumbhash: String::new(),
            alt: String::new(),
            duration_ms: u32::try_from(video.duration_ms).unwrap_or(u32::MAX),
            has_poster: false,
        };
        let files = vec![(Rendition::Video, video.bytes)];
        return Ok(Prepared { attachment, removed_metadata: video.removed_metadata, files });
    }
    let photo = prepare_photo(&bytes)?;
    let attachment = AttachmentDraft {
        id,
        kind: AttachmentKind::Photo,
        width: photo.width,
        height: photo.height,
        thumbhash: BASE64.encode(photo.thumbhash),
        alt: String::new(),
        duration_ms: 0,
        has_poster: false,
    };
    let files = vec![(Rendition::Large, photo.large), (Rendition::Small, photo.small)];
    Ok(Prepared { attachment, removed_metadata: photo.removed_metadata, files })
}
