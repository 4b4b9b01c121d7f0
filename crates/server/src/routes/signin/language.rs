//! The two languages of the pages, and their sentences (`pages/messages.*.json`, compared by a test).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use circles_domain::{Field, Invalid, Rule, Timestamp};
use serde::Serialize;

type Table = BTreeMap<String, String>;

static ENGLISH: LazyLock<Table> = LazyLock::new(|| parse(include_str!("../../../pages/messages.en.json")));
static CHINESE: LazyLock<Table> =
    LazyLock::new(|| parse(include_str!("../../../pages/messages.zh-Hans.json")));

// The tables are part of the program; a test reads both.
fn parse(json: &str) -> Table {
    serde_json::from_str(json).unwrap_or_default()
}

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// Its tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-Hans",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::English => Self::Chinese,
            Self::Chinese => Self::English,
        }
    }

    /// The language of a tag; any Chinese reads Simplified sooner than English.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "zh" => Some(Self::Chinese),
            _ => None,
        }
    }

    /// By `ui_locales` (best first), then by the `Accept-Language` header, then English.
    #[must_use]
    pub fn choose(ui_locales: &str, accept_language: &str) -> Self {
        let asked = ui_locales.split_ascii_whitespace().find_map(Self::from_tag);
        asked.or_else(|| Self::accepted(accept_language)).unwrap_or(Self::English)
    }

    fn accepted(header: &str) -> Option<Self> {
        let mut wanted: Vec<(f32, Self)> = header
            .split(',')
            .filter_map(|part| {
                let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
                let weight = parameters.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse).ok()?;
                Some((weight, Self::from_tag(tag.trim())?)).filter(|(weight, _)| *weight > 0.0)
            })
            .collect();
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        wanted.first().map(|(_, language)| *language)
    }

    /// The sentence `key`.
    #[must_use]
    pub fn text(self, key: &str) -> &'static str {
        let table: &'static Table = match self {
            Self::English => &ENGLISH,
            Self::Chinese => &CHINESE,
        };
        table.get(key).map_or("", String::as_str)
    }

    /// The sentence `key` with `value` in the place of `{name}`.
    #[must_use]
    pub fn with(self, key: &str, name: &str, value: &str) -> String {
        self.text(key).replace(&format!("{{{name}}}"), value)
    }

    /// The sentence `key` for a number of things.
    #[must_use]
    pub fn count(self, key: &str, count: u64) -> String {
        let form = if count == 1 { "one" } else { "other" };
        self.with(&format!("{key}.{form}"), "count", &count.to_string())
    }

    /// A day as people write it, in Shanghai.
    #[must_use]
    pub fn day(self, at: Timestamp) -> String {
        let day = at.shanghai_day();
        let (year, month, day) = (day / 10_000, day / 100 % 100, day % 100);
        let name = self.text(&format!("month.{month}"));
        self.with("day", "year", &year.to_string())
            .replace("{month}", name)
            .replace("{day}", &day.to_string())
    }

    /// What to say of an input that broke a rule.
    #[must_use]
    pub fn refusal(self, invalid: Invalid, typed: &str) -> String {
        let length = typed.chars().count();
        if invalid == Invalid::new(Field::IdentityNumber, Rule::Malformed) && length != 18 {
            return self.with("identity_number.length", "count", &length.to_string());
        }
        self.text(&format!("{}.{}", code(&invalid.field), code(&invalid.rule))).to_owned()
    }
}

/// The wire name of a field or a rule.
fn code(of: &impl Serialize) -> String {
    serde_json::to_string(of).unwrap_or_default().trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn both_tables_have_the_same_keys_and_places() {
        assert!(ENGLISH.len() > 60, "the table does not parse");
        assert_eq!(ENGLISH.keys().collect::<Vec<_>>(), CHINESE.keys().collect::<Vec<_>>());
        let places = |text: &str| -> BTreeSet<String> {
            text.split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}'))
                .map(|(name, _)| name.to_owned())
                .collect()
        };
        for (key, english) in ENGLISH.iter() {
            let chinese = &CHINESE[key];
            assert!(!english.trim().is_empty() && !chinese.trim().is_empty(), "{key}");
            if !key.ends_with(".one") {
                assert_eq!(places(english), places(chinese), "{key}");
            }
        }
    }

    #[test]
    fn every_rule_that_a_page_can_break_has_its_sentence() {
        let rules: [(Field, &[Rule]); 3] = [
            (
                Field::LegalName,
                &[Rule::Required, Rule::ForbiddenCharacters, Rule::TooSmall, Rule::TooLarge, Rule::Mismatch],
            ),
            (
                Field::IdentityNumber,
                &[
                    Rule::Required,
                    Rule::Malformed,
                    Rule::NotADate,
                    Rule::InFuture,
                    Rule::CheckDigit,
                    Rule::TooYoung,
                    Rule::OtherProvider,
                ],
            ),
            (Field::DisplayName, &[Rule::Required, Rule::ForbiddenCharacters, Rule::TooLarge]),
        ];
        for language in [Language::English, Language::Chinese] {
            for (field, rules) in rules {
                for rule in rules {
                    for typed in ["", "18 characters long"] {
                        assert_ne!(
                            language.refusal(Invalid::new(field, *rule), typed),
                            "",
                            "{field:?} {rule:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn every_sentence_is_used_and_every_used_one_is_there() {
        let pages =
            ["two", "language", "limited", "who", "elsewhere", "code", "name", "message", "layout", "keep"]
                .map(|name| {
                    std::fs::read_to_string(format!("{}/pages/{name}.html", env!("CARGO_MANIFEST_DIR")))
                        .unwrap()
                })
                .concat();
        for call in ["text(\"", "with(\"", "title(\""] {
            for key in pages.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(ENGLISH.contains_key(key), "{key}");
            }
        }
        let code: String = ["who", "code", "name", "refusal", "language", "pages", "finish", "keep"]
            .map(|name| {
                let path = format!("{}/src/routes/signin/{name}.rs", env!("CARGO_MANIFEST_DIR"));
                std::fs::read_to_string(path).unwrap()
            })
            .concat();
        let composed = ["legal_name.", "identity_number.", "display_name.", "sample.", "error.", "month."];
        for key in ENGLISH.keys().filter(|key| !composed.iter().any(|prefix| key.starts_with(prefix))) {
            let stem = key.trim_end_matches(".one").trim_end_matches(".other");
            assert!(
                pages.contains(&format!("\"{key}\""))
                    || code.contains(&format!("\"{stem}\""))
                    || code.contains(&format!("\"{key}\"")),
                "{key} is never shown"
            );
        }
    }

    #[test]
    fn the_language_is_the_best_that_both_know() {
        for (locales, header, expected) in [
            ("zh-Hans", "en", Language::Chinese),
            ("fr zh-CN", "", Language::Chinese),
            ("en-GB", "zh-CN", Language::English),
            ("", "fr, zh-CN;q=0.9, en;q=0.8", Language::Chinese),
            ("", "zh;q=0.1, en;q=0.8", Language::English),
            ("", "zh;q=0, fr", Language::English),
            ("de", "", Language::English),
            ("", "zh_TW", Language::Chinese),
        ] {
            assert_eq!(Language::choose(locales, header), expected, "{locales} {header}");
        }
    }
}
