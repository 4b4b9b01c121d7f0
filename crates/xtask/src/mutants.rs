//! `cargo xtask mutants`: whether the tests notice a change of any line of the money's rules. Slow, and not part of CI.

use std::process::Command;

use crate::need::on_path;
use crate::step::{Outcome, root, shown, target};

/// What is mutated: package, files, and the tests that must notice. The engine's parts are tried by its own story tests.
const PARTS: [(&str, &str, &[&str]); 2] = [
    ("circles-domain", "crates/domain/src/ledger/**", &["--lib"]),
    ("circles-engine", "crates/engine/src/money/**", &["--lib", "--test", "money"]),
];

/// Runs cargo-mutants over a part, or over both; what survives is told, and lies in `target/mutants`.
pub fn run(args: &[String]) -> Outcome {
    let wanted: Vec<_> = match args {
        [] => PARTS.to_vec(),
        [name] => PARTS.into_iter().filter(|(package, ..)| package.ends_with(name.as_str())).collect(),
        _ => Vec::new(),
    };
    if wanted.is_empty() {
        return Err("usage: cargo xtask mutants [domain | engine]".into());
    }
    if !on_path("cargo-mutants") {
        return Err(
            "cargo-mutants is missing: `cargo install --locked cargo-mutants`, then run this again".into()
        );
    }
    for (package, files, tests) in wanted {
        let out = target().join("mutants").join(package);
        std::fs::create_dir_all(&out).map_err(|e| format!("{}: {e}", out.display()))?;
        let mut command = Command::new("cargo");
        command
            .current_dir(root())
            .args(["mutants", "--package", package, "--file", files, "--output"])
            .arg(out);
        // A copy of the tree has no built interface; nothing that is mutated needs it. What a run before has seen caught is
        // not tried again: all of it takes hours, and may be done in pieces.
        command.args(["--iterate", "--no-shuffle", "--colors", "never", "--"]).args(tests);
        shown(&format!("mutants of {package}"), &mut command)?;
    }
    Ok(())
}
