//! Sums as the platform writes them: yuan with a point and two digits, from whole fen and back. No float on the way.

use circles_domain::Money;

/// `88` fen to `0.88`. Sums of orders are positive.
pub fn text(amount: Money) -> String {
    format!("{}.{:02}", amount.minor / 100, amount.minor % 100)
}

/// `0.88`, `0.8` and `1` to fen; a `-` before it for less than nothing. Anything else is no sum.
pub fn read(text: &str) -> Option<Money> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let begins = digits.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    if !plain || !begins || digits.ends_with('.') {
        return None;
    }
    Money::parse_yuan(digits).ok().map(|sum| Money::fen(sign * sum.minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_written_and_read_to_the_fen() {
        for (fen, written) in [(1, "0.01"), (9, "0.09"), (88, "0.88"), (100, "1.00"), (500_000, "5000.00")] {
            assert_eq!(text(Money::fen(fen)), written);
            assert_eq!(read(written), Some(Money::fen(fen)));
        }
        // As a float, 100 times this is 113.99999999999999.
        assert_eq!(read("1.14"), Some(Money::fen(114)));
        assert_eq!(text(Money::fen(i64::MAX)), "92233720368547758.07");
        assert_eq!(
            (read("7"), read("7.5"), read("-7.50")),
            (Some(Money::fen(700)), Some(Money::fen(750)), Some(Money::fen(-750)))
        );
    }

    #[test]
    fn what_is_no_sum_is_none() {
        for bad in [
            "",
            ".",
            "1.",
            ".5",
            "1.234",
            "1e2",
            "1,00",
            "+1",
            "--1",
            "¥1",
            "１",
            " 1",
            "NaN",
            "1.2.3",
            "99999999999999",
        ] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }
}
