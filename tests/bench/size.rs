//! The JavaScript of the interface's bundle, as a download would weigh: what the first screen waits for, and all of it.

use std::path::{Path, PathBuf};
use std::process::Command;

use circles_tests::Result;
use circles_tests::program::root;

use crate::report::{Measured, Row};

pub const ROWS: &[Row] = &[
    Row {
        name: "interface_javascript_gzip",
        unit: "KB",
        peer: "none; each .js file of ui/dist by gzip -9, summed, in units of 1000 bytes",
        aim: "at most 120 KB",
    },
    Row {
        name: "interface_javascript_first_gzip",
        unit: "KB",
        peer: "none; of these the files that ui/dist/index.html names, which the first screen waits for",
        aim: "at most 120 KB",
    },
];
const MOST_BYTES: usize = 120_000;

pub fn measure() -> Result<Vec<Measured>> {
    let dist = root().join("ui").join("dist");
    let page = std::fs::read_to_string(dist.join("index.html"))?;
    let mut scripts = Vec::new();
    collect(&dist, &mut scripts)?;
    let (mut all, mut first) = (0, 0);
    for script in scripts {
        let zipped = Command::new("gzip").args(["-9", "-c", "-n"]).arg(&script).output()?;
        if !zipped.status.success() {
            return Err(format!("gzip of {} ended with {}", script.display(), zipped.status).into());
        }
        all += zipped.stdout.len();
        let name = script.file_name().ok_or("a file without a name")?.to_string_lossy();
        if page.contains(&format!("{name}\"")) {
            first += zipped.stdout.len();
        }
    }
    if first == 0 {
        return Err("ui/dist names no JavaScript; build the interface first".into());
    }
    let row =
        |bytes: usize| Measured { value: bytes as f64 / 1_000.0, peer: None, pass: bytes <= MOST_BYTES };
    Ok(vec![row(all), row(first)])
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
