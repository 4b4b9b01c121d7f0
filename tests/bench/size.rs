//! All JavaScript of the interface's bundle, as a download would weigh.

use std::path::{Path, PathBuf};
use std::process::Command;

use circles_tests::Result;
use circles_tests::program::root;

use crate::report::{Measured, Row};

pub const ROWS: &[Row] = &[Row {
    name: "interface_javascript_gzip",
    unit: "KB",
    peer: "none; each .js file of ui/dist by gzip -9, summed, in units of 1000 bytes",
    aim: "at most 120 KB",
}];
const MOST_BYTES: usize = 120_000;

pub fn measure() -> Result<Vec<Measured>> {
    let mut scripts = Vec::new();
    collect(&root().join("ui").join("dist"), &mut scripts)?;
    if scripts.is_empty() {
        return Err("ui/dist holds no JavaScript; build the interface first".into());
    }
    let mut bytes = 0;
    for script in scripts {
        let zipped = Command::new("gzip").args(["-9", "-c", "-n"]).arg(&script).output()?;
        if !zipped.status.success() {
            return Err(format!("gzip of {} ended with {}", script.display(), zipped.status).into());
        }
        bytes += zipped.stdout.len();
    }
    Ok(vec![Measured { value: bytes as f64 / 1_000.0, peer: None, pass: bytes <= MOST_BYTES }])
}

fn collect(folder: &Path, scripts: &mut Vec<PathBuf>) -> Result {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, scripts)?;
        } else if path.extension().is_some_and(|kind| kind == "js" || kind == "mjs") {
            scripts.push(path);
        }
    }
    Ok(())
}
