//! Where a cash-out goes: an account at the payment provider, by what its owner signs in there with.

use crate::{Field, Invalid, Rule};

/// Longest name of an account, in bytes.
const MAX_BYTES: usize = 100;

/// What an account is named by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// A telephone number or an e-mail address.
    Login,
    /// The provider's own number: 16 digits that begin with 2088.
    Number,
}

/// An account at the payment provider. A person's data: `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct PayoutAccount(String);

impl PayoutAccount {
    /// From what a person typed: a telephone number (digits, with a `-` behind the code of a country), an e-mail address,
    /// or the provider's own number. Spaces around it are allowed.
    ///
    /// # Errors
    /// [`Rule::Required`], [`Rule::Malformed`], [`Rule::TooLarge`], all of [`Field::PayoutAccount`].
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let text = typed.trim();
        let wrong = |rule| Invalid::new(Field::PayoutAccount, rule);
        if text.is_empty() {
            return Err(wrong(Rule::Required));
        }
        if text.len() > MAX_BYTES {
            return Err(wrong(Rule::TooLarge));
        }
        if is_number(text) || is_address(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(wrong(Rule::Malformed))
        }
    }

    /// The text, for the provider and for its owner.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What it is named by.
    #[must_use]
    pub fn named_by(&self) -> NamedBy {
        let digits = self.0.bytes().all(|byte| byte.is_ascii_digit());
        if digits && self.0.len() == 16 && self.0.starts_with("2088") {
            NamedBy::Number
        } else {
            NamedBy::Login
        }
    }
}

impl std::fmt::Debug for PayoutAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PayoutAccount")
    }
}

fn is_number(text: &str) -> bool {
    let (country, rest) = text.split_once('-').unwrap_or(("0", text));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(country) && country.len() <= 4 && digits(rest) && (6..=16).contains(&rest.len())
}

fn is_address(text: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'@');
    text.split_once('@').is_some_and(|(who, host)| plain(who) && plain(host) && host.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_a_number_or_an_address() {
        for good in ["13800138000", " 852-12345678 ", "lin.shi@example.com", "2088102122524333"] {
            assert_eq!(PayoutAccount::parse(good).unwrap().reveal(), good.trim());
        }
        for (bad, rule) in [
            ("", Rule::Required),
            ("  ", Rule::Required),
            ("12345", Rule::Malformed),
            ("1380013800a", Rule::Malformed),
            ("１３８００１３８０００", Rule::Malformed),
            ("138 0013 8000", Rule::Malformed),
            ("lin@", Rule::Malformed),
            ("@example.com", Rule::Malformed),
            ("lin@shi@example.com", Rule::Malformed),
            ("lin@localhost", Rule::Malformed),
            ("林@example.com", Rule::Malformed),
            ("lin@example.com\u{202e}", Rule::Malformed),
        ] {
            assert_eq!(PayoutAccount::parse(bad), Err(Invalid::new(Field::PayoutAccount, rule)), "{bad:?}");
        }
        let long = format!("{}@example.com", "a".repeat(100));
        assert_eq!(PayoutAccount::parse(&long).unwrap_err().rule, Rule::TooLarge);
    }

    #[test]
    fn it_is_known_what_it_is_named_by_and_never_shown() {
        let account = |text| PayoutAccount::parse(text).unwrap();
        assert_eq!(account("2088102122524333").named_by(), NamedBy::Number);
        assert_eq!(account("1088102122524333").named_by(), NamedBy::Login);
        assert_eq!(account("13800138000").named_by(), NamedBy::Login);
        assert_eq!(format!("{:?}", account("13800138000")), "PayoutAccount");
    }
}
