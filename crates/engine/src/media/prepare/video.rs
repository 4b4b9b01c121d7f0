//! Videos: judged, and made to forget where they were taken. They are not encoded again; the poster is drawn by the
//! screen, which has the only decoder.

use circles_domain::media::{
    POSTER_SIDE, VideoHeader, blank_location_mp4, inspect_mp4, metadata, photo_header,
};
use circles_pixels::Picture;

use super::PrepareError;

/// A video as it is uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedVideo {
    /// The picked MP4, as long as before, with zeros where it told of places and times.
    pub bytes: Vec<u8>,
    /// Pixels across as shown.
    pub width: u32,
    /// Pixels down as shown.
    pub height: u32,
    /// How long it plays.
    pub duration_ms: u64,
    /// Whether there is a sound track.
    pub has_sound: bool,
    /// Whether the file told more than its picture and sound; the screen says that it was removed.
    pub removed_metadata: bool,
}

/// The still picture that stands for a video, as it is uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedPoster {
    /// A JPEG, no side longer than 1280.
    pub bytes: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// What to show while it loads.
    pub thumbhash: Vec<u8>,
}

/// Makes of a picked MP4 what is uploaded, in the memory that it came in.
///
/// # Errors
/// The rule that the file breaks: too many bytes, too long, another codec, a track that records places, damage.
pub fn prepare_video(mut bytes: Vec<u8>) -> Result<PreparedVideo, PrepareError> {
    let VideoHeader { width, height, duration_ms, has_sound, faststart: _ } = inspect_mp4(&bytes)?;
    let removed_metadata = blank_location_mp4(&mut bytes);
    // The server's judge has the last word here already: better a refusal now than after the upload.
    metadata(&bytes)?;
    Ok(PreparedVideo { bytes, width, height, duration_ms, has_sound, removed_metadata })
}

/// Makes of a still that the screen drew (JPEG, or PNG where its canvas gives nothing else) what is uploaded.
///
/// # Errors
/// As for a photograph.
pub fn prepare_poster(drawn: &[u8]) -> Result<PreparedPoster, PrepareError> {
    let header = photo_header(drawn)?;
    let poster = Picture::decode(drawn, header.format)?.upright_within(POSTER_SIDE);
    let (width, height) = poster.size();
    Ok(PreparedPoster { bytes: poster.encode()?, width, height, thumbhash: poster.thumbhash() })
}
