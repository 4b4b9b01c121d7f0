//! A 12-megapixel photograph made ready to upload.
//!
//! Both sides are programs of their own that read the file and leave two: this one starts itself for it, so that neither
//! side is spared the start of a process.

use std::path::{Path, PathBuf};
use std::time::Instant;

use circles_engine::media::prepare::prepare_photo;
use circles_tests::Result;
use circles_tests::program::root;
use tokio::process::Command;

use crate::report::{Measured, Row, median};

/// The argument with which this program prepares one photograph and ends.
pub const ALONE: &str = "prepare-photo";
pub const ROWS: &[Row] = &[Row {
    name: "photo_12mp_prepared",
    unit: "ms",
    peer: "vipsthumbnail: 2048 from the file, then 640 from that one, [Q=82,strip]; both sides as processes, median of 7",
    aim: "time ratio at most 1.0",
}];
const TIMES: usize = 7;

pub async fn measure() -> Result<Vec<Measured>> {
    let photo = root().join("tests/fixtures/photos/big-12mp.jpg");
    let folder = tempfile::tempdir()?;
    // Once unmeasured: files and programs are in memory then, for both.
    by_ourselves(&photo, folder.path()).await?;
    by_vips(&photo, folder.path()).await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        ours.push(by_ourselves(&photo, folder.path()).await?);
        theirs.push(by_vips(&photo, folder.path()).await?);
    }
    Ok(vec![Measured::beside(median(&ours)?, median(&theirs)?, |ratio| ratio <= 1.0)])
}

async fn by_ourselves(photo: &Path, folder: &Path) -> Result<f64> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(ALONE).arg(photo).arg(folder.join("ours-large.jpg")).arg(folder.join("ours-small.jpg"));
    let began = Instant::now();
    run(&mut command).await?;
    Ok(began.elapsed().as_secs_f64() * 1_000.0)
}

async fn by_vips(photo: &Path, folder: &Path) -> Result<f64> {
    let (large, small) = (folder.join("vips-large.jpg"), folder.join("vips-small.jpg"));
    let began = Instant::now();
    run(&mut thumbnail(photo, 2_048, &large)).await?;
    run(&mut thumbnail(&large, 640, &small)).await?;
    Ok(began.elapsed().as_secs_f64() * 1_000.0)
}

fn thumbnail(from: &Path, side: u32, to: &Path) -> Command {
    let mut command = Command::new("vipsthumbnail");
    // `>`: never enlarged.
    command
        .arg(from)
        .arg("--size")
        .arg(format!("{side}x{side}>"))
        .arg("-o")
        .arg(format!("{}[Q=82,strip]", to.display()));
    command
}

async fn run(command: &mut Command) -> Result {
    let status = command.status().await?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} ended with {status}").into()) }
}

/// What the process of its own does.
pub fn prepare_alone(files: &[PathBuf]) -> Result {
    let [from, large, small] = files else { return Err("three files: from, large, small".into()) };
    let prepared = prepare_photo(&std::fs::read(from)?)?;
    std::fs::write(large, prepared.large)?;
    Ok(std::fs::write(small, prepared.small)?)
}
