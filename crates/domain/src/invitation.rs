//! Codes of invitations: 60 random bits in letters and digits that are read aloud without mistakes (Crockford's
//! base 32), `7K3M-Q8RT-ZW2X`.

use crate::{Field, Invalid, Rule};

/// The most people that one invitation lets in.
pub const USES_MAX: i64 = 1_000;
/// The longest that one holds, in days.
pub const DAYS_MAX: i64 = 90;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 12;

/// A code in the form that is kept: twelve characters, no dashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationCode(String);

impl InvitationCode {
    /// From random bytes; the lowest five bits of each count.
    #[must_use]
    pub fn from_random(bytes: [u8; LENGTH]) -> Self {
        let letter = |byte: u8| ALPHABET.get(usize::from(byte & 31)).copied().map_or('0', char::from);
        Self(bytes.into_iter().map(letter).collect())
    }

    /// Reads what somebody typed or pasted: capitals or not, with or without dashes and spaces, `O` for `0`, `I` and
    /// `L` for `1`.
    ///
    /// # Errors
    /// [`Rule::Required`] for nothing, [`Rule::Malformed`] for what is no code.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let plain: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        if plain.is_empty() {
            return Err(Invalid::new(Field::Invitation, Rule::Required));
        }
        let known = |c: char| u8::try_from(c).is_ok_and(|c| ALPHABET.contains(&c));
        if plain.chars().count() != LENGTH || !plain.chars().all(known) {
            return Err(Invalid::new(Field::Invitation, Rule::Malformed));
        }
        Ok(Self(plain))
    }

    /// As it is kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// In groups of four, as it is shown and passed on.
impl std::fmt::Display for InvitationCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, letter) in self.0.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

/// Checks how many people an invitation lets in and for how many days.
///
/// # Errors
/// [`Rule::TooSmall`] and [`Rule::TooLarge`].
pub fn check(uses: i64, days: i64) -> Result<(), Invalid> {
    if uses < 1 || days < 1 {
        return Err(Invalid::new(Field::Invitation, Rule::TooSmall));
    }
    if uses > USES_MAX || days > DAYS_MAX {
        return Err(Invalid::new(Field::Invitation, Rule::TooLarge));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_code_is_read_as_it_was_shown(bytes: [u8; 12]) {
            let code = InvitationCode::from_random(bytes);
            prop_assert_eq!(&InvitationCode::parse(&code.to_string()).unwrap(), &code);
            prop_assert_eq!(&InvitationCode::parse(&code.to_string().to_lowercase()).unwrap(), &code);
        }
    }

    #[test]
    fn slips_of_the_hand_are_forgiven_and_nonsense_is_not() {
        assert_eq!(InvitationCode::parse(" o123-il4-56789 ").unwrap().as_str(), "012311456789");
        for (typed, rule) in [
            ("", Rule::Required),
            (" - ", Rule::Required),
            ("123", Rule::Malformed),
            ("U23456789012", Rule::Malformed),
        ] {
            assert_eq!(InvitationCode::parse(typed), Err(Invalid::new(Field::Invitation, rule)), "{typed}");
        }
        assert!(check(1, 1).is_ok() && check(USES_MAX, DAYS_MAX).is_ok());
        assert!(check(0, 1).is_err() && check(1, 0).is_err() && check(USES_MAX + 1, 1).is_err());
    }
}
