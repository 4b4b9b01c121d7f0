//! A statement as both kinds of file show it: words and plain amounts, oldest entry first.

use circles_domain::{Money, Timestamp};
use circles_store::read::{Listed, Sums};

use super::words::Words;
use crate::view::Language;

/// Beijing has kept one distance from UTC since 1991.
const BEIJING_US: i64 = 8 * 3_600_000_000;

/// A statement.
pub(super) struct Sheet {
    pub(super) words: &'static Words,
    /// What stands above the table: what it is, and the thing itself.
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) lines: Vec<Line>,
}

/// One entry.
pub(super) struct Line {
    pub(super) time: String,
    pub(super) kind: &'static str,
    pub(super) who: String,
    pub(super) masked: String,
    pub(super) circle: String,
    pub(super) post: String,
    /// What went with the payment.
    pub(super) message: String,
    /// What came; empty for what went.
    pub(super) came: String,
    /// What went, without a sign; empty for what came.
    pub(super) went: String,
    pub(super) balance: String,
    pub(super) number: String,
}

/// What a statement is made of.
pub(super) struct Made<'a> {
    pub(super) language: Language,
    pub(super) name: String,
    pub(super) sandbox: bool,
    pub(super) from: Option<Timestamp>,
    pub(super) until: Option<Timestamp>,
    /// When it was read from the server.
    pub(super) as_of: Timestamp,
    pub(super) adds_up: bool,
    pub(super) sums: Sums,
    /// Newest first.
    pub(super) entries: &'a [Listed],
}

impl Sheet {
    pub(super) fn of(made: &Made<'_>) -> Self {
        let words = Words::of(made.language);
        let nothing = Money::fen(0);
        let after = made.entries.first().map_or(nothing, |newest| newest.entry.balance);
        let before =
            made.entries.last().and_then(|oldest| oldest.entry.balance.checked_sub(oldest.entry.amount));
        let period = format!(
            "{} – {}",
            made.from.map_or(words.from_first.into(), day),
            made.until
                .map_or(words.until_now.into(), |until| day(Timestamp::from_micros(until.as_micros() - 1))),
        );
        let mut facts = vec![
            (words.name, made.name.clone()),
            (words.period, period),
            (words.before, yuan(before.unwrap_or(nothing))),
            (words.came, yuan(made.sums.came)),
            (words.went, yuan(Money::fen(-made.sums.went.minor))),
            (words.after, yuan(after)),
            (words.entries, made.sums.count.to_string()),
            (words.as_of, moment(made.as_of)),
            (words.check, if made.adds_up { words.adds_up } else { words.does_not_add_up }.to_owned()),
        ];
        if made.sandbox {
            facts.insert(0, (words.currency, format!("CNY ({})", words.test_money)));
        }
        let lines = made.entries.iter().rev().map(|listed| line(words, made.language, listed)).collect();
        Self { words, facts, lines }
    }
}

fn line(words: &'static Words, language: Language, listed: &Listed) -> Line {
    let entry = &listed.entry;
    let size = entry.amount.minor.unsigned_abs();
    let came = entry.amount.minor > 0;
    let circle = listed.circle.as_ref().map(|(name, name_zh)| match language {
        Language::ZhHans if !name_zh.is_empty() => name_zh.clone(),
        Language::ZhHans | Language::En | Language::System => name.clone(),
    });
    Line {
        time: moment(entry.booked_at),
        kind: words.kind(entry.kind),
        who: entry.counterparty.as_ref().map(|other| other.display_name.clone()).unwrap_or_default(),
        masked: entry.counterparty_masked_name.clone().unwrap_or_default(),
        circle: circle.unwrap_or_default(),
        post: entry.words.clone().unwrap_or_default(),
        message: entry.message.clone(),
        came: if came { plain(size) } else { String::new() },
        went: if came { String::new() } else { plain(size) },
        balance: yuan(entry.balance),
        number: entry.journal.to_string(),
    }
}

/// `5.20`, without a sign or groups, so that a table takes it for a number.
fn plain(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

fn yuan(money: Money) -> String {
    let sign = if money.minor < 0 { "-" } else { "" };
    format!("{sign}{}", plain(money.minor.unsigned_abs()))
}

/// `2026-11-22 18:03:04` in Beijing.
fn moment(at: Timestamp) -> String {
    let there = Timestamp::from_micros(at.as_micros().saturating_add(BEIJING_US)).to_string();
    there.get(..19).unwrap_or(&there).replace('T', " ")
}

fn day(at: Timestamp) -> String {
    moment(at).chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_beijing_and_amounts_plain() {
        let at: Timestamp = "2026-11-22T17:03:04.999999Z".parse().unwrap();
        assert_eq!((moment(at).as_str(), day(at).as_str()), ("2026-11-23 01:03:04", "2026-11-23"));
        assert_eq!(
            (plain(5), plain(123_450), yuan(Money::fen(-88))),
            ("0.05".into(), "1234.50".into(), "-0.88".into())
        );
    }
}
