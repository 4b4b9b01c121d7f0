//! Attachments: what a post says of its photographs and videos.

use serde::{Deserialize, Serialize};

use crate::post::check_text;
use crate::{AttachmentId, Field, Invalid, Rule};

/// What an attachment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// A still picture.
    Photo,
    /// An MP4 of at most 60 seconds.
    Video,
}

/// One stored form of an attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rendition {
    /// A photograph, longest side at most 2048.
    Large,
    /// A photograph, longest side at most 640.
    Small,
    /// The MP4.
    Video,
    /// The still picture that stands for a video, longest side at most 1280.
    Poster,
}

impl Rendition {
    /// Its name in paths and databases.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Large => "large",
            Self::Small => "small",
            Self::Video => "video",
            Self::Poster => "poster",
        }
    }
    /// The rendition of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Large, Self::Small, Self::Video, Self::Poster].into_iter().find(|r| r.as_str() == name)
    }
}

/// An attachment as a post carries it, before anyone accepted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachmentDraft {
    /// Minted when the file was added.
    pub id: AttachmentId,
    /// Photo or video.
    pub kind: AttachmentKind,
    /// Pixels across, upright.
    pub width: u32,
    /// Pixels down, upright.
    pub height: u32,
    /// ThumbHash of the picture or poster, base64; empty when there is no poster.
    pub thumbhash: String,
    /// What is to be seen, in words; may be empty.
    pub alt: String,
    /// Length of a video in milliseconds, 0 for a photograph.
    pub duration_ms: u32,
    /// Whether a poster was uploaded (videos).
    #[serde(default)]
    pub has_poster: bool,
}

impl AttachmentDraft {
    /// Checks what the post says of it; the bytes are checked apart.
    ///
    /// # Errors
    /// [`Rule::TooLarge`] for an alt text above 1,000 characters, [`Rule::Malformed`] for impossible sizes.
    pub fn check(&self) -> Result<(), Invalid> {
        check_text(&self.alt, Field::AltText, 1_000)?;
        let sized = (1..=crate::media::SIDE_MAX).contains(&self.width)
            && (1..=crate::media::SIDE_MAX).contains(&self.height);
        if !sized || self.thumbhash.len() > 64 {
            return Err(Invalid::new(Field::Attachments, Rule::Malformed));
        }
        Ok(())
    }
}
