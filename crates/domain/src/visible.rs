//! What of a text is seen. A name without anything to see can be taken for an empty line, or for somebody else's name.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup};
use icu_properties::{CodePointMapData, CodePointSetData};

/// `General_Category` (Unicode Standard Annex 44).
fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// Whether `c` shows nothing of its own: `Default_Ignorable_Code_Point` (`DerivedCoreProperties.txt`), the empty Braille
/// pattern, and interlinear annotation.
pub(crate) fn is_ignorable(c: char) -> bool {
    !c.is_ascii()
        && (matches!(c, '\u{2800}' | '\u{FFF9}'..='\u{FFFB}')
            || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c))
}

/// Letters, marks and symbols whose glyph is empty, which no property of Unicode tells (`NamesList.txt`): joiners and
/// fillers of Tifinagh, Brahmi, Egyptian, Duployan and Khitan, the null notehead, and the place of an object.
const fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{2D7F}' | '\u{FFFC}' | '\u{1107F}' | '\u{13441}'
            ..='\u{13442}' | '\u{16FE4}' | '\u{1BC9D}' | '\u{1D159}'
    )
}

/// Whether `c` is nothing that a name is written with: no character (unassigned, private, noncharacters), one that only
/// steers others (controls, formats, separators of lines), or one that shows nothing.
pub(crate) fn is_nothing(c: char) -> bool {
    let category = category(c);
    GeneralCategoryGroup::Other.contains(category)
        || matches!(category, GeneralCategory::LineSeparator | GeneralCategory::ParagraphSeparator)
        || is_ignorable(c)
        || is_blank(c)
}

/// Whether `c` stands on the letter before it: the blocks of combining marks (`Blocks.txt`), and the marks of Cyrillic,
/// Arabic and Thai that pile up in the same way.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{64B}'..='\u{65F}' | '\u{E31}'
        | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Whether there is anything to see: more than spaces, and marks without the letter that they stand on.
pub(crate) fn is_visible(text: &str) -> bool {
    let seen = |c: char| {
        let category = category(c);
        let empty = GeneralCategoryGroup::Mark.contains(category)
            || GeneralCategoryGroup::Separator.contains(category)
            || matches!(category, GeneralCategory::Control | GeneralCategory::Format);
        !empty && !is_ignorable(c) && !is_blank(c)
    };
    text.chars().any(seen)
}

/// Whether more than two marks stand on one letter: no language writes so, and they run into the lines around.
pub(crate) fn piles_up(text: &str) -> bool {
    let mut marks = 0;
    text.chars().any(|c| {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        marks > 2
    })
}
