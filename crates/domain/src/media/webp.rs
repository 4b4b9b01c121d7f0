//! WebP as a RIFF file: chunks of name, length and content, padded to even lengths.

use super::bytes::{array, index, le_u16, le_u24, le_u32, split};
use super::{decodable, photo};
use crate::{Invalid, Rule};

const DAMAGED: Invalid = photo(Rule::Damaged);
const CARRIES: Invalid = photo(Rule::CarriesMetadata);
/// RIFF, its length, WEBP.
const HEADER_LEN: usize = 12;
/// The place and time of an animation's frame, before the frame's own chunks.
const FRAME_HEADER_LEN: usize = 16;

/// The chunks of `rest`, by turns.
struct Chunks<'a> {
    rest: &'a [u8],
}

impl<'a> Chunks<'a> {
    fn read(&mut self) -> Option<([u8; 4], &'a [u8])> {
        let name = array(self.rest, 0)?;
        let length = index(le_u32(self.rest, 4)?);
        let (content, rest) = split(self.rest.get(8..)?, length)?;
        self.rest = rest.get(length % 2..)?;
        Some((name, content))
    }
}

impl<'a> Iterator for Chunks<'a> {
    type Item = Result<([u8; 4], &'a [u8]), Invalid>;

    fn next(&mut self) -> Option<Self::Item> {
        (!self.rest.is_empty()).then(|| self.read().ok_or(DAMAGED))
    }
}

/// The chunks of the file, and what follows the length that it gives itself.
fn open(webp: &[u8]) -> Result<(Chunks<'_>, &[u8]), Invalid> {
    let length = index(le_u32(webp, 4).ok_or(DAMAGED)?).checked_add(8).ok_or(DAMAGED)?;
    let (file, trailing) = split(webp, length).ok_or(DAMAGED)?;
    Ok((Chunks { rest: file.get(HEADER_LEN..).ok_or(DAMAGED)? }, trailing))
}

/// The size of the first picture chunk (the canvas, where there is one). Every picture inside is held to the limits
/// too, because a small canvas does not stop a decoder from unpacking a large frame.
pub(super) fn size(webp: &[u8]) -> Result<(u32, u32), Invalid> {
    let (chunks, _) = open(webp)?;
    let mut size = None;
    for chunk in chunks {
        let (name, content) = chunk?;
        let own = if &name == b"ANMF" {
            let inner = content.get(FRAME_HEADER_LEN..).ok_or(DAMAGED)?;
            for frame in (Chunks { rest: inner }) {
                let (name, content) = frame?;
                chunk_size(name, content)?;
            }
            None
        } else {
            chunk_size(name, content)?
        };
        size = size.or(own);
    }
    size.ok_or(DAMAGED)
}

fn chunk_size(name: [u8; 4], content: &[u8]) -> Result<Option<(u32, u32)>, Invalid> {
    let size = match &name {
        b"VP8X" => le_u24(content, 4).zip(le_u24(content, 7)).map(|(width, height)| (width + 1, height + 1)),
        // The two topmost bits scale on display, which nobody does.
        b"VP8 " if content.get(3..6) == Some(&[0x9D, 0x01, 0x2A]) => {
            let side = |at| le_u16(content, at).map(|side| u32::from(side & 0x3FFF));
            side(6).zip(side(8))
        }
        b"VP8L" if content.first() == Some(&0x2F) => {
            let sides = le_u32(content, 1);
            sides.map(|sides| ((sides & 0x3FFF) + 1, ((sides >> 14) & 0x3FFF) + 1))
        }
        b"VP8 " | b"VP8L" => None,
        _ => return Ok(None),
    };
    decodable(size.ok_or(DAMAGED)?).map(Some)
}

pub(super) fn metadata(webp: &[u8]) -> Result<(), Invalid> {
    let (chunks, trailing) = open(webp)?;
    for chunk in chunks {
        let (name, content) = chunk?;
        match &name {
            b"VP8X" | b"ICCP" | b"ANIM" => {}
            b"ANMF" => {
                let inner = content.get(FRAME_HEADER_LEN..).ok_or(DAMAGED)?;
                for frame in (Chunks { rest: inner }) {
                    picture_only(frame?.0)?;
                }
            }
            _ => picture_only(name)?,
        }
    }
    if trailing.is_empty() { Ok(()) } else { Err(CARRIES) }
}

fn picture_only(name: [u8; 4]) -> Result<(), Invalid> {
    if matches!(&name, b"VP8 " | b"VP8L" | b"ALPH") { Ok(()) } else { Err(CARRIES) }
}
