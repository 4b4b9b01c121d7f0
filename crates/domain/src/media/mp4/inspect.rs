//! Whether a video is one that Circles plays, and how large and long it is.

use super::super::bytes::{array, be_u32, be_u64, index};
use super::super::{PHOTO_PIXELS_MAX, SIDE_MAX, VIDEO_BYTES_MAX, VIDEO_MS_MAX};
use super::{Atom, Atoms, DAMAGED, VideoHeader, is_wide, sniff_brand, video};
use crate::media::Format;
use crate::{Invalid, Rule};

/// Encoders start a little early and end on a whole frame, so that a track may last longer than the film; what is
/// longer than this was cut away by an edit list only, and is still in the file for all to find.
const TRACK_SLACK_MS: u64 = 1_000;

#[derive(Default)]
struct Tracks {
    picture: Option<(u32, u32)>,
    sound: bool,
    longest_ms: u64,
}

/// What the headers of the video say, once they are found within the rules: MP4 or QuickTime, one H.264 picture, at
/// most one AAC sound, no other track, not longer than a minute.
///
/// # Errors
/// [`Rule::TooManyBytes`], [`Rule::TooManyPixels`], [`Rule::TooLong`], [`Rule::UnsupportedFormat`] (another codec, a
/// fragmented file), [`Rule::CarriesMetadata`] (a track that is neither picture nor sound: phones and action cameras
/// record places there), [`Rule::Damaged`].
pub fn inspect_mp4(file: &[u8]) -> Result<VideoHeader, Invalid> {
    if file.len() as u64 > VIDEO_BYTES_MAX {
        return Err(video(Rule::TooManyBytes));
    }
    if sniff_brand(file) != Some(Format::Mp4) {
        return Err(video(Rule::UnsupportedFormat));
    }
    let (mut index, mut samples_at) = (None, None);
    for atom in Atoms::of_file(file) {
        let atom = atom?;
        match &atom.name {
            b"moov" if index.is_some() => return Err(DAMAGED),
            b"moov" => index = Some(atom),
            b"mdat" if !atom.content.is_empty() => samples_at = samples_at.or(Some(atom.name_at)),
            // Fragments say how long they are only when all of them were read.
            b"moof" | b"styp" | b"sidx" => return Err(video(Rule::UnsupportedFormat)),
            _ => {}
        }
    }
    let (index, samples_at) = index.zip(samples_at).ok_or(DAMAGED)?;
    let (tracks, movie_ms) = read_index(file, &index)?;
    let (width, height) = tracks.picture.ok_or(video(Rule::UnsupportedFormat))?;
    let duration_ms = if movie_ms == 0 { tracks.longest_ms } else { movie_ms };
    if duration_ms == 0 {
        return Err(DAMAGED);
    }
    if duration_ms > VIDEO_MS_MAX || tracks.longest_ms > VIDEO_MS_MAX + TRACK_SLACK_MS {
        return Err(video(Rule::TooLong));
    }
    Ok(VideoHeader {
        width,
        height,
        duration_ms,
        has_sound: tracks.sound,
        faststart: index.name_at < samples_at,
    })
}

fn read_index(file: &[u8], index: &Atom) -> Result<(Tracks, u64), Invalid> {
    let (mut tracks, mut movie_ms) = (Tracks::default(), None);
    for atom in Atoms::new(file, index.content.clone()) {
        let atom = atom?;
        match &atom.name {
            b"mvhd" => movie_ms = Some(header_ms(atom.of(file)).ok_or(DAMAGED)?),
            b"trak" => read_track(file, &atom, &mut tracks)?,
            b"mvex" => return Err(video(Rule::UnsupportedFormat)),
            _ => {}
        }
    }
    Ok((tracks, movie_ms.ok_or(DAMAGED)?))
}

fn read_track(file: &[u8], track: &Atom, tracks: &mut Tracks) -> Result<(), Invalid> {
    let media = child(file, track, b"mdia")?;
    let handler = child(file, &media, b"hdlr")?;
    let table = child(file, &child(file, &media, b"minf")?, b"stbl")?;
    let codecs = child(file, &table, b"stsd")?;
    match &array(handler.of(file), 8).ok_or(DAMAGED)? {
        b"vide" if tracks.picture.is_none() => {
            let coded = only_codec(file, &codecs, &[b"avc1", b"avc3"])?;
            let header = child(file, track, b"tkhd")?;
            tracks.picture = Some(shown_size(header.of(file), coded.of(file))?);
        }
        b"soun" if !tracks.sound => {
            only_codec(file, &codecs, &[b"mp4a"])?;
            tracks.sound = true;
        }
        b"vide" | b"soun" => return Err(video(Rule::UnsupportedFormat)),
        _ => return Err(video(Rule::CarriesMetadata)),
    }
    let (_, scale) = clock(child(file, &media, b"mdhd")?.of(file)).ok_or(DAMAGED)?;
    let ticks = samples_last(child(file, &table, b"stts")?.of(file)).ok_or(DAMAGED)?;
    tracks.longest_ms = tracks.longest_ms.max(milliseconds(ticks, scale).ok_or(DAMAGED)?);
    Ok(())
}

/// The one child of that name.
fn child(file: &[u8], parent: &Atom, name: &[u8; 4]) -> Result<Atom, Invalid> {
    let mut found = None;
    for atom in Atoms::new(file, parent.content.clone()) {
        let atom = atom?;
        if &atom.name == name && found.replace(atom).is_some() {
            // Players disagree on which of two counts.
            return Err(DAMAGED);
        }
    }
    found.ok_or(DAMAGED)
}

/// The first description of the samples, when all of them are of the accepted codecs.
fn only_codec(file: &[u8], table: &Atom, accepted: &[&[u8; 4]]) -> Result<Atom, Invalid> {
    let entries = table.content.start.saturating_add(8).min(table.content.end)..table.content.end;
    let mut first = None;
    for entry in Atoms::new(file, entries) {
        let entry = entry?;
        if !accepted.contains(&&entry.name) {
            return Err(video(Rule::UnsupportedFormat));
        }
        first = first.or(Some(entry));
    }
    first.ok_or(DAMAGED)
}

/// Width and height as shown: the track's own, or the codec's where the track gives none; turned when the track's
/// matrix turns by a quarter.
fn shown_size(track: &[u8], codec: &[u8]) -> Result<(u32, u32), Invalid> {
    let matrix_at = if is_wide(track) { 52 } else { 40 };
    let number = |at: usize| be_u32(track, matrix_at + at).ok_or(DAMAGED);
    let [a, b, c, d] = [number(0)?, number(4)?, number(12)?, number(16)?];
    let [mut width, mut height] = [number(36)? >> 16, number(40)? >> 16];
    if width == 0 || height == 0 {
        let sides = be_u32(codec, 24).ok_or(DAMAGED)?;
        (width, height) = (sides >> 16, sides & 0xFFFF);
    }
    if a == 0 && d == 0 && b != 0 && c != 0 {
        (width, height) = (height, width);
    }
    if width == 0 || height == 0 {
        return Err(DAMAGED);
    }
    let pixels = u64::from(width) * u64::from(height);
    if width > SIDE_MAX || height > SIDE_MAX || pixels > PHOTO_PIXELS_MAX {
        return Err(video(Rule::TooManyPixels));
    }
    Ok((width, height))
}

/// Duration and ticks a second of a movie's or a media's header.
fn clock(header: &[u8]) -> Option<(u64, u32)> {
    if is_wide(header) {
        Some((be_u64(header, 24)?, be_u32(header, 20)?))
    } else {
        Some((be_u32(header, 16)?.into(), be_u32(header, 12)?))
    }
}

/// How long the header says; 0 where it leaves that open, which is written as all ones.
fn header_ms(header: &[u8]) -> Option<u64> {
    let (ticks, scale) = clock(header)?;
    let open = if is_wide(header) { u64::MAX } else { u32::MAX.into() };
    if ticks == open { Some(0) } else { milliseconds(ticks, scale) }
}

/// How long the samples last one after the other: what a player will show, whatever the headers claim.
fn samples_last(table: &[u8]) -> Option<u64> {
    let runs = table.get(8..)?.chunks_exact(8).take(index(be_u32(table, 4)?));
    let lengths = runs.map(|run| Some(u64::from(be_u32(run, 0)?) * u64::from(be_u32(run, 4)?)));
    lengths.into_iter().try_fold(0_u64, |sum, length| sum.checked_add(length?))
}

fn milliseconds(ticks: u64, scale: u32) -> Option<u64> {
    (u128::from(ticks) * 1_000).checked_div(u128::from(scale)).and_then(|ms| u64::try_from(ms).ok())
}
