//! Money: whole minor units of one currency. No float ever touches an amount.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Field, Invalid, Rule};

/// A currency by its ISO 4217 code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Currency {
    /// Chinese yuan; its minor unit is the fen, 1/100.
    CNY,
}

/// An amount: `minor` hundredths of a yuan. On the wire `{"amount":"88","currency":"CNY"}`, the amount a string of
/// minor units, because a JSON number loses digits in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "{ amount: string, currency: \"CNY\" }"))]
pub struct Money {
    /// Minor units (fen), negative for money owed.
    pub minor: i64,
    /// Whose minor units.
    pub currency: Currency,
}

impl Money {
    /// `fen` hundredths of a yuan.
    #[must_use]
    pub const fn fen(fen: i64) -> Self {
        Self { minor: fen, currency: Currency::CNY }
    }
    /// From what a person typed: ASCII digits, at most one point and two digits behind it; a `¥` before it and
    /// spaces around it are allowed. `.5` and `5.` are amounts; `1e2`, `1,5`, `-1` and full-width digits are not.
    ///
    /// # Errors
    /// [`Rule::Required`], [`Rule::Malformed`], [`Rule::TooLarge`].
    pub fn parse_yuan(typed: &str) -> Result<Self, Invalid> {
        let malformed = Invalid::new(Field::Amount, Rule::Malformed);
        let text = typed.trim();
        let text = text.strip_prefix(['¥', '￥']).unwrap_or(text).trim();
        if text.is_empty() {
            return Err(Invalid::new(Field::Amount, Rule::Required));
        }
        let (yuan, fen) = text.split_once('.').unwrap_or((text, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if !digits(yuan) || !digits(fen) || fen.len() > 2 || (yuan.is_empty() && fen.is_empty()) {
            return Err(malformed);
        }
        if yuan.trim_start_matches('0').len() > 12 {
            return Err(Invalid::new(Field::Amount, Rule::TooLarge));
        }
        let yuan: i64 = if yuan.is_empty() { 0 } else { yuan.parse().map_err(|_| malformed)? };
        let fen: i64 = format!("{fen:0<2}").parse().map_err(|_| malformed)?;
        Ok(Self::fen(yuan * 100 + fen))
    }
    /// The sum, or `None` past 64 bits.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.minor.checked_add(other.minor).map(Self::fen)
    }
    /// The difference, or `None` past 64 bits.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.minor.checked_sub(other.minor).map(Self::fen)
    }
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
struct MoneyWire {
    /// Minor units, as a decimal string.
    #[cfg_attr(feature = "openapi", schema(pattern = "^-?(0|[1-9][0-9]{0,17})$"))]
    amount: String,
    currency: Currency,
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        MoneyWire { amount: self.minor.to_string(), currency: self.currency }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = deserializer.deserialize_map(OnlyObject)?;
        let digits = wire.amount.strip_prefix('-').unwrap_or(&wire.amount);
        let plain = !digits.is_empty()
            && digits.len() <= 18
            && digits.bytes().all(|b| b.is_ascii_digit())
            && (digits == "0" || !digits.starts_with('0'))
            && wire.amount != "-0";
        if !plain {
            return Err(de::Error::custom("amount is not a plain decimal integer of minor units"));
        }
        let minor = wire.amount.parse().map_err(|_| de::Error::custom("amount out of range"))?;
        Ok(Self { minor, currency: wire.currency })
    }
}

/// A derived visitor would also take the two values in an array, which no document of ours says.
struct OnlyObject;

impl<'de> de::Visitor<'de> for OnlyObject {
    type Value = MoneyWire;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object with amount and currency")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<MoneyWire, A::Error> {
        MoneyWire::deserialize(de::value::MapAccessDeserializer::new(map))
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use super::{Money, MoneyWire};

    impl utoipa::PartialSchema for Money {
        fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
            MoneyWire::schema()
        }
    }
    impl utoipa::ToSchema for Money {
        fn name() -> std::borrow::Cow<'static, str> {
            "Money".into()
        }
        fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
            MoneyWire::schemas(schemas);
        }
    }
}

/// The amount of one tip: 1 to 20,000 fen (0.01 to 200.00 yuan).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TipAmount(i64);

impl TipAmount {
    /// 0.01 yuan.
    pub const MIN: Self = Self(1);
    /// 200.00 yuan.
    pub const MAX: Self = Self(20_000);
    /// 0.88 yuan.
    pub const DEFAULT: Self = Self(88);

    /// From whole fen.
    ///
    /// # Errors
    /// [`Rule::TooSmall`] below 1 fen, [`Rule::TooLarge`] above 20,000.
    pub fn from_fen(fen: i64) -> Result<Self, Invalid> {
        if fen < Self::MIN.0 {
            Err(Invalid::new(Field::Amount, Rule::TooSmall))
        } else if fen > Self::MAX.0 {
            Err(Invalid::new(Field::Amount, Rule::TooLarge))
        } else {
            Ok(Self(fen))
        }
    }

    /// From what a person typed, as [`Money::parse_yuan`] reads it.
    ///
    /// # Errors
    /// [`Rule::Required`], [`Rule::Malformed`], [`Rule::TooSmall`], [`Rule::TooLarge`].
    pub fn parse_yuan(typed: &str) -> Result<Self, Invalid> {
        Self::from_fen(Money::parse_yuan(typed)?.minor)
    }

    /// As money.
    #[must_use]
    pub const fn money(self) -> Money {
        Money::fen(self.0)
    }
    /// As whole fen.
    #[must_use]
    pub const fn as_fen(self) -> i64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn typed_amounts_that_are_refused() {
        for (typed, rule) in [
            ("", Rule::Required),
            ("0", Rule::TooSmall),
            ("0.00", Rule::TooSmall),
            ("200.01", Rule::TooLarge),
            ("99999999999999999999", Rule::TooLarge),
            ("1e2", Rule::Malformed),
            ("１", Rule::Malformed),
            ("-1", Rule::Malformed),
            ("+1", Rule::Malformed),
            ("1,5", Rule::Malformed),
            ("0.001", Rule::Malformed),
            (".", Rule::Malformed),
            ("NaN", Rule::Malformed),
            ("0x10", Rule::Malformed),
            ("1.2.3", Rule::Malformed),
        ] {
            assert_eq!(TipAmount::parse_yuan(typed), Err(Invalid::new(Field::Amount, rule)), "{typed:?}");
        }
    }

    #[test]
    fn typed_amounts_that_are_taken() {
        for (typed, fen) in [
            ("0.88", 88),
            ("0.01", 1),
            ("200", 20_000),
            ("200.00", 20_000),
            ("5.2", 520),
            (".5", 50),
            ("¥ 1.88 ", 188),
        ] {
            assert_eq!(TipAmount::parse_yuan(typed).map(TipAmount::as_fen), Ok(fen), "{typed:?}");
        }
    }

    #[test]
    fn wire_amounts_are_plain_integers_in_strings() {
        for bad in [
            r#"{"amount":88,"currency":"CNY"}"#,
            r#"{"amount":"1e2","currency":"CNY"}"#,
            r#"{"amount":"088","currency":"CNY"}"#,
            r#"{"amount":"1.0","currency":"CNY"}"#,
            r#"{"amount":"１","currency":"CNY"}"#,
            r#"{"amount":"88","currency":"USD"}"#,
            r#"{"amount":"88","amount":"89","currency":"CNY"}"#,
            r#"{"amount":"9223372036854775808","currency":"CNY"}"#,
            r#"{"amount":"","currency":"CNY"}"#,
            r#"["88","CNY"]"#,
        ] {
            assert!(serde_json::from_str::<Money>(bad).is_err(), "{bad}");
        }
        assert_eq!(
            serde_json::from_str::<Money>(r#"{"amount":"88","currency":"CNY"}"#).unwrap(),
            Money::fen(88)
        );
    }

    proptest! {
        #[test]
        fn every_tip_amount_survives_being_shown_and_typed(fen in 1_i64..=20_000) {
            let shown = format!("{}.{:02}", fen / 100, fen % 100);
            prop_assert_eq!(TipAmount::parse_yuan(&shown).map(TipAmount::as_fen), Ok(fen));
        }

        #[test]
        fn no_typed_text_panics_or_escapes_the_range(typed in "\\PC{0,24}") {
            if let Ok(amount) = TipAmount::parse_yuan(&typed) {
                prop_assert!((1..=20_000).contains(&amount.as_fen()));
            }
        }
    }
}
