//! MP4 and QuickTime: a tree of atoms, each a length, a name and a content.
//!
//! ```text
//! ftyp
//! moov ─ mvhd                                    times, duration
//!      ─ trak ─ tkhd                             times, size, rotation
//!             ─ mdia ─ mdhd                      times, time scale
//!                    ─ hdlr                      picture, sound, or something else
//!                    ─ minf ─ stbl ─ stsd, stts  codec, lengths of the samples
//!      ─ udta, meta, and the makers' own         where, when, with what: made unreadable in place
//! mdat                                           never read, never moved
//! ```

mod blemish;
mod inspect;

use std::ops::Range;

pub use blemish::blank_location_mp4;
pub(super) use blemish::metadata;
pub use inspect::inspect_mp4;

use super::Format;
use super::bytes::{array, be_u32, be_u64, index};
use crate::{Field, Invalid, Rule};

/// No honest file has as many atoms side by side; without a bound, a hundred megabytes of empty ones would be walked.
const SIBLINGS_MAX: usize = 10_000;
const DAMAGED: Invalid = video(Rule::Damaged);

/// What the headers of a video say, within the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VideoHeader {
    /// Pixels across as shown, after the rotation that phones write instead of turning the picture.
    pub width: u32,
    /// Pixels down as shown.
    pub height: u32,
    /// How long it plays.
    pub duration_ms: u64,
    /// Whether there is a sound track.
    pub has_sound: bool,
    /// Whether a player can start before it has all: the index comes before the samples.
    pub faststart: bool,
}

/// A video broke `rule`.
const fn video(rule: Rule) -> Invalid {
    Invalid::new(Field::Video, rule)
}

/// MP4 or HEIC by the brands that the file gives itself; `None` for their many cousins (AVIF, Canon's raw, audio).
pub(super) fn sniff_brand(bytes: &[u8]) -> Option<Format> {
    if array(bytes, 4)? != *b"ftyp" {
        return None;
    }
    let length = index(be_u32(bytes, 0)?).min(256).min(bytes.len());
    let (major, _version_and_compatible) = bytes.get(8..length)?.split_first_chunk::<4>()?;
    let compatible = bytes.get(16..length).unwrap_or_default();
    let names = |brand: &[u8]| compatible.chunks_exact(4).any(|name| name == brand);
    match major {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" => Some(Format::Heic),
        // The general brand of still pictures: AVIF uses it as well, and is no matter of an iPhone's settings.
        b"mif1" | b"msf1" => (!names(b"avif") && !names(b"avis")).then_some(Format::Heic),
        b"avif" | b"avis" | b"crx " | b"M4A " | b"M4B " | b"M4P " => None,
        b"qt  " | b"isom" | b"mp41" | b"mp42" | b"avc1" | b"M4V " | b"MSNV" | b"mmp4" => Some(Format::Mp4),
        [b'i', b's', b'o', _] | [b'3', b'g', _, _] => Some(Format::Mp4),
        _ => [b"isom", b"iso2", b"mp41", b"mp42", b"avc1"]
            .into_iter()
            .any(|name| names(name))
            .then_some(Format::Mp4),
    }
}

/// One atom: where it is, not a copy of it.
#[derive(Clone, Debug)]
struct Atom {
    name: [u8; 4],
    /// Where its name stands.
    name_at: usize,
    /// Where its content is.
    content: Range<usize>,
}

impl Atom {
    /// Its content out of the file that it was found in.
    fn of<'a>(&self, file: &'a [u8]) -> &'a [u8] {
        file.get(self.content.clone()).unwrap_or_default()
    }
}

/// The atoms side by side in a range of the file. An atom that does not fit into the range is damage.
struct Atoms<'a> {
    file: &'a [u8],
    range: Range<usize>,
    seen: usize,
}

impl<'a> Atoms<'a> {
    fn new(file: &'a [u8], range: Range<usize>) -> Self {
        Self { file, range, seen: 0 }
    }

    fn of_file(file: &'a [u8]) -> Self {
        Self::new(file, 0..file.len())
    }

    fn read(&mut self) -> Option<Atom> {
        let Range { start, end } = self.range;
        let name_at = start.checked_add(4)?;
        let name = array(self.file, name_at)?;
        let (header, length) = match be_u32(self.file, start)? {
            // To the end; so encoders write samples whose number they do not know yet.
            0 => (8, end.checked_sub(start)?),
            1 => (16, usize::try_from(be_u64(self.file, start.checked_add(8)?)?).ok()?),
            length => (8, index(length)),
        };
        let content = start.checked_add(header)?..start.checked_add(length)?;
        if content.start > content.end || content.end > end || self.seen >= SIBLINGS_MAX {
            return None;
        }
        self.seen += 1;
        self.range.start = content.end;
        Some(Atom { name, name_at, content })
    }
}

impl Iterator for Atoms<'_> {
    type Item = Result<Atom, Invalid>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.range.is_empty() {
            return None;
        }
        let atom = self.read();
        if atom.is_none() {
            // Nothing after a damaged atom can be told apart.
            self.range.start = self.range.end;
        }
        Some(atom.ok_or(DAMAGED))
    }
}

/// Whether the full atom's fields of time are 64 bits wide.
fn is_wide(content: &[u8]) -> bool {
    content.first() == Some(&1)
}
