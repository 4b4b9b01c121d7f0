//! SQL that costs more than it looks.

use std::path::Path;

use circles_tests::Result;
use circles_tests::program::root;

/// SQLite looks at the value of a bare `LIMIT ?` to plan with it, and so plans the whole statement again each time
/// another one is bound, kept statement or not. It does not look into an expression.
#[test]
fn no_limit_has_its_statement_planned_again_for_each_value() -> Result {
    let (mut bare, mut bound) = (Vec::new(), 0);
    for part in ["crates/server/src", "crates/store/src"] {
        visit(&root().join(part), &mut |path, text| {
            for after in text.split("LIMIT ").skip(1) {
                let Some(rest) = after.strip_prefix(['$', '?']) else { continue };
                bound += 1;
                if !rest.trim_start_matches(|digit: char| digit.is_ascii_digit()).starts_with(" + 0") {
                    bare.push(path.display().to_string());
                }
            }
        })?;
    }
    assert!(bound > 10, "only {bound} limits were found");
    assert!(bare.is_empty(), "`LIMIT $1` must be `LIMIT $1 + 0` in {bare:?}");
    Ok(())
}

fn visit(folder: &Path, look: &mut impl FnMut(&Path, &str)) -> Result {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            visit(&path, look)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            look(&path, &std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
