//! A font of this device with Chinese characters, for files that carry their font with them.
//!
//! Does not: ship one (they weigh 10 MB and more), or take one whose maker forbids embedding.

use fontdb::{Database, Family, Query};
use ttf_parser::Face;

/// Families that hold Latin and Simplified Chinese, in the order in which they are liked: what Linux, macOS and Windows
/// come with.
const FAMILIES: &[&str] = &[
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "DengXian",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Heiti SC",
    "SimHei",
    "SimSun",
];

/// A font file, and which face of it.
pub(super) struct Font {
    data: Vec<u8>,
    index: u32,
}

impl Font {
    /// The first font of this device that may be embedded and has a Chinese character. Reads files: not for the main
    /// thread.
    pub(super) fn find() -> Option<Self> {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        FAMILIES.iter().find_map(|family| {
            let id = fonts.query(&Query { families: &[Family::Name(family)], ..Query::default() })?;
            let (data, index) = fonts.with_face_data(id, |data, index| (data.to_vec(), index))?;
            let font = Self { data, index };
            font.face()
                .is_some_and(|face| may_embed(&face) && face.glyph_index('圈').is_some())
                .then_some(font)
        })
    }

    /// The face; `None` for a file that is none.
    pub(super) fn face(&self) -> Option<Face<'_>> {
        Face::parse(&self.data, self.index).ok()
    }

    /// The file, and the face in it.
    pub(super) fn file(&self) -> (&[u8], u32) {
        (&self.data, self.index)
    }
}

fn may_embed(face: &Face<'_>) -> bool {
    face.is_subsetting_allowed() && face.permissions() != Some(ttf_parser::Permissions::Restricted)
}
