//! The statement as CSV: RFC 4180, UTF-8 with a byte order mark, so that spreadsheets read Chinese.
//!
//! A text that people wrote and that a spreadsheet would take for a formula gets an apostrophe in front. Amounts are in
//! columns of their own for what came and what went, so none begins with a sign.

use super::sheet::Sheet;

/// Writes `sheet`.
pub(super) fn write(sheet: &Sheet) -> Vec<u8> {
    let words = sheet.words;
    let head = [
        words.time,
        words.kind,
        words.who,
        words.masked,
        words.circle,
        words.post,
        words.message,
        words.came,
        words.went,
        words.balance,
        words.currency,
        words.number,
    ];
    let mut out = String::from('\u{feff}');
    row(&mut out, head.map(str::to_owned));
    for line in &sheet.lines {
        row(
            &mut out,
            [
                line.time.clone(),
                line.kind.to_owned(),
                guarded(&line.who),
                guarded(&line.masked),
                guarded(&line.circle),
                guarded(&line.post),
                guarded(&line.message),
                line.came.clone(),
                line.went.clone(),
                line.balance.clone(),
                "CNY".to_owned(),
                line.number.clone(),
            ],
        );
    }
    out.into_bytes()
}

fn row<const N: usize>(out: &mut String, cells: [String; N]) {
    for (n, cell) in cells.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        if cell.contains(['"', ',', '\r', '\n']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}

/// Whatever a spreadsheet begins a formula with, also in full width and behind white space.
fn guarded(text: &str) -> String {
    let formula = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\u{2212}'];
    let bare =
        text.trim_start_matches(|sign: char| sign.is_whitespace() || sign.is_control() || sign == '\u{feff}');
    if bare.starts_with(formula) || text.starts_with(['\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_formula() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            " =1",
            "\t=1",
            "\u{a0}=1",
            "＝1",
            "－1",
            "\r\n=cmd|' /C calc'!A0",
            "\u{feff}=1",
        ] {
            assert!(guarded(text).starts_with('\''), "{text:?}");
        }
        for text in ["", "Ada", "张*", "a=1", "1-2", "¥5.20", "'=1"] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn cells_are_quoted_as_rfc_4180_says() {
        let mut out = String::new();
        row(&mut out, ["a".into(), "b,c".into(), "say \"hi\"".into(), "two\r\nlines".into(), String::new()]);
        assert_eq!(out, "a,\"b,c\",\"say \"\"hi\"\"\",\"two\r\nlines\",\r\n");
    }
}
