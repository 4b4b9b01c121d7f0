//! What a video tells besides its picture and sound, and making that unreadable without moving a byte.
//!
//! The sample tables point into the file by offset, so nothing may be cut out. An atom that has to go is renamed to
//! `free`, which players skip, and its content is zeroed; a time is set to zero, which means "not given".

use std::ops::Range;

use super::{Atom, Atoms, DAMAGED, is_wide, video};
use crate::{Invalid, Rule};

/// More than any honest file has, and few enough to be listed.
const BLEMISHES_MAX: usize = 10_000;

/// What says where the samples are, how long they last and how they depend on each other.
const SAMPLE_TABLE: [&[u8; 4]; 15] = [
    b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss", b"stps",
    b"sdtp", b"sgpd", b"sbgp", b"subs",
];

/// Something to make unreadable.
enum Blemish {
    /// A whole atom: to be renamed to `free` and emptied.
    Atom(Atom),
    /// Bytes to be zeroed: a time, or what hides in an atom that players skip.
    Telling(Range<usize>),
    /// Bytes to be zeroed when we are at it, but no reason to refuse a file: the names that encoders give themselves.
    Signature(Range<usize>),
}

/// The atoms that a player needs, by what they are in. Any other is one that tells, or one that nobody misses.
fn is_needed(parent: &[u8; 4], name: &[u8; 4]) -> bool {
    match parent {
        b"file" => matches!(name, b"ftyp" | b"moov" | b"mdat"),
        b"moov" => matches!(name, b"mvhd" | b"trak" | b"iods"),
        b"trak" => matches!(name, b"tkhd" | b"edts" | b"mdia" | b"tapt"),
        b"mdia" => matches!(name, b"mdhd" | b"hdlr" | b"elng" | b"minf"),
        b"minf" => matches!(name, b"vmhd" | b"smhd" | b"hdlr" | b"dinf" | b"stbl"),
        b"stbl" => SAMPLE_TABLE.contains(&name),
        _ => true,
    }
}

/// Refuses a video that [`blank_location_mp4`] would find something to blank in, names of encoders aside.
pub(in super::super) fn metadata(file: &[u8]) -> Result<(), Invalid> {
    let telling = blemishes(file)?.iter().any(|blemish| !matches!(blemish, Blemish::Signature(_)));
    if telling { Err(video(Rule::CarriesMetadata)) } else { Ok(()) }
}

/// Makes unreadable, in place, where and when and with what a video was taken: user data, metadata and unknown atoms
/// become empty `free` atoms, the times in the headers become zero. Gives whether there was anything of that kind. A
/// file whose structure is damaged is left as it is; `inspect_mp4` refuses it.
pub fn blank_location_mp4(file: &mut [u8]) -> bool {
    let Ok(blemishes) = blemishes(file) else { return false };
    let mut told = false;
    for blemish in blemishes {
        told |= !matches!(blemish, Blemish::Signature(_));
        let range = match blemish {
            Blemish::Atom(atom) => {
                if let Some(name) = file.get_mut(atom.name_at..atom.name_at + 4) {
                    name.copy_from_slice(b"free");
                }
                atom.content
            }
            Blemish::Telling(range) | Blemish::Signature(range) => range,
        };
        if let Some(bytes) = file.get_mut(range) {
            bytes.fill(0);
        }
    }
    told
}

fn blemishes(file: &[u8]) -> Result<Vec<Blemish>, Invalid> {
    let mut found = Vec::new();
    look_into(file, *b"file", Atoms::of_file(file), &mut found)?;
    Ok(found)
}

/// Looks at the atoms of one parent, and into those that are made of atoms: five levels, each known by name.
fn look_into(
    file: &[u8],
    parent: [u8; 4],
    atoms: Atoms<'_>,
    found: &mut Vec<Blemish>,
) -> Result<(), Invalid> {
    for atom in atoms {
        let atom = atom?;
        match &atom.name {
            // Padding. Dashcams write their GPS log into it.
            b"free" | b"skip" | b"wide" => zero(file, atom.content, Blemish::Telling, found),
            name if !is_needed(&parent, name) => found.push(Blemish::Atom(atom)),
            b"moov" | b"trak" | b"mdia" | b"minf" | b"stbl" => {
                look_into(file, atom.name, Atoms::new(file, atom.content), found)?;
            }
            b"mvhd" | b"tkhd" | b"mdhd" => {
                let length = if is_wide(atom.of(file)) { 16 } else { 8 };
                zero(file, part(&atom, 4, length), Blemish::Telling, found);
            }
            // "GoPro AVC", "Created on: 06/22/2019": an empty name is as good.
            b"hdlr" => zero(file, part(&atom, 24, usize::MAX), Blemish::Signature, found),
            b"stsd" => name_of_encoder(file, &atom, found),
            _ => {}
        }
        if found.len() > BLEMISHES_MAX {
            return Err(DAMAGED);
        }
    }
    Ok(())
}

/// The 32 bytes in which an H.264 track names its encoder.
fn name_of_encoder(file: &[u8], table: &Atom, found: &mut Vec<Blemish>) {
    let entries = Atoms::new(file, part(table, 8, usize::MAX));
    for entry in entries.map_while(Result::ok).filter(|entry| entry.name.starts_with(b"avc")) {
        zero(file, part(&entry, 42, 32), Blemish::Signature, found);
    }
}

/// `length` bytes of the content from `at`, or as many as there are.
fn part(atom: &Atom, at: usize, length: usize) -> Range<usize> {
    let Range { start, end } = atom.content;
    let start = start.saturating_add(at).min(end);
    start..start.saturating_add(length).min(end)
}

/// Notes the range, unless it is all zeros.
fn zero(file: &[u8], range: Range<usize>, blemish: fn(Range<usize>) -> Blemish, found: &mut Vec<Blemish>) {
    if file.get(range.clone()).is_some_and(|bytes| bytes.iter().any(|byte| *byte != 0)) {
        found.push(blemish(range));
    }
}
