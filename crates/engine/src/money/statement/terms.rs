//! What somebody types to find an entry. Pure.

use circles_domain::Money;
use circles_store::read::Term;

/// Words that are looked for at once; more are left out.
const MOST_TERMS: usize = 8;

/// Words apart, in lower case; one that reads as an amount is looked for as an amount as well.
pub(super) fn read(typed: &str) -> Vec<Term> {
    let words = typed.split_whitespace().take(MOST_TERMS);
    words.map(|word| Term { word: word.to_lowercase(), amount: amount(word) }).collect()
}

/// `5.2`, `¥5.20`, `-5.20`, `+1,234.50`, `5.2元`: at most two decimals, no exponent.
fn amount(word: &str) -> Option<Money> {
    let word = word
        .trim_start_matches(['+', '-', '\u{2212}'])
        .trim_start_matches(['¥', '￥'])
        .trim_end_matches('元');
    let (yuan, fen) = word.split_once('.').unwrap_or((word, ""));
    let yuan: String = yuan.chars().filter(|sign| *sign != ',').collect();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (yuan.is_empty() && fen.is_empty()) || fen.len() > 2 || !digits(&yuan) || !digits(fen) {
        return None;
    }
    let yuan: i64 = if yuan.is_empty() { 0 } else { yuan.parse().ok()? };
    let fen: i64 = format!("{fen:0<2}").parse().ok()?;
    yuan.checked_mul(100)?.checked_add(fen).map(Money::fen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_as_an_amount_is_looked_for_as_one() {
        for (typed, fen) in [
            ("5.20", 520),
            ("5.2", 520),
            ("¥5.20", 520),
            ("￥5.20", 520),
            ("-5.20", 520),
            ("\u{2212}¥5.20", 520),
            ("+0.88", 88),
            (".88", 88),
            ("5", 500),
            ("5.2元", 520),
            ("1,234.50", 123_450),
        ] {
            assert_eq!(amount(typed), Some(Money::fen(fen)), "{typed}");
        }
        for typed in ["", ".", "1e2", "0.001", "１", "-", "¥", "five", "92233720368547758070", "5.2.0"] {
            assert_eq!(amount(typed), None, "{typed}");
        }
    }

    #[test]
    fn words_are_folded_and_bounded() {
        let found = read("  Slow\tTEA 5.20 ");
        assert_eq!(found.iter().map(|term| term.word.as_str()).collect::<Vec<_>>(), ["slow", "tea", "5.20"]);
        assert_eq!(found.last().and_then(|term| term.amount), Some(Money::fen(520)));
        assert_eq!(read(&"a ".repeat(100)).len(), MOST_TERMS);
    }
}
