//! The pictures of the demo, put where uploads go and known as uploads are.

use std::path::PathBuf;

use circles_domain::attachment::{AttachmentDraft, AttachmentKind, Rendition};
use circles_domain::{AttachmentId, PersonId, Timestamp};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use super::content::Picture;
use super::{DemoError, fixed};
use crate::AppState;
use crate::routes::uploads::look;
use crate::store::uploads::Upload;
use crate::store::{files, uploads};

/// The folder of the pictures and what is in it.
pub(super) struct Library {
    folder: PathBuf,
    pub(super) pictures: Vec<Picture>,
}

impl Library {
    /// Opens `CIRCLES_DEMO_ASSETS`, else the folder beside the program, else that of the source tree.
    pub(super) fn open() -> Result<Self, DemoError> {
        let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join("assets/demo")));
        let folder = std::env::var_os("CIRCLES_DEMO_ASSETS")
            .map(PathBuf::from)
            .or_else(|| beside.filter(|folder| folder.exists()))
            .unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/demo")));
        let manifest = folder.join("manifest.json");
        let text = std::fs::read_to_string(&manifest).map_err(|error| DemoError::Picture(manifest, error))?;
        let pictures = serde_json::from_str(&text).map_err(|error| DemoError::Content(error.to_string()))?;
        Ok(Self { folder, pictures })
    }

    fn find(&self, kind: &str, wanted: impl Fn(&Picture) -> bool) -> Result<Picture, DemoError> {
        let found = self.pictures.iter().find(|picture| picture.kind == kind && wanted(picture));
        found.cloned().ok_or_else(|| DemoError::Content(format!("a {kind} is missing")))
    }

    pub(super) async fn cover(
        &self,
        state: &AppState,
        tx: &mut SqliteConnection,
        owner: PersonId,
        slug: &str,
        at: Timestamp,
    ) -> Result<AttachmentId, DemoError> {
        let cover = self.find("cover", |picture| picture.circle.as_deref() == Some(slug))?;
        let shelf =
            Shelf { state, owner, at, id: AttachmentId(fixed("cover", slug)), kind: AttachmentKind::Photo };
        self.keep(tx, &shelf, Rendition::Large, &cover.file).await?;
        self.keep(tx, &shelf, Rendition::Small, cover.small.as_deref().unwrap_or(&cover.file)).await?;
        Ok(shelf.id)
    }

    pub(super) async fn icon(
        &self,
        state: &AppState,
        tx: &mut SqliteConnection,
        owner: PersonId,
        slug: &str,
        at: Timestamp,
    ) -> Result<AttachmentId, DemoError> {
        let icon = self.find("icon", |picture| picture.circle.as_deref() == Some(slug))?;
        let shelf =
            Shelf { state, owner, at, id: AttachmentId(fixed("icon", slug)), kind: AttachmentKind::Photo };
        self.keep(tx, &shelf, Rendition::Small, &icon.file).await?;
        Ok(shelf.id)
    }

    pub(super) async fn avatar(
        &self,
        state: &AppState,
        tx: &mut SqliteConnection,
        owner: PersonId,
        number: usize,
        at: Timestamp,
    ) -> Result<AttachmentId, DemoError> {
        let name = format!("avatars/avatar-{:02}.jpg", number + 1);
        let avatar = self.find("avatar", |picture| picture.file == name)?;
        let shelf =
            Shelf { state, owner, at, id: AttachmentId(fixed("avatar", &name)), kind: AttachmentKind::Photo };
        self.keep(tx, &shelf, Rendition::Small, &avatar.file).await?;
        Ok(shelf.id)
    }

    /// A photograph or video for a post, with its alt text in English or Chinese.
    pub(super) async fn attach(
        &self,
        state: &AppState,
        tx: &mut SqliteConnection,
        owner: PersonId,
        (picture, name): (&Picture, &str),
        chinese: bool,
        at: Timestamp,
    ) -> Result<AttachmentDraft, DemoError> {
        let id = AttachmentId(fixed("attachment", name));
        let alt = if chinese { picture.alt_zh.clone() } else { picture.alt_en.clone() };
        let video = picture.kind == "video";
        let kind = if video { AttachmentKind::Video } else { AttachmentKind::Photo };
        let shelf = Shelf { state, owner, at, id, kind };
        let (size, thumbhash) = if video {
            let size = self.keep(tx, &shelf, Rendition::Video, &picture.file).await?;
            let poster = picture.poster.as_deref().unwrap_or_default();
            let poster = self.find("poster", |other| other.file == poster)?;
            self.keep(tx, &shelf, Rendition::Poster, &poster.file).await?;
            (size, poster.thumbhash)
        } else {
            let size = self.keep(tx, &shelf, Rendition::Large, &picture.file).await?;
            self.keep(tx, &shelf, Rendition::Small, picture.small.as_deref().unwrap_or(&picture.file))
                .await?;
            (size, picture.thumbhash.clone())
        };
        Ok(AttachmentDraft {
            id,
            kind,
            width: size.0,
            height: size.1,
            thumbhash,
            alt,
            duration_ms: picture.duration_ms,
            has_poster: video,
        })
    }

    /// Keeps one rendition as an upload that was looked at. Returns width and height.
    async fn keep(
        &self,
        tx: &mut SqliteConnection,
        shelf: &Shelf<'_>,
        rendition: Rendition,
        file: &str,
    ) -> Result<(u32, u32), DemoError> {
        let path = self.folder.join(file);
        let bytes = std::fs::read(&path).map_err(|error| DemoError::Picture(path, error))?;
        let seen =
            look(&bytes, rendition).map_err(|broken| DemoError::Content(format!("{file}: {broken}")))?;
        let sha256: [u8; 32] = Sha256::digest(&bytes).into();
        let data_dir = &shelf.state.config.data_dir;
        if !files::kept(data_dir, &sha256).exists() {
            let part = files::part(data_dir, shelf.id, rendition);
            std::fs::write(&part, &bytes)?;
            std::fs::File::open(&part)?.sync_all()?;
            files::keep(data_dir, &part, &sha256)?;
        }
        let upload = Upload {
            id: shelf.id,
            rendition,
            owner: shelf.owner,
            kind: shelf.kind,
            size_bytes: bytes.len() as u64,
            sha256,
            seen: None,
        };
        uploads::insert(tx, &upload, shelf.at).await?;
        uploads::complete(tx, shelf.id, rendition, &seen).await?;
        Ok((seen.width, seen.height))
    }
}

/// What the renditions of one attachment share.
struct Shelf<'a> {
    state: &'a AppState,
    owner: PersonId,
    at: Timestamp,
    id: AttachmentId,
    kind: AttachmentKind,
}
