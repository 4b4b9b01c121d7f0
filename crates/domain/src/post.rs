//! Posts: words and up to nine photographs or videos, for one circle.

use crate::attachment::AttachmentDraft;
use crate::person::is_forbidden;
use crate::visible::is_visible;
use crate::{Field, Invalid, Rule};

/// The longest text of a post, in characters.
pub const TEXT_MAX: usize = 2_200;
/// The most attachments of a post.
pub const ATTACHMENTS_MAX: usize = 9;

/// Checks text of several lines: no control characters but new lines, none that turn the reading order.
///
/// # Errors
/// [`Rule::ForbiddenCharacters`], [`Rule::TooLarge`].
pub fn check_text(typed: &str, field: Field, longest: usize) -> Result<String, Invalid> {
    let text = typed.trim_end().replace("\r\n", "\n");
    if text.chars().any(|c| is_forbidden(c) && !inside_a_text(c)) {
        return Err(Invalid::new(field, Rule::ForbiddenCharacters));
    }
    if text.chars().count() > longest {
        return Err(Invalid::new(field, Rule::TooLarge));
    }
    Ok(text)
}

/// Lines; joiners and selectors, which families of emoji and several scripts need.
const fn inside_a_text(c: char) -> bool {
    matches!(
        c,
        '\n' | '\t' | '\u{180B}'
            ..='\u{180D}' | '\u{180F}' | '\u{200C}' | '\u{200D}' | '\u{FE0E}' | '\u{FE0F}'
    )
}

/// Checks a post before it is queued, and again before it is stored. Returns the text to keep.
///
/// # Errors
/// [`Rule::Required`] when it has neither words nor attachments, [`Rule::TooMany`] above nine attachments, and
/// what [`check_text`] and [`AttachmentDraft::check`] refuse.
pub fn check(text: &str, attachments: &[AttachmentDraft]) -> Result<String, Invalid> {
    let text = check_text(text, Field::Text, TEXT_MAX)?;
    if !is_visible(&text) && attachments.is_empty() {
        return Err(Invalid::new(Field::Text, Rule::Required));
    }
    if attachments.len() > ATTACHMENTS_MAX {
        return Err(Invalid::new(Field::Attachments, Rule::TooMany));
    }
    for attachment in attachments {
        attachment.check()?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_or_pictures_are_needed() {
        assert_eq!(check(" \n ", &[]), Err(Invalid::new(Field::Text, Rule::Required)));
        assert_eq!(check("hello\r\nthere \n", &[]).unwrap(), "hello\nthere");
        assert!(check("👨‍👩‍👧 ok", &[]).is_ok());
        assert!(check("❤️ 1️⃣", &[]).is_ok());
        for hidden in ["\u{202E}evil", "a\u{2800}b", "\u{3164}", "a\u{E0100}"] {
            assert_eq!(check(hidden, &[]), Err(Invalid::new(Field::Text, Rule::ForbiddenCharacters)));
        }
        for nothing in ["\u{200D}", "\u{FE0F}\u{200C}", "\u{301}"] {
            assert_eq!(check(nothing, &[]), Err(Invalid::new(Field::Text, Rule::Required)));
            assert_eq!(crate::comment::check(nothing), Err(Invalid::new(Field::Text, Rule::Required)));
        }
        assert!(check(&"a".repeat(2_201), &[]).is_err());
    }
}
