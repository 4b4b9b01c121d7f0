//! The 18-digit resident identity number, GB 11643-1999: 6 digits of place, 8 of birth date, 3 of sequence (odd:
//! male), 1 check character (ISO 7064 MOD 11-2).

use crate::claim::{CivilDate, Gender};
use crate::{Field, Invalid, Rule, Timestamp};

/// The age in years that nobody passes: the oldest human whose age is proven became 122.
pub const OLDEST: i64 = 130;

/// A number whose form, date and check digit hold. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityNumber {
    digits: String,
    /// The birth date that it states.
    pub birth_date: CivilDate,
    /// The gender that it states.
    pub gender: Gender,
}

impl IdentityNumber {
    /// Checks a typed number at `now`.
    ///
    /// # Errors
    /// [`Rule::Required`], [`Rule::Malformed`], [`Rule::NotADate`], [`Rule::InFuture`], [`Rule::CheckDigit`],
    /// [`Rule::TooYoung`] under 14, [`Rule::TooLarge`] above [`OLDEST`].
    pub fn parse(typed: &str, now: Timestamp) -> Result<Self, Invalid> {
        let broke = |rule| Invalid::new(Field::IdentityNumber, rule);
        let digits = typed.trim().to_ascii_uppercase();
        if digits.is_empty() {
            return Err(broke(Rule::Required));
        }
        let Some((body, check)) = digits.split_at_checked(17).filter(|_| digits.len() == 18) else {
            return Err(broke(Rule::Malformed));
        };
        let plain = body.bytes().all(|b| b.is_ascii_digit()) && !body.starts_with('0');
        if !plain || !check.bytes().all(|b| b.is_ascii_digit() || b == b'X') {
            return Err(broke(Rule::Malformed));
        }
        let number = |range: std::ops::Range<usize>| {
            body.get(range).and_then(|s| s.parse::<i16>().ok()).ok_or(broke(Rule::Malformed))
        };
        let (year, month, day) = (number(6..10)?, number(10..12)?, number(12..14)?);
        let (month, day) = (i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0));
        if jiff::civil::Date::new(year, month, day).is_err() || year < 1850 {
            return Err(broke(Rule::NotADate));
        }
        if check.as_bytes() != [check_character(body)] {
            return Err(broke(Rule::CheckDigit));
        }
        let sequence = number(14..17)?;
        if sequence == 0 {
            return Err(broke(Rule::Malformed));
        }
        let birth_date = CivilDate { year, month, day };
        match birth_date.age_at(now) {
            ..0 => Err(broke(Rule::InFuture)),
            0..14 => Err(broke(Rule::TooYoung)),
            14..=OLDEST => {
                let gender = if sequence % 2 == 1 { Gender::Male } else { Gender::Female };
                Ok(Self { digits, birth_date, gender })
            }
            _ => Err(broke(Rule::TooLarge)),
        }
    }

    /// The digits, for the one place that hashes them with a key.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.digits
    }
}

/// The check character for 17 digits (ISO 7064 MOD 11-2).
#[must_use]
pub fn check_character(body: &str) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(WEIGHTS).map(|(b, w)| u32::from(b.wrapping_sub(b'0')) * w).sum();
    b"10X98765432".get((sum % 11) as usize).copied().unwrap_or(b'?')
}

impl std::fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdentityNumber(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_example_of_the_standard_passes() {
        // GB 11643-1999, appendix: the two worked examples; whoever was born in 1880 could have typed the first in 2000.
        let man =
            IdentityNumber::parse("440524188001010014", "2000-01-01T00:00:00Z".parse().unwrap()).unwrap();
        assert_eq!((man.gender, man.birth_date.year), (Gender::Male, 1880));
        assert_eq!(IdentityNumber::parse("11010519491231002x", now()).unwrap().gender, Gender::Female);
    }

    #[test]
    fn each_refusal_has_its_rule() {
        for (number, rule) in [
            ("", Rule::Required),
            ("11010519491231002", Rule::Malformed),
            ("1101051949123100２X", Rule::Malformed),
            ("110105194912310021", Rule::CheckDigit),
            ("110105194902300024", Rule::NotADate),
            ("A10105194912310021", Rule::Malformed),
            ("440524188001010014", Rule::TooLarge),
        ] {
            assert_eq!(IdentityNumber::parse(number, now()).unwrap_err().rule, rule, "{number}");
        }
        let with = |body: &str| format!("{body}{}", char::from(check_character(body)));
        assert_eq!(
            IdentityNumber::parse(&with("11010520991231002"), now()).unwrap_err().rule,
            Rule::InFuture
        );
        // The last year in which somebody may have been born, and the one before.
        assert!(IdentityNumber::parse(&with("11010518960101002"), now()).is_ok());
        assert_eq!(
            IdentityNumber::parse(&with("11010518951122002"), now()).unwrap_err().rule,
            Rule::TooLarge
        );
        assert_eq!(
            IdentityNumber::parse(&with("11010520150101002"), now()).unwrap_err().rule,
            Rule::TooYoung
        );
        assert_eq!(
            IdentityNumber::parse(&with("11010519900101000"), now()).unwrap_err().rule,
            Rule::Malformed
        );
    }
}
