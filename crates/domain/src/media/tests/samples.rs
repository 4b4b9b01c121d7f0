//! The smallest files of each format that have the structure of real ones. Their pixels do not decode: nothing here
//! looks at pixels.

use std::path::Path;

/// A real file out of the workspace's fixtures.
pub fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker], length.as_slice(), payload].concat()
}

pub fn frame(width: u16, height: u16) -> Vec<u8> {
    let ([h, l], [w, v]) = (height.to_be_bytes(), width.to_be_bytes());
    segment(0xC0, &[8, h, l, w, v, 1, 1, 0x11, 0])
}

/// A scan with a stuffed byte, a restart and padding in it.
pub fn scan() -> Vec<u8> {
    [segment(0xDA, &[1, 1, 0, 0, 63, 0]), vec![1, 0xFF, 0x00, 2, 0xFF, 0xD0, 3]].concat()
}

/// A JPEG with `extra` before its frame.
pub fn jpeg(width: u16, height: u16, extra: &[u8]) -> Vec<u8> {
    let jfif = segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0");
    let tables = segment(0xDB, &[0; 65]);
    [&[0xFF, 0xD8], &*jfif, extra, &tables, &frame(width, height), &scan(), &[0xFF, 0xD9]].concat()
}

pub fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [length.as_slice(), name, content, &[0; 4]].concat()
}

pub fn png(width: u32, height: u32, extra: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let parts = [chunk(b"IHDR", &header), extra.to_vec(), chunk(b"IDAT", &[0]), chunk(b"IEND", &[])];
    [b"\x89PNG\r\n\x1A\n".as_slice(), &parts.concat()].concat()
}

pub fn riff(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_le_bytes();
    let padding = vec![0; content.len() % 2];
    [name.as_slice(), &length, content, &padding].concat()
}

pub fn lossy(width: u16, height: u16) -> Vec<u8> {
    let sides = [width.to_le_bytes(), height.to_le_bytes()].concat();
    riff(b"VP8 ", &[&[0, 0, 0, 0x9D, 0x01, 0x2A], &*sides, &[0]].concat())
}

pub fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
    riff(b"RIFF", &[b"WEBP".as_slice(), &chunks.concat()].concat())
}

pub fn canvas(width: u32, height: u32) -> Vec<u8> {
    let [w, h] = [width - 1, height - 1].map(u32::to_le_bytes);
    riff(b"VP8X", &[&[0; 4], &w[..3], &h[..3]].concat())
}

pub fn picture(width: u16, height: u16) -> Vec<u8> {
    let sides = [width.to_le_bytes(), height.to_le_bytes()].concat();
    [&[0x2C, 0, 0, 0, 0], &*sides, &[0, 2, 1, 0x44, 0]].concat()
}

pub fn gif(width: u16, height: u16, blocks: &[u8]) -> Vec<u8> {
    let sides = [width.to_le_bytes(), height.to_le_bytes()].concat();
    // A colour table of two colours.
    [b"GIF89a", &*sides, &[0x80, 0, 0], &[0; 6], blocks, &[0x3B]].concat()
}

pub fn atom(name: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
    [length.as_slice(), name, &content].concat()
}

/// What to build a video from; the default is one that is taken.
pub struct Video {
    pub brand: &'static [u8; 4],
    pub codec: &'static [u8; 4],
    pub sound: Option<&'static [u8; 4]>,
    pub handler: &'static [u8; 4],
    pub seconds: u32,
    pub turned: bool,
    pub taken_at: u32,
    pub in_file: Vec<u8>,
    pub in_movie: Vec<u8>,
    pub in_track: Vec<u8>,
}

impl Default for Video {
    fn default() -> Self {
        let (brand, codec, handler) = (b"isom", b"avc1", b"vide");
        let [in_file, in_movie, in_track] = [const { Vec::new() }; 3];
        let [seconds, taken_at] = [10, 0];
        Self {
            brand,
            codec,
            sound: Some(b"mp4a"),
            handler,
            seconds,
            turned: false,
            taken_at,
            in_file,
            in_movie,
            in_track,
        }
    }
}

impl Video {
    pub fn bytes(&self) -> Vec<u8> {
        let movie_ticks = (self.seconds * 1_000).to_be_bytes();
        let time = self.taken_at.to_be_bytes();
        let movie = atom(b"mvhd", &[&[0; 4], &time, &time, &1_000_u32.to_be_bytes(), &movie_ticks, &[0; 80]]);
        let picture = self.track(self.handler, self.codec);
        let sound = self.sound.map(|codec| self.track(b"soun", codec)).unwrap_or_default();
        let index = atom(b"moov", &[&movie, &picture, &sound, &self.in_movie]);
        let brands = atom(b"ftyp", &[self.brand, &[0; 4], b"isom"]);
        [brands, index, self.in_file.clone(), atom(b"mdat", &[&[7; 40]])].concat()
    }

    fn track(&self, handler: &[u8; 4], codec: &[u8; 4]) -> Vec<u8> {
        let time = self.taken_at.to_be_bytes();
        let one = 0x1_0000_u32.to_be_bytes();
        let zero = [0; 4];
        let turn = if self.turned { [zero, one, zero, one, zero] } else { [one, zero, zero, zero, one] };
        let [width, height] = [640_u32 << 16, 360 << 16].map(u32::to_be_bytes);
        let matrix = [turn.concat(), vec![0; 16]].concat();
        let header = atom(b"tkhd", &[&[0; 4], &time, &time, &[0; 28], &matrix, &width, &height]);
        let scale = 600_u32.to_be_bytes();
        let last = (self.seconds * 600).to_be_bytes();
        let media = atom(b"mdhd", &[&[0; 4], &time, &time, &scale, &last, &[0; 4]]);
        let handler = atom(b"hdlr", &[&[0; 8], handler, &[0; 12], b"Core Media\0"]);
        let entry = atom(
            codec,
            &[&[0; 24], &640_u16.to_be_bytes(), &360_u16.to_be_bytes(), &[0; 14], &[b'x'; 32], &[0; 4]],
        );
        let codecs = atom(b"stsd", &[&[0; 4], &1_u32.to_be_bytes(), &entry]);
        let lengths = atom(
            b"stts",
            &[&[0; 4], &1_u32.to_be_bytes(), &(self.seconds * 30).to_be_bytes(), &20_u32.to_be_bytes()],
        );
        let table = atom(b"stbl", &[&codecs, &lengths]);
        let media = atom(b"mdia", &[&media, &handler, &atom(b"minf", &[&table])]);
        atom(b"trak", &[&header, &media, &self.in_track])
    }
}
