//! Photographs: upright, in two sizes, without a word of where they were taken.

use std::panic::resume_unwind;
use std::thread;

use circles_domain::Invalid;
use circles_domain::media::{
    Format, LARGE_SIDE, PhotoHeader, SMALL_SIDE, metadata, photo_header, strip_jpeg,
};
use circles_pixels::Picture;

use super::PrepareError;

/// A photograph as it is uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedPhoto {
    /// No side longer than 2048: a JPEG, or a PNG when it is transparent somewhere.
    pub large: Vec<u8>,
    /// The same, no side longer than 640.
    pub small: Vec<u8>,
    /// Pixels of the large rendition across, upright.
    pub width: u32,
    /// Pixels of the large rendition down, upright.
    pub height: u32,
    /// What to show while it loads.
    pub thumbhash: Vec<u8>,
    /// Whether the file told more than its picture; the screen says that it was removed.
    pub removed_metadata: bool,
    /// Whether the large rendition is the picked JPEG, byte for byte but for its metadata.
    pub original_kept: bool,
}

/// Makes of a picked JPEG, PNG, WebP or GIF (its first frame) what is uploaded.
///
/// # Errors
/// The rule that the file breaks: too many bytes or pixels, HEIC, another format, damage.
pub fn prepare_photo(bytes: &[u8]) -> Result<PreparedPhoto, PrepareError> {
    let header = photo_header(bytes)?;
    let decoded = Picture::decode(bytes, header.format)?;
    let kept = if is_fit_to_keep(header, &decoded) { Some(strip_jpeg(bytes)?) } else { None };
    let original_kept = kept.is_some();
    // Takes up to two hundred megabytes that nothing below needs.
    let picture = decoded.upright_within(LARGE_SIDE);
    let (large, reduced) = thread::scope(|scope| {
        let large = scope.spawn(|| kept.map_or_else(|| picture.encode(), Ok));
        let reduced = reduce(&picture);
        (large.join().unwrap_or_else(|panic| resume_unwind(panic)), reduced)
    });
    let (large, (small, thumbhash)) = (large?, reduced?);
    let (width, height) = picture.size();
    Ok(PreparedPhoto {
        small: small.unwrap_or_else(|| large.clone()),
        large,
        width,
        height,
        thumbhash,
        removed_metadata: metadata(bytes).is_err(),
        original_kept,
    })
}

/// A JPEG that is already what we would make of it: to encode it again would only lose.
fn is_fit_to_keep(header: PhotoHeader, decoded: &Picture) -> bool {
    header.format == Format::Jpeg && header.width.max(header.height) <= LARGE_SIDE && decoded.is_upright()
}

/// The small rendition and the hash. They come from the large one: a fraction of the pixels to read, and no eye tells
/// the difference. A photograph that is small as it is has no small rendition of its own.
fn reduce(picture: &Picture) -> Result<(Option<Vec<u8>>, Vec<u8>), Invalid> {
    let (width, height) = picture.size();
    if width.max(height) <= SMALL_SIDE {
        return Ok((None, picture.thumbhash()));
    }
    let small = picture.clone().upright_within(SMALL_SIDE);
    Ok((Some(small.encode()?), small.thumbhash()))
}
