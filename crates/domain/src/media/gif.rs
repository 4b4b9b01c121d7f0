//! GIF as a row of blocks: pictures, and extensions that time them, repeat them or talk.

use super::bytes::{le_u16, split};
use super::{decodable, photo};
use crate::{Invalid, Rule};

/// More frames than any reaction needs; each is one more picture to unpack.
const FRAMES_MAX: u32 = 500;
/// Signature, then the logical screen with its seven bytes.
const HEADER_LEN: usize = 13;
const DAMAGED: Invalid = photo(Rule::Damaged);

enum Block<'a> {
    /// Its width and height.
    Picture(u32, u32),
    /// Its label, and its first sub-block, which names an application.
    Extension(u8, &'a [u8]),
}

struct Blocks<'a> {
    rest: &'a [u8],
}

impl<'a> Blocks<'a> {
    fn of(gif: &'a [u8]) -> Option<Self> {
        let (header, mut rest) = split(gif, HEADER_LEN)?;
        take(&mut rest, palette_len(*header.get(10)?))?;
        Some(Self { rest })
    }

    /// The next block; an inner `None` at the trailer.
    fn read(&mut self) -> Option<Option<Block<'a>>> {
        Some(match *take(&mut self.rest, 1)?.first()? {
            0x2C => {
                let descriptor = take(&mut self.rest, 9)?;
                take(&mut self.rest, palette_len(*descriptor.get(8)?))?;
                let _code_size = take(&mut self.rest, 1)?;
                self.skip_sub_blocks()?;
                Some(Block::Picture(le_u16(descriptor, 4)?.into(), le_u16(descriptor, 6)?.into()))
            }
            0x21 => {
                let label = *take(&mut self.rest, 1)?.first()?;
                Some(Block::Extension(label, self.skip_sub_blocks()?))
            }
            0x3B => None,
            _ => return None,
        })
    }

    /// Skips a row of sub-blocks; gives the first.
    fn skip_sub_blocks(&mut self) -> Option<&'a [u8]> {
        let mut first = None;
        loop {
            let length = *take(&mut self.rest, 1)?.first()?;
            let block = take(&mut self.rest, length.into())?;
            let first = *first.get_or_insert(block);
            if length == 0 {
                return Some(first);
            }
        }
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, Invalid>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().ok_or(DAMAGED).transpose()
    }
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = split(rest, length)?;
    *rest = after;
    Some(taken)
}

/// Bytes of the colour table that the flags announce.
fn palette_len(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 0x07) + 1) }
}

pub(super) fn size(gif: &[u8]) -> Result<(u32, u32), Invalid> {
    let screen = le_u16(gif, 6).zip(le_u16(gif, 8)).ok_or(DAMAGED)?;
    let size = decodable((screen.0.into(), screen.1.into()))?;
    let mut frames = 0;
    for block in Blocks::of(gif).ok_or(DAMAGED)? {
        if let Block::Picture(width, height) = block? {
            decodable((width, height))?;
            frames += 1;
        }
    }
    match frames {
        0 => Err(DAMAGED),
        1..=FRAMES_MAX => Ok(size),
        _ => Err(photo(Rule::TooManyPixels)),
    }
}

pub(super) fn metadata(gif: &[u8]) -> Result<(), Invalid> {
    let mut blocks = Blocks::of(gif).ok_or(DAMAGED)?;
    for block in blocks.by_ref() {
        match block? {
            // Graphic control: delay and transparency.
            Block::Picture(..) | Block::Extension(0xF9, _) => {}
            // Repetition, by its two names, and a colour profile.
            Block::Extension(0xFF, b"NETSCAPE2.0" | b"ANIMEXTS1.0" | b"ICCRGBG1012") => {}
            // Comments, plain text, XMP and all that is unknown.
            Block::Extension(..) => return Err(photo(Rule::CarriesMetadata)),
        }
    }
    if blocks.rest.is_empty() { Ok(()) } else { Err(photo(Rule::CarriesMetadata)) }
}
