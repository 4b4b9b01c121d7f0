//! The TypeScript of the page: one file a type, and `commands.ts`, which says what each command takes and gives.
//!
//! Promises: the files in `ui/src/bindings` are these, to the byte; a test compares them, and writes them when
//! `UPDATE_BINDINGS` is set.

use std::fmt::Write as _;
use std::path::Path;

use circles_domain::attachment::Rendition;
use circles_store::Change;
use ts_rs::{Config, ExportError, TS};

use crate::api;
use crate::args::CommandError;

/// Writes all bindings into a folder.
///
/// # Errors
/// When a file cannot be written.
pub fn write(folder: &Path) -> Result<(), ExportError> {
    // 64-bit integers of views are sizes and counts, far below 2^53; money is a decimal string.
    let config = Config::default().with_large_int("number").with_out_dir(folder);
    api::export(&config)?;
    CommandError::export_all(&config)?;
    Change::export_all(&config)?;
    Rendition::export_all(&config)?;
    std::fs::write(folder.join("commands.ts"), commands(&config))?;
    Ok(())
}

fn commands(config: &Config) -> String {
    let commands = api::commands(config);
    let mut types: Vec<&String> =
        commands.iter().flat_map(|command| [&command.args, &command.result]).flatten().collect();
    types.sort_unstable();
    types.dedup();
    let mut text = String::from("// Generated from the table of commands in crates/engine/src/api.rs.\n");
    let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "null".to_owned());
    for one in types {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "import type {{ {one} }} from \"./{one}\";");
    }
    text.push_str("\n/** What each command takes and gives. */\nexport interface Commands {\n");
    for command in &commands {
        let (args, result) = (name(&command.args), name(&command.result));
        let _ = writeln!(text, "  {}: {{ args: {args}; result: {result} }};", command.name);
    }
    text.push_str("}\n");
    text
}
