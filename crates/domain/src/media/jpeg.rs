//! JPEG as a row of segments: its size, and its metadata cut out without touching a pixel.
//!
//! ```text
//! SOI  APP0 APP1 APP2 ...  DQT  SOF  DHT  SOS scan [DHT SOS scan ...]  EOI  trailing
//!      ---- what may tell ----                                              a second film, a hidden photo
//! ```

use std::io::BufRead;

use super::bytes::{be_u16, split};
use super::{PHOTO_PIXELS_MAX, decodable, photo};
use crate::{Invalid, Rule};

/// A progressive photograph draws itself in about ten scans; each costs a pass over all its pixels, so that many scans
/// of little data are a way to keep a decoder busy.
const SCANS_MAX: u64 = 100;
/// Twenty-five passes over the largest photograph.
const SCANNED_PIXELS_MAX: u64 = 25 * PHOTO_PIXELS_MAX;

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
/// JFIF's fields before its thumbnail: name, version, unit, densities, and the thumbnail's two sides.
const JFIF_LEN: usize = 14;
/// Adobe's fields: name, version, two flags, and the transform.
const ADOBE_LEN: usize = 12;
const DAMAGED: Invalid = photo(Rule::Damaged);

/// One segment.
struct Segment<'a> {
    /// The byte after `0xFF`.
    marker: u8,
    /// What the segment's length covers, without the length itself.
    payload: &'a [u8],
    /// The entropy-coded bytes that follow a start of scan; empty for all other segments.
    scan: &'a [u8],
}

/// The segments between start and end of the image. Runs out at the end marker; a file without one is damaged.
struct Segments<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Segments<'a> {
    fn of(jpeg: &'a [u8]) -> Self {
        Self { rest: jpeg.get(2..) }
    }

    fn read(&mut self) -> Result<Option<Segment<'a>>, Invalid> {
        loop {
            // Decoders skip stray bytes and padding before a marker; so do we, and they go with the metadata.
            let (marker, rest) = self.rest.take().and_then(next_marker).ok_or(DAMAGED)?;
            match marker {
                EOI => return Ok(None),
                0x01 | 0xD0..=0xD7 => self.rest = Some(rest),
                0xC0..=0xFE if marker != SOI => {
                    let length = usize::from(be_u16(rest, 0).ok_or(DAMAGED)?);
                    let (segment, rest) = split(rest, length).ok_or(DAMAGED)?;
                    let payload = segment.get(2..).ok_or(DAMAGED)?;
                    let scan_length = if marker == SOS { scan_length(rest).ok_or(DAMAGED)? } else { 0 };
                    let (scan, rest) = split(rest, scan_length).ok_or(DAMAGED)?;
                    self.rest = Some(rest);
                    return Ok(Some(Segment { marker, payload, scan }));
                }
                _ => return Err(DAMAGED),
            }
        }
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Result<Segment<'a>, Invalid>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

fn next_marker(mut bytes: &[u8]) -> Option<(u8, &[u8])> {
    skip_past_ff(&mut bytes)?;
    while let [0xFF, rest @ ..] = bytes {
        bytes = rest;
    }
    bytes.split_first().map(|(marker, rest)| (*marker, rest))
}

/// How many bytes the scan has: up to a marker that is neither a stuffed `0xFF` nor a restart.
fn scan_length(bytes: &[u8]) -> Option<usize> {
    let mut rest = bytes;
    loop {
        skip_past_ff(&mut rest)?;
        match rest.first()? {
            0x00 | 0xD0..=0xD7 => {}
            _ => return bytes.len().checked_sub(rest.len() + 1),
        }
    }
}

/// Moves behind the next `0xFF`. Megabytes go through here: the standard library's search for one byte is vectorised,
/// and compiled with optimisations even in the development profile.
fn skip_past_ff(bytes: &mut &[u8]) -> Option<()> {
    let before = *bytes;
    let skipped = bytes.skip_until(0xFF).ok()?;
    (before.get(skipped.checked_sub(1)?) == Some(&0xFF)).then_some(())
}

/// Width and height, after a walk over the whole file: a photograph that was cut short is found here.
pub(super) fn size(jpeg: &[u8]) -> Result<(u32, u32), Invalid> {
    let (mut size, mut scans) = (None, 0_u64);
    for segment in Segments::of(jpeg) {
        let Segment { marker, payload, .. } = segment?;
        match marker {
            // Two frames in one file: decoders disagree on which of them counts.
            0xC0..=0xC2 if size.is_some() => return Err(DAMAGED),
            0xC0..=0xC2 => {
                let height = be_u16(payload, 1).ok_or(DAMAGED)?;
                let width = be_u16(payload, 3).ok_or(DAMAGED)?;
                size = Some(decodable((width.into(), height.into()))?);
            }
            // Lossless, hierarchical and arithmetic coding: no camera, no browser and not our decoder. 0xC4 is a
            // Huffman table.
            0xC3 | 0xC5..=0xCF => return Err(photo(Rule::UnsupportedFormat)),
            SOS if size.is_none() => return Err(DAMAGED),
            SOS => scans += 1,
            _ => {}
        }
    }
    let (width, height) = size.filter(|_| scans > 0).ok_or(DAMAGED)?;
    let scanned_pixels = scans.saturating_mul(u64::from(width) * u64::from(height));
    if scans > SCANS_MAX || scanned_pixels > SCANNED_PIXELS_MAX {
        return Err(DAMAGED);
    }
    Ok((width, height))
}

/// The same photograph without EXIF, XMP, IPTC, comments, embedded thumbnails and whatever follows its end (the film of
/// a motion photo, a second picture). The picture, its colour profile and its colour transform stay byte for byte.
///
/// # Errors
/// [`Rule::Damaged`] when the segments do not add up or the end is missing.
pub fn strip_jpeg(jpeg: &[u8]) -> Result<Vec<u8>, Invalid> {
    let mut clean = Vec::with_capacity(jpeg.len());
    clean.extend([0xFF, SOI]);
    for segment in Segments::of(jpeg) {
        let Segment { marker, payload, scan } = segment?;
        let Some(kept) = kept(marker, payload) else { continue };
        let length = u16::try_from(kept.len() + 2).map_err(|_| DAMAGED)?;
        clean.extend([0xFF, marker]);
        clean.extend(length.to_be_bytes());
        match kept.split_last_chunk::<2>() {
            // A JFIF header claims its thumbnail's sides in its last two bytes; the thumbnail is gone.
            Some((head, _)) if marker == 0xE0 => clean.extend(head.iter().chain(&[0, 0])),
            _ => clean.extend_from_slice(kept),
        }
        clean.extend_from_slice(scan);
    }
    clean.extend([0xFF, EOI]);
    Ok(clean)
}

/// What of the segment stays: what a decoder needs, and nothing that it would ignore.
fn kept(marker: u8, payload: &[u8]) -> Option<&[u8]> {
    match marker {
        // Two bytes by definition (ITU-T T.81, B.2.4.4 and B.2.5); a decoder reads no further.
        0xDC | 0xDD => payload.get(..2),
        0xC0..=0xCF | SOS | 0xDB => Some(payload),
        // A thumbnail may still show what was cropped away. JFXX, CIFF and the like are nothing but thumbnails and notes.
        0xE0 if payload.starts_with(b"JFIF\0") => payload.get(..JFIF_LEN),
        0xE2 if payload.starts_with(b"ICC_PROFILE\0") => Some(payload),
        // Says how the colours are coded; without it CMYK and RGB photographs turn into something else.
        0xEE if payload.starts_with(b"Adobe") => payload.get(..ADOBE_LEN),
        _ => None,
    }
}

/// Whether [`strip_jpeg`] would take anything away: one definition for the knife and for the inspector.
///
/// # Errors
/// As [`strip_jpeg`].
pub fn carries_metadata_jpeg(jpeg: &[u8]) -> Result<bool, Invalid> {
    Ok(strip_jpeg(jpeg)? != jpeg)
}

pub(super) fn metadata(jpeg: &[u8]) -> Result<(), Invalid> {
    if carries_metadata_jpeg(jpeg)? { Err(photo(Rule::CarriesMetadata)) } else { Ok(()) }
}
