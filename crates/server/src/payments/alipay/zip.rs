//! Reading a ZIP archive (PKWARE's APPNOTE.TXT 4.3 and 4.4): files that are stored or deflated, each no larger than it may
//! be and whole by its checksum. Does not: write one, or anything to a disk.

use std::io::Read as _;

use flate2::Crc;
use flate2::read::DeflateDecoder;

/// Largest file within.
const FILE_MAX_BYTES: usize = 256 << 20;
const FILES_MAX: usize = 64;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// The files of an archive; `None` when it is damaged.
pub fn files(archive: &[u8]) -> Option<Vec<Vec<u8>>> {
    let end = archive.windows(4).rposition(|four| four == b"PK\x05\x06")?;
    let count = usize::from(u16_at(archive, end + 10)?);
    let mut at = usize::try_from(u32_at(archive, end + 16)?).ok()?;
    if count > FILES_MAX {
        return None;
    }
    let mut all = Vec::with_capacity(count);
    for _ in 0..count {
        let (file, next) = one(archive, at)?;
        all.push(file);
        at = next;
    }
    Some(all)
}

/// The file whose entry of the central directory begins at `at`, and where the next begins.
fn one(archive: &[u8], at: usize) -> Option<(Vec<u8>, usize)> {
    if archive.get(at..at + 4)? != b"PK\x01\x02" {
        return None;
    }
    let (method, checksum) = (u16_at(archive, at + 10)?, u32_at(archive, at + 16)?);
    let packed = usize::try_from(u32_at(archive, at + 20)?).ok()?;
    let size = usize::try_from(u32_at(archive, at + 24)?).ok().filter(|size| *size <= FILE_MAX_BYTES)?;
    let names = [28, 30, 32].map(|field| u16_at(archive, at + field).map(usize::from));
    let [Some(name), Some(extra), Some(comment)] = names else { return None };
    let local = usize::try_from(u32_at(archive, at + 42)?).ok()?;
    if archive.get(local..local.checked_add(4)?)? != b"PK\x03\x04" {
        return None;
    }
    // The local header has a name and an extra field of its own length.
    let skip = usize::from(u16_at(archive, local + 26)?) + usize::from(u16_at(archive, local + 28)?);
    let begin = local + 30 + skip;
    let bytes = archive.get(begin..begin.checked_add(packed)?)?;
    let mut file = Vec::new();
    match method {
        STORED => file.extend_from_slice(bytes),
        DEFLATED => {
            let most = u64::try_from(size).ok()?.checked_add(1)?;
            DeflateDecoder::new(bytes).take(most).read_to_end(&mut file).ok()?;
        }
        _ => return None,
    }
    let mut found = Crc::new();
    found.update(&file);
    (file.len() == size && found.sum() == checksum).then_some((file, at + 46 + name + extra + comment))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
