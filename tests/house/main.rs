//! Rules about the project itself: licences of what it is built from, and what must not come in.

mod statements;

use std::collections::BTreeSet;
use std::process::Command;

use circles_tests::Result;
use circles_tests::program::root;
use serde_json::Value;

/// Licences that may be shipped with MIT or Apache-2.0 code; one of a choice is enough, all of a list are needed.
const ALLOWED: [&str; 17] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "IJG",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OpenSSL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

fn packages() -> Result<Vec<Value>> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args([
            "metadata",
            "--format-version=1",
            "--offline",
            "--locked",
            "--filter-platform",
            "x86_64-unknown-linux-gnu",
        ])
        .current_dir(root())
        .output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    Ok(metadata["packages"].as_array().cloned().unwrap_or_default())
}

/// `A OR (B AND C)`: split at the lowest level; good for the expressions that occur.
fn is_allowed(expression: &str) -> bool {
    let text = expression.replace('/', " OR ");
    let text = text.trim();
    let text =
        text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).filter(|t| !t.contains('(')).unwrap_or(text);
    let parts = |word: &str| split(text, word);
    if let Some(all) = parts(" AND ") {
        return all.iter().all(|part| is_allowed(part));
    }
    if let Some(any) = parts(" OR ") {
        return any.iter().any(|part| is_allowed(part));
    }
    ALLOWED.contains(&text.trim())
}

/// Splits outside of parentheses; `None` when the word does not occur there.
fn split(text: &str, word: &str) -> Option<Vec<String>> {
    let (mut depth, mut parts, mut start) = (0_i32, Vec::new(), 0);
    for (at, c) in text.char_indices() {
        depth += i32::from(c == '(') - i32::from(c == ')');
        if depth == 0 && text[at..].starts_with(word) {
            parts.push(text[start..at].to_owned());
            start = at + word.len();
        }
    }
    if parts.is_empty() {
        return None;
    }
    parts.push(text[start..].to_owned());
    Some(parts)
}

#[test]
fn expressions_are_read_as_they_are_meant() {
    assert!(is_allowed("MIT OR GPL-3.0"));
    assert!(is_allowed("(MIT OR Apache-2.0) AND IJG"));
    assert!(!is_allowed("(MIT OR Apache-2.0) AND AGPL-3.0"));
    assert!(!is_allowed("GPL-3.0"));
}

#[test]
fn everything_it_is_built_from_has_a_free_licence_that_fits() -> Result {
    let odd: Vec<String> = packages()?
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(is_allowed))
        .map(|package| format!("{}: {}", package["name"], package["license"]))
        .collect();
    assert!(odd.is_empty(), "{odd:#?}");
    Ok(())
}

/// A second sqlx would bring an older SQLite with it (one copy may link); a second reqwest another TLS.
#[test]
fn there_is_one_of_each_that_must_be_one_and_none_of_what_must_not_be() -> Result {
    let packages = packages()?;
    let versions = |name: &str| -> BTreeSet<String> {
        packages.iter().filter(|p| p["name"] == name).map(|p| p["version"].to_string()).collect()
    };
    for name in ["sqlx", "libsqlite3-sys", "reqwest", "axum", "tauri"] {
        assert_eq!(versions(name).len(), 1, "{name}: {:?}", versions(name));
    }
    for name in [
        "tauri-plugin-http",
        "tauri-plugin-fs",
        "tauri-plugin-shell",
        "tauri-plugin-sql",
        "tauri-plugin-updater",
    ] {
        assert!(versions(name).is_empty(), "{name} hands the page raw power");
    }
    Ok(())
}

/// Crash points and canaries need a feature that no program of people has, and debug assertions, which no release has.
#[test]
fn only_tests_can_order_a_crash() -> Result {
    let mut with_features = BTreeSet::new();
    for package in packages()? {
        for needed in package["dependencies"].as_array().into_iter().flatten() {
            if needed["name"] == "circles-faults" && needed["features"] != serde_json::json!([]) {
                with_features.insert(package["name"].to_string());
            }
        }
        if package["name"] == "circles-faults" {
            assert!(package["features"].get("default").is_none(), "{}", package["features"]);
        }
    }
    assert_eq!(with_features, BTreeSet::from([r#""circles-tests""#.to_owned()]));
    let manifest = std::fs::read_to_string(root().join("Cargo.toml"))?;
    let release = manifest.split("[profile.release]").nth(1).unwrap_or_default();
    assert!(!release.is_empty() && !release.contains("debug-assertions"));
    Ok(())
}
