//! PNG as a row of chunks: length, name, content, checksum.

use super::bytes::{array, be_u32, index, split};
use super::{decodable, photo};
use crate::{Invalid, Rule};

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";
const DAMAGED: Invalid = photo(Rule::Damaged);

/// Picture, palette, transparency, colour and animation: all that changes what is seen. The rest is words (`tEXt`,
/// `iTXt`, `zTXt`), a time (`tIME`), `eXIf`, or known to its maker only.
const SEEN: [&[u8; 4]; 19] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
    b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

/// The most bytes that mean something in a chunk (PNG, third edition, section 11); longer ones carry something else.
const fn most(name: [u8; 4]) -> Option<usize> {
    match &name {
        b"IEND" => Some(0),
        b"sRGB" => Some(1),
        b"gAMA" | b"sBIT" | b"cICP" => Some(4),
        b"bKGD" => Some(6),
        b"cLLI" | b"acTL" => Some(8),
        b"pHYs" => Some(9),
        b"IHDR" => Some(13),
        b"mDCV" => Some(24),
        b"fcTL" => Some(26),
        b"cHRM" => Some(32),
        b"tRNS" => Some(256),
        b"hIST" => Some(512),
        b"PLTE" => Some(768),
        _ => None,
    }
}

/// The chunk at the start of `rest`, and what follows it.
fn chunk(rest: &[u8]) -> Option<([u8; 4], &[u8], &[u8])> {
    let length = index(be_u32(rest, 0)?);
    let name = array(rest, 4)?;
    let (content, after) = split(rest.get(8..)?, length)?;
    Some((name, content, after.get(4..)?))
}

/// Calls `visit` for each chunk up to the end chunk; gives what follows that.
fn walk(png: &[u8], mut visit: impl FnMut([u8; 4], &[u8]) -> Result<(), Invalid>) -> Result<&[u8], Invalid> {
    let mut rest = png.get(SIGNATURE.len()..).ok_or(DAMAGED)?;
    loop {
        let (name, content, after) = chunk(rest).ok_or(DAMAGED)?;
        visit(name, content)?;
        if &name == b"IEND" {
            return Ok(after);
        }
        rest = after;
    }
}

pub(super) fn size(png: &[u8]) -> Result<(u32, u32), Invalid> {
    let first = png.get(SIGNATURE.len()..).and_then(chunk);
    let Some((name, header, _)) = first else { return Err(DAMAGED) };
    if &name != b"IHDR" {
        return Err(DAMAGED);
    }
    let width = be_u32(header, 0).ok_or(DAMAGED)?;
    let height = be_u32(header, 4).ok_or(DAMAGED)?;
    let size = decodable((width, height))?;
    let (mut headers, mut picture) = (0, false);
    walk(png, |name, _| {
        headers += usize::from(&name == b"IHDR");
        picture |= &name == b"IDAT";
        if headers > 1 { Err(DAMAGED) } else { Ok(()) }
    })?;
    if picture { Ok(size) } else { Err(DAMAGED) }
}

pub(super) fn metadata(png: &[u8]) -> Result<(), Invalid> {
    let seen_only = |name, content: &[u8]| {
        let seen = SEEN.contains(&&name) && most(name).is_none_or(|most| content.len() <= most);
        if seen { Ok(()) } else { Err(photo(Rule::CarriesMetadata)) }
    };
    if walk(png, seen_only)?.is_empty() { Ok(()) } else { Err(photo(Rule::CarriesMetadata)) }
}
