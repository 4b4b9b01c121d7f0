//! What a machine must have besides Rust and Node, and how it gets it.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::step::{Outcome, quiet};

/// What for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Building and using the app.
    App,
    /// Tests and tours in a virtual display.
    Display,
    /// What tests compare with.
    Peers,
    /// The peers of the bench.
    Bench,
}

/// (what proves that it is there, Debian's package)
const APP: &[(&str, &str)] = &[
    ("pkg:webkit2gtk-4.1", "libwebkit2gtk-4.1-dev"),
    ("pkg:gtk+-3.0", "libgtk-3-dev"),
    ("pkg:openssl", "libssl-dev"),
    ("bin:cc", "build-essential"),
    ("bin:pkg-config", "pkg-config"),
    ("bin:xdg-open", "xdg-utils"),
    ("gst:libgstplayback.so", "gstreamer1.0-plugins-base"),
    ("gst:libgstisomp4.so", "gstreamer1.0-plugins-good"),
    ("gst:libgstlibav.so", "gstreamer1.0-libav"),
];
const DISPLAY: &[(&str, &str)] = &[
    ("bin:WebKitWebDriver", "webkit2gtk-driver"),
    ("bin:Xvfb", "xvfb"),
    ("bin:xvfb-run", "xvfb"),
    ("bin:xauth", "xauth"),
    ("bin:pgrep", "procps"),
    ("bin:dbus-run-session", "dbus"),
    ("bin:gnome-keyring-daemon", "gnome-keyring"),
    ("file:/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk"),
];
const PEERS: &[(&str, &str)] = &[("bin:openssl", "openssl"), ("py:ensurepip", "python3-venv")];
const BENCH: &[(&str, &str)] = &[("bin:vipsthumbnail", "libvips-tools"), ("bin:vips", "libvips-tools")];

/// Makes sure that everything for `purposes` is there.
///
/// On Debian and Ubuntu it installs, after saying what; elsewhere it names the packages and stops.
pub fn have(purposes: &[For]) -> Outcome {
    node()?;
    if !cfg!(target_os = "linux") {
        return if purposes.contains(&For::Display) {
            Err("journeys in a virtual display run on Linux; `cargo xtask run` works here".into())
        } else {
            Ok(())
        };
    }
    let mut missing: Vec<&str> = Vec::new();
    for purpose in purposes {
        let wanted = match purpose {
            For::App => APP,
            For::Display => DISPLAY,
            For::Peers => PEERS,
            For::Bench => BENCH,
        };
        missing.extend(wanted.iter().filter(|(proof, _)| !present(proof)).map(|(_, package)| *package));
    }
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

fn node() -> Outcome {
    let version = Command::new("node").arg("--version").output();
    let version =
        version.map_err(|_| "Node is missing; install Node 20.19 or newer and run this again".to_owned())?;
    let text = String::from_utf8_lossy(&version.stdout).into_owned();
    let mut numbers = text.trim().trim_start_matches('v').split('.').map(|n| n.parse::<u32>().unwrap_or(0));
    let (major, minor) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if (major, minor) >= (20, 19) {
        Ok(())
    } else {
        Err(format!("Node {} is too old; install 20.19 or newer and run this again", text.trim()))
    }
}

fn present(proof: &str) -> bool {
    match proof.split_once(':') {
        Some(("bin", name)) => on_path(name),
        Some(("file", path)) => Path::new(path).exists(),
        Some(("pkg", name)) => Command::new("pkg-config")
            .args(["--exists", name])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success()),
        Some(("py", module)) => Command::new("python3")
            .args(["-c", &format!("import {module}")])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success()),
        Some(("gst", name)) => std::fs::read_dir("/usr/lib").is_ok_and(|folders| {
            folders.flatten().any(|folder| folder.path().join("gstreamer-1.0").join(name).exists())
        }),
        Some(_) | None => false,
    }
}

/// Whether a program of this name can be started.
pub fn on_path(name: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).exists()))
}

fn install(packages: &[&str]) -> Outcome {
    let list = packages.join(" ");
    if !on_path("apt-get") {
        return Err(format!(
            "these are missing (by their names in Debian): {list}; install them and run this again"
        ));
    }
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    if !root && !on_path("sudo") {
        return Err(format!("these are missing; as root: apt-get install {list}"));
    }
    eprintln!("Installing with apt{}: {list}", if root { "" } else { " through sudo" });
    let apt = |args: &[&str]| {
        let mut command = Command::new(if root { "apt-get" } else { "sudo" });
        if !root {
            command.arg("apt-get");
        }
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    quiet("reading the lists of packages", &mut apt(&["update"]))?;
    let mut args = vec!["install", "-y", "--no-install-recommends"];
    args.extend(packages);
    quiet("installing packages", &mut apt(&args)).map(|_| ())
}
