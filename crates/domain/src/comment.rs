//! Comments: flat, under a post.

use crate::post::check_text;
use crate::visible::is_visible;
use crate::{Field, Invalid, Rule};

/// The longest comment, in characters.
pub const TEXT_MAX: usize = 500;

/// Checks a comment. Returns the text to keep.
///
/// # Errors
/// [`Rule::Required`], [`Rule::ForbiddenCharacters`], [`Rule::TooLarge`].
pub fn check(text: &str) -> Result<String, Invalid> {
    let text = check_text(text, Field::Text, TEXT_MAX)?;
    if !is_visible(&text) { Err(Invalid::new(Field::Text, Rule::Required)) } else { Ok(text) }
}
