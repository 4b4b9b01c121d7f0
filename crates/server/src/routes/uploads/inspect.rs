//! Looking at what was uploaded, whatever the device promised.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use circles_domain::attachment::Rendition;
use circles_domain::media::{self, Format};
use circles_domain::{Field, Invalid, Rule};
use circles_wire::ErrorCode;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::store::uploads::{Seen, Upload};

/// One at a time: a hundred megabytes at once are enough.
static ONE: Mutex<()> = Mutex::new(());

/// Reads the file whole and says what it is.
///
/// # Errors
/// `hash_mismatch`; `invalid` for a format, a size or metadata that a device must not send.
pub(super) fn inspect(file: &Path, upload: &Upload) -> Result<Seen> {
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    std::fs::File::open(file)?.sync_all()?;
    let bytes = std::fs::read(file)?;
    if Sha256::digest(&bytes).as_slice() != upload.sha256 {
        return Err(Error::code(ErrorCode::HashMismatch).subject(upload.id));
    }
    look(&bytes, upload.rendition).map_err(|broken| Error::invalid(broken).subject(upload.id))
}

/// What the bytes of a rendition are, without decoding them.
///
/// # Errors
/// A format that is not served, a side too long, metadata that a device must not send, damage.
pub fn look(bytes: &[u8], rendition: Rendition) -> Result<Seen, Invalid> {
    let most = match rendition {
        Rendition::Large => media::LARGE_SIDE,
        Rendition::Small => media::SMALL_SIDE,
        Rendition::Poster => media::POSTER_SIDE,
        Rendition::Video => return video(bytes),
    };
    let photo = media::photo_header(bytes)?;
    media::metadata(bytes)?;
    let served = matches!(photo.format, Format::Jpeg | Format::Png | Format::WebP);
    if !served {
        return Err(Invalid::new(Field::Photo, Rule::UnsupportedFormat));
    }
    if photo.width.max(photo.height) > most {
        return Err(Invalid::new(Field::Photo, Rule::TooManyPixels));
    }
    Ok(Seen {
        media_type: photo.format.content_type().to_owned(),
        width: photo.width,
        height: photo.height,
        duration_ms: 0,
    })
}

fn video(bytes: &[u8]) -> Result<Seen, Invalid> {
    let video = media::inspect_mp4(bytes)?;
    media::metadata(bytes)?;
    let duration_ms =
        u32::try_from(video.duration_ms).map_err(|_| Invalid::new(Field::Video, Rule::TooLong))?;
    Ok(Seen {
        media_type: Format::Mp4.content_type().to_owned(),
        width: video.width,
        height: video.height,
        duration_ms,
    })
}
