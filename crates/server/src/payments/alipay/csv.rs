//! Tables of the statement, as bytes: in GBK a comma, a quote and a line break are never part of a character.

/// The columns of these names, of every row below the line that names them; `None` when no line does.
pub fn table<const N: usize>(file: &[u8], names: &[&[u8]; N]) -> Option<Vec<[Vec<u8>; N]>> {
    let mut lines = file.split(|byte| *byte == b'\n').filter(|line| !line.starts_with(b"#")).map(cells);
    let at = loop {
        let head = lines.next()?;
        let place = |name: &&[u8]| head.iter().position(|cell| cell == name);
        let found: Option<Vec<usize>> = names.iter().map(place).collect();
        if let Some(found) = found {
            break found;
        }
    };
    // A line that is too short names no order.
    let row = |cells: Vec<Vec<u8>>| {
        let row: Option<Vec<Vec<u8>>> = at.iter().map(|place| cells.get(*place).cloned()).collect();
        row.and_then(|row| row.try_into().ok())
    };
    Some(lines.filter_map(row).collect())
}

/// The cells of a line, the blanks and tabs around each taken off, and the quotes.
fn cells(line: &[u8]) -> Vec<Vec<u8>> {
    let (mut all, mut cell, mut quoted) = (Vec::new(), Vec::new(), false);
    for byte in line {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => all.push(trimmed(std::mem::take(&mut cell))),
            byte => cell.push(*byte),
        }
    }
    all.push(trimmed(cell));
    all
}

fn trimmed(cell: Vec<u8>) -> Vec<u8> {
    cell.trim_ascii().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_names() {
        let file = b"#a,b\r\nx\r\nn,\"b\",a\t\r\n1, 2 ,\t3\r\n4,\"5,6\",7\r\n8\r\n#end\r\n";
        let rows = table(file, &[b"a", b"b"]).unwrap();
        let text = |cell: &Vec<u8>| String::from_utf8(cell.clone()).unwrap();
        let rows: Vec<[String; 2]> = rows.iter().map(|row| [text(&row[0]), text(&row[1])]).collect();
        assert_eq!(rows, [["3".to_owned(), "2".to_owned()], ["7".to_owned(), "5,6".to_owned()]]);
        assert!(table(file, &[b"a", b"z"]).is_none());
    }
}
