//! The memory that the largest photographs take while they are made ready to upload.
//!
//! Each kind is prepared by a process of its own (this program, started again), which reads its own high-water mark at
//! its end. The photographs have as many pixels as are let in, and are made of a real one.

use std::path::{Path, PathBuf};

use circles_engine::media::prepare::prepare_photo;
use circles_tests::Result;
use circles_tests::program::root;
use tokio::process::Command;

use crate::report::{Measured, Row};

/// The argument with which this program prepares one photograph and prints the kibibytes that it held at most.
pub const ALONE: &str = "prepare-photo-peak";
pub const ROWS: &[Row] = &[Row {
    name: "photo_50mp_peak_memory",
    unit: "MiB",
    peer: "none; the largest resident set of a process that prepares 50 megapixels: the worst of progressive JPEG \
           4:4:4 and 4:2:0, PNG with and without transparency, lossless WebP",
    aim: "at most 400 MiB",
}];
const MOST_MIB: f64 = 400.0;

/// The file, and how `vips` saves it: a photograph or a smooth enlargement of one, because a PNG of fifty real
/// megapixels is larger than the files that are let in.
const KINDS: [(&str, &str, &[&str]); 5] = [
    ("photo", "jpeg-444.jpg[interlace,subsample_mode=off,Q=90]", &["copy"]),
    ("photo", "jpeg-420.jpg[interlace,subsample_mode=on,Q=90]", &["copy"]),
    ("smooth", "transparent.png[compression=6,filter=all]", &["bandjoin_const", "200"]),
    ("smooth", "opaque.png[compression=6,filter=all]", &["bandjoin_const", "255"]),
    ("smooth", "lossless.webp[lossless,effort=0]", &["copy"]),
];

pub async fn measure() -> Result<Vec<Measured>> {
    let folder = tempfile::tempdir()?;
    let within = |name: &str| folder.path().join(name);
    let photo = root().join("tests/fixtures/photos/big-12mp.jpg");
    vips("resize", &photo, &within("photo.v"), &["2.02"]).await?;
    vips("resize", &photo, &within("tiny.v"), &["0.05"]).await?;
    vips("resize", &within("tiny.v"), &within("smooth.v"), &["40.4"]).await?;
    let mut worst = 0.0_f64;
    for (source, saved, how) in KINDS {
        let (action, arguments) = how.split_first().ok_or("an action")?;
        vips(action, &within(&format!("{source}.v")), &within(saved), arguments).await?;
        let name = saved.split('[').next().unwrap_or_default();
        let peak = peak_mib(&within(name)).await?;
        eprintln!("  {name}: {peak:.0} MiB");
        worst = worst.max(peak);
    }
    Ok(vec![Measured { value: worst, peer: None, pass: worst <= MOST_MIB }])
}

async fn vips(action: &str, from: &Path, to: &Path, arguments: &[&str]) -> Result {
    let status = Command::new("vips").arg(action).arg(from).arg(to).args(arguments).status().await?;
    if status.success() { Ok(()) } else { Err(format!("vips {action} ended with {status}").into()) }
}

async fn peak_mib(photo: &Path) -> Result<f64> {
    let output = Command::new(std::env::current_exe()?).arg(ALONE).arg(photo).output().await?;
    if !output.status.success() {
        return Err(format!("{}: {}", photo.display(), String::from_utf8_lossy(&output.stderr)).into());
    }
    let kibibytes: u32 = String::from_utf8(output.stdout)?.trim().parse()?;
    Ok(f64::from(kibibytes) / 1_024.0)
}

/// What the process of its own does.
pub fn prepare_alone(files: &[PathBuf]) -> Result {
    let [photo] = files else { return Err("one file".into()) };
    let prepared = prepare_photo(&std::fs::read(photo)?)?;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    println!("{}", peak.ok_or("the kernel tells no peak")?);
    drop(prepared);
    Ok(())
}
