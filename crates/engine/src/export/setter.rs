//! Setting lines of text in one font, and the font itself with only the characters that were set.
//!
//! Glyphs stand in the order of the characters: right for Chinese and Latin, without the joining that some other scripts
//! need. What the font lacks shows as a box.

use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Finish, Name, Pdf, Rect, Ref, Str};
use subsetter::GlyphRemapper;
use ttf_parser::{Face, RawFace, Tag};

use super::font::Font;

const NAME: Name<'static> = Name(b"CRCLES+Statement");
const SYSTEM: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// Sets text, and remembers what it used.
pub(super) struct Setter<'a> {
    font: &'a Font,
    face: Face<'a>,
    kept: GlyphRemapper,
    /// By the glyph's number in the subset: the character, and how wide it is, in thousandths of the size.
    used: BTreeMap<u16, (char, f32)>,
}

impl<'a> Setter<'a> {
    /// With a font whose face can be read.
    pub(super) fn new(font: &'a Font) -> Option<Self> {
        Some(Self { font, face: font.face()?, kept: GlyphRemapper::new(), used: BTreeMap::new() })
    }

    fn glyph(&self, sign: char) -> ttf_parser::GlyphId {
        let found = self.face.glyph_index(sign).or_else(|| self.face.glyph_index('□'));
        found.unwrap_or(ttf_parser::GlyphId(0))
    }

    fn advance(&self, sign: char) -> f32 {
        let units = f32::from(self.face.units_per_em());
        f32::from(self.face.glyph_hor_advance(self.glyph(sign)).unwrap_or(0)) * 1_000.0 / units
    }

    /// How wide `text` is at `size`.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|sign| self.advance(sign)).sum::<f32>() * size / 1_000.0
    }

    /// `text`, or as much of its beginning as fits into `room`.
    pub(super) fn fit(&self, text: &str, size: f32, room: f32) -> String {
        if self.width(text, size) <= room {
            return text.to_owned();
        }
        let room = room - self.width("…", size);
        let mut taken = 0.0;
        let head = text.chars().take_while(|sign| {
            taken += self.advance(*sign) * size / 1_000.0;
            taken <= room
        });
        head.chain(['…']).collect()
    }

    /// `text` in lines that fit into `room`: parted at a space, or where there is none near by, between any two characters.
    pub(super) fn wrap(&self, text: &str, size: f32, room: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for mut rest in text.lines().map(str::trim) {
            while let Some(first) = rest.chars().next() {
                let mut taken = 0.0;
                let over = rest.char_indices().find(|(_, sign)| {
                    taken += self.advance(*sign) * size / 1_000.0;
                    taken > room
                });
                // One character that is wider than the room stands alone all the same.
                let end = over.map_or(rest.len(), |(at, _)| at.max(first.len_utf8()));
                let space = rest.get(..end).and_then(|head| head.rfind(' ')).filter(|at| at * 2 > end);
                let (line, left) = rest.split_at(if end == rest.len() { end } else { space.unwrap_or(end) });
                lines.push(line.trim_end().to_owned());
                rest = left.trim_start();
            }
        }
        lines
    }

    /// The glyphs of `text`, two bytes each, as a page shows them.
    pub(super) fn set(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len() * 2);
        for sign in text.chars() {
            let id = self.kept.remap(self.glyph(sign).0);
            let width = self.advance(sign);
            self.used.entry(id).or_insert((sign, width));
            bytes.extend(id.to_be_bytes());
        }
        bytes
    }

    /// Writes the font under `id`, with what it needs under the ids that follow it. `None` when it cannot be cut down.
    pub(super) fn write(self, pdf: &mut Pdf, id: Ref) -> Option<()> {
        let [descendant, descriptor, map, file] = [1, 2, 3, 4].map(|step| Ref::new(id.get() + step));
        let (data, index) = self.font.file();
        let subset = subsetter::subset(data, index, &self.kept).ok()?;
        // PDF 1.7, 9.9: outlines of the one kind are embedded whole, of the other as their table alone.
        let outlines = RawFace::parse(&subset, 0).ok()?.table(Tag::from_bytes(b"CFF "));
        pdf.type0_font(id)
            .base_font(NAME)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(descendant)
            .to_unicode(map);
        let mut font = pdf.cid_font(descendant);
        font.subtype(if outlines.is_some() { CidFontType::Type0 } else { CidFontType::Type2 });
        font.base_font(NAME).system_info(SYSTEM).font_descriptor(descriptor).default_width(0.0);
        if outlines.is_none() {
            font.cid_to_gid_map_predefined(Name(b"Identity"));
        }
        let mut widths = font.widths();
        for (glyph, (_, width)) in &self.used {
            widths.same(*glyph, *glyph, *width);
        }
        widths.finish();
        font.finish();
        self.describe(pdf, descriptor, file, outlines.is_some());
        let mut unicode = UnicodeCmap::new(Name(b"Statement"), SYSTEM);
        for (glyph, (sign, _)) in &self.used {
            unicode.pair(*glyph, *sign);
        }
        pdf.cmap(map, &unicode.finish());
        let mut stream = pdf.stream(file, outlines.unwrap_or(&subset));
        if outlines.is_some() {
            stream.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
        }
        Some(())
    }

    fn describe(&self, pdf: &mut Pdf, id: Ref, file: Ref, outlines: bool) {
        let scale = 1_000.0 / f32::from(self.face.units_per_em());
        let of = |units: i16| f32::from(units) * scale;
        let bounds = self.face.global_bounding_box();
        let mut descriptor = pdf.font_descriptor(id);
        descriptor
            .name(NAME)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(of(bounds.x_min), of(bounds.y_min), of(bounds.x_max), of(bounds.y_max)))
            .italic_angle(0.0)
            .ascent(of(self.face.ascender()))
            .descent(of(self.face.descender()))
            .cap_height(of(self.face.capital_height().unwrap_or(self.face.ascender())))
            .stem_v(80.0);
        if outlines {
            descriptor.font_file3(file);
        } else {
            descriptor.font_file2(file);
        }
    }
}
