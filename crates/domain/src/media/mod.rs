//! Photographs and videos, judged by their bytes alone: what they are, how large, and what they tell besides the
//! picture.
//!
//! Promises: nothing is decoded and no size is believed before it is checked; the work grows with the bytes given,
//! never with what those bytes claim; hostile bytes give an [`Invalid`], never a panic. The device prepares with the
//! same functions that the server judges with, so that what a device sends is what a server takes.
//! Does not: draw pixels (that is the engine's) or trust file names and content types.
//!
//! What may stay in a file is listed, rather than what must go: tomorrow's phones will invent places to write where
//! they were, and an unknown block is then dropped or refused without a new release.

mod bytes;
pub mod gif;
pub mod jpeg;
pub mod mp4;
pub mod png;
pub mod webp;

#[cfg(test)]
mod tests;

pub use jpeg::{carries_metadata_jpeg, strip_jpeg};
pub use mp4::{VideoHeader, blank_location_mp4, inspect_mp4};

use crate::{Field, Invalid, Rule};

/// Most bytes of a photograph: 30 MB.
pub const PHOTO_BYTES_MAX: u64 = 30_000_000;
/// Most pixels of a photograph: 50 megapixels.
pub const PHOTO_PIXELS_MAX: u64 = 50_000_000;
/// Longest side that anyone may claim.
pub const SIDE_MAX: u32 = 20_000;
/// Longest side of the large rendition.
pub const LARGE_SIDE: u32 = 2_048;
/// Longest side of the small rendition.
pub const SMALL_SIDE: u32 = 640;
/// Longest side of the poster of a video.
pub const POSTER_SIDE: u32 = 1_280;
/// Most bytes of a video: 100 MB.
pub const VIDEO_BYTES_MAX: u64 = 100_000_000;
/// Longest video in milliseconds.
pub const VIDEO_MS_MAX: u64 = 60_000;

/// What a file is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Photographs as cameras make them.
    Jpeg,
    /// Screenshots, mostly.
    Png,
    /// Photographs and drawings of the web.
    WebP,
    /// Only its first frame is used.
    Gif,
    /// Known in order to be refused with a reason: no decoder is carried for it.
    Heic,
    /// MP4 and its parent QuickTime, which share one structure.
    Mp4,
}

impl Format {
    /// The media type to serve it under.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
            Self::Heic => "image/heic",
            Self::Mp4 => "video/mp4",
        }
    }
}

/// What the header of a photograph says, within the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhotoHeader {
    /// Jpeg, Png, WebP or Gif.
    pub format: Format,
    /// Pixels across as stored, before any orientation is applied.
    pub width: u32,
    /// Pixels down as stored.
    pub height: u32,
}

/// What the file is by its magic bytes; `None` for all that Circles does not know.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Some(Format::Jpeg)
    } else if bytes.starts_with(png::SIGNATURE) {
        Some(Format::Png)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Some(Format::Gif)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(Format::WebP)
    } else {
        mp4::sniff_brand(bytes)
    }
}

/// Format and size of a photograph, read from its headers and held against the limits before anything decodes it.
///
/// # Errors
/// [`Rule::TooManyBytes`], [`Rule::TooManyPixels`], [`Rule::Heic`], [`Rule::UnsupportedFormat`], or [`Rule::Damaged`]
/// when the structure is broken or the file ends early.
pub fn photo_header(bytes: &[u8]) -> Result<PhotoHeader, Invalid> {
    if bytes.len() as u64 > PHOTO_BYTES_MAX {
        return Err(photo(Rule::TooManyBytes));
    }
    let format = sniff(bytes).ok_or(photo(Rule::UnsupportedFormat))?;
    let (width, height) = match format {
        Format::Jpeg => jpeg::size(bytes)?,
        Format::Png => png::size(bytes)?,
        Format::WebP => webp::size(bytes)?,
        Format::Gif => gif::size(bytes)?,
        Format::Heic => return Err(photo(Rule::Heic)),
        Format::Mp4 => return Err(photo(Rule::UnsupportedFormat)),
    };
    Ok(PhotoHeader { format, width, height })
}

/// Refuses a file that tells more than its picture: EXIF, XMP, IPTC, comments, texts, times, places, blocks that
/// nobody knows, and bytes after the end.
///
/// # Errors
/// [`Rule::CarriesMetadata`]; [`Rule::Damaged`] when the structure is broken; [`Rule::Heic`] and
/// [`Rule::UnsupportedFormat`] for what is never taken.
pub fn metadata(bytes: &[u8]) -> Result<(), Invalid> {
    match sniff(bytes).ok_or(photo(Rule::UnsupportedFormat))? {
        Format::Jpeg => jpeg::metadata(bytes),
        Format::Png => png::metadata(bytes),
        Format::WebP => webp::metadata(bytes),
        Format::Gif => gif::metadata(bytes),
        Format::Heic => Err(photo(Rule::Heic)),
        Format::Mp4 => mp4::metadata(bytes),
    }
}

/// A photograph broke `rule`.
const fn photo(rule: Rule) -> Invalid {
    Invalid::new(Field::Photo, rule)
}

/// The size again when it is one that may be decoded.
fn decodable((width, height): (u32, u32)) -> Result<(u32, u32), Invalid> {
    if width == 0 || height == 0 {
        return Err(photo(Rule::Damaged));
    }
    let pixels = u64::from(width) * u64::from(height);
    if width > SIDE_MAX || height > SIDE_MAX || pixels > PHOTO_PIXELS_MAX {
        return Err(photo(Rule::TooManyPixels));
    }
    Ok((width, height))
}
