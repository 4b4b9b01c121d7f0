//! People: how they call themselves, and what others see of the name that is proven.

use serde::{Deserialize, Serialize};

use crate::visible::{is_ignorable, is_nothing, is_visible, piles_up};
use crate::{Field, Invalid, Rule};

/// Whether `c` may not stand in a line that others read: controls, bidirectional marks, and what shows nothing
/// of its own.
#[must_use]
pub fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || is_ignorable(c)
}

fn line(text: &str, field: Field, longest: usize) -> Result<String, Invalid> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::new(field, Rule::Required));
    }
    if text.chars().any(|c| is_forbidden(c) || is_nothing(c)) || piles_up(text) {
        return Err(Invalid::new(field, Rule::ForbiddenCharacters));
    }
    if !is_visible(text) {
        return Err(Invalid::new(field, Rule::Required));
    }
    if text.chars().count() > longest {
        return Err(Invalid::new(field, Rule::TooLarge));
    }
    Ok(text.to_owned())
}

/// The name that a person chose: 1 to 24 characters on one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);

impl DisplayName {
    /// Checks a typed name.
    ///
    /// # Errors
    /// [`Rule::Required`], [`Rule::ForbiddenCharacters`], [`Rule::TooLarge`].
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        line(typed, Field::DisplayName, 24).map(Self)
    }
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DisplayName {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}
impl From<DisplayName> for String {
    fn from(name: DisplayName) -> Self {
        name.0
    }
}

/// The name on the identity document. Never serialised, never printed: `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct LegalName(String);

impl LegalName {
    /// Checks a typed legal name: 2 to 60 characters, letters, spaces, `·`, `.`, `-` and `'`.
    ///
    /// # Errors
    /// [`Rule::Required`], [`Rule::ForbiddenCharacters`], [`Rule::TooSmall`], [`Rule::TooLarge`].
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let name = line(typed, Field::LegalName, 60)?;
        if !name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '·' | '•' | '.' | '-' | '\'' | '’'))
        {
            return Err(Invalid::new(Field::LegalName, Rule::ForbiddenCharacters));
        }
        if name.chars().count() < 2 {
            return Err(Invalid::new(Field::LegalName, Rule::TooSmall));
        }
        Ok(Self(name))
    }

    /// What payers and friends see: the first character and one `*`, whatever the length.
    #[must_use]
    pub fn masked(&self) -> String {
        self.0.chars().take(1).chain(['*']).collect()
    }

    /// The whole name, for the one place that encrypts it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for LegalName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LegalName(..)")
    }
}

/// A person's own words about themselves: at most 160 characters, may be empty.
///
/// # Errors
/// [`Rule::ForbiddenCharacters`], [`Rule::TooLarge`].
pub fn check_bio(typed: &str) -> Result<String, Invalid> {
    if typed.trim().is_empty() { Ok(String::new()) } else { line(typed, Field::Bio, 160) }
}

/// Why somebody opens a real name, for its owner to read: 10 to 500 characters on one line.
///
/// # Errors
/// [`Rule::Required`], [`Rule::ForbiddenCharacters`], [`Rule::TooSmall`], [`Rule::TooLarge`].
pub fn check_reason(typed: &str) -> Result<String, Invalid> {
    let reason = line(typed, Field::Note, 500)?;
    if reason.chars().count() < 10 {
        return Err(Invalid::new(Field::Note, Rule::TooSmall));
    }
    Ok(reason)
}

/// Checks what an act about money rests on: 1 to 80 characters on one line.
///
/// # Errors
/// [`Rule::Required`], [`Rule::TooLarge`], [`Rule::ForbiddenCharacters`], for [`Field::Reference`].
pub fn check_reference(typed: &str) -> Result<String, Invalid> {
    line(typed, Field::Reference, 80)
}

/// What is typed as a payment password: six digits. What cannot be one is no try: nobody is locked out by a slip of the
/// form.
///
/// # Errors
/// [`Rule::Malformed`].
pub fn check_typed_pin(typed: &str) -> Result<(), Invalid> {
    if typed.len() == 6 && typed.bytes().all(|digit| digit.is_ascii_digit()) {
        Ok(())
    } else {
        Err(Invalid::new(Field::Pin, Rule::Malformed))
    }
}

/// A new payment password: six digits, not all alike and not a run.
///
/// # Errors
/// [`Rule::Malformed`], [`Rule::TooSimple`].
pub fn check_pin(typed: &str) -> Result<(), Invalid> {
    check_typed_pin(typed)?;
    let digits = typed.as_bytes();
    let step = |by: i16| digits.windows(2).all(|w| i16::from(w[1]) - i16::from(w[0]) == by);
    if step(0) || step(1) || step(-1) { Err(Invalid::new(Field::Pin, Rule::TooSimple)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_keep_one_character() {
        for (name, masked) in [("张小满", "张*"), ("欧阳明月", "欧*"), ("Wen Lin", "W*")] {
            assert_eq!(LegalName::parse(name).unwrap().masked(), masked);
        }
        assert_eq!(format!("{:?}", LegalName::parse("张小满").unwrap()), "LegalName(..)");
    }

    #[test]
    fn names_without_tricks() {
        for bad in [
            "\u{202E}nimda",
            "a\u{200B}b",
            "a\nb",
            "tab\tbed",
            "a\u{E0100}",
            "\u{2800}",
            "\u{3164}",
            "\u{115F}\u{1160}",
            "\u{FFA0}",
            "a\u{FE0F}",
            "Z\u{301}\u{302}\u{303}",
            "\u{180B}",
            "\u{34F}",
            "\u{17B4}",
        ] {
            assert_eq!(
                DisplayName::parse(bad),
                Err(Invalid::new(Field::DisplayName, Rule::ForbiddenCharacters)),
                "{bad:?}"
            );
        }
        for good in ["Momo in Rome", "Nguyễn", "Nguye\u{302}\u{303}n", "阿木", "كريم", "🦊"] {
            assert!(DisplayName::parse(good).is_ok(), "{good:?}");
        }
        // Marks and joiners that letters of these scripts are written with.
        for good in ["ស្រី", "မြန်မာ", "क्षमा", "தமிழ்", "สมชาย", "שָׁלוֹם", "ሰላም", "𠮷野", "ᏣᎳᎩ", "𞤀𞤣𞤤𞤢𞤥"]
        {
            assert!(DisplayName::parse(good).is_ok(), "{good:?}");
        }
        for nothing in ["\u{3000}", "\u{301}", "\u{2003}\u{2003}"] {
            let refused = DisplayName::parse(nothing);
            assert_eq!(refused, Err(Invalid::new(Field::DisplayName, Rule::Required)), "{nothing:?}");
        }
        assert!(LegalName::parse("\u{3164}\u{3164}").is_err());
        assert!(DisplayName::parse(&"长".repeat(25)).is_err());
    }

    #[test]
    fn names_are_written_with_characters_that_are_seen() {
        // Control, formats, private use, no character at all, lines; and what is empty whatever it is called.
        for nothing in [
            '\u{85}',
            '\u{70F}',
            '\u{110BD}',
            '\u{13430}',
            '\u{E000}',
            '\u{F8FF}',
            '\u{F0000}',
            '\u{10FFFD}',
            '\u{FDD0}',
            '\u{FFFE}',
            '\u{10FFFE}',
            '\u{378}',
            '\u{2FE0}',
            '\u{2028}',
            '\u{2029}',
            '\u{FFFC}',
            '\u{1D159}',
            '\u{2D7F}',
            '\u{1107F}',
            '\u{13441}',
            '\u{16FE4}',
            '\u{1BC9D}',
            '\u{200D}',
            '\u{FFF9}',
        ] {
            for name in [format!("a{nothing}b"), format!("{nothing}{nothing}")] {
                let refused = DisplayName::parse(&name);
                let rule = if nothing.is_whitespace() && !name.starts_with('a') {
                    Rule::Required
                } else {
                    Rule::ForbiddenCharacters
                };
                assert_eq!(refused, Err(Invalid::new(Field::DisplayName, rule)), "{name:?}");
            }
        }
        // A mark needs its letter.
        for alone in ["\u{17D2}", "\u{93E}", "\u{20DD}"] {
            assert!(DisplayName::parse(alone).is_err(), "{alone:?}");
        }
    }

    #[test]
    fn easy_pins_are_refused() {
        for pin in ["000000", "123456", "987654"] {
            assert_eq!(check_pin(pin), Err(Invalid::new(Field::Pin, Rule::TooSimple)));
        }
        for pin in ["12345", "1234567", "１２３４５６", "12345a"] {
            assert_eq!(check_pin(pin), Err(Invalid::new(Field::Pin, Rule::Malformed)));
        }
        assert!(check_pin("271828").is_ok());
    }
}
