//! `cargo xtask run`: the app on its own demo server.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::need::{self, For};
use crate::step::{Outcome, built, target};
use crate::{build, tour};

/// Builds, starts the server with demo data, opens the app; the data stays for the next start.
pub fn run(args: &[String]) -> Outcome {
    let server = match args {
        [] => None,
        [flag, url] if flag == "--server" => Some(url.clone()),
        _ => return Err("usage: cargo xtask run [--server URL]".into()),
    };
    let display = !cfg!(target_os = "linux")
        || std::env::var_os("DISPLAY").is_some_and(|d| !d.is_empty())
        || std::env::var_os("WAYLAND_DISPLAY").is_some_and(|d| !d.is_empty());
    if !display {
        eprintln!("There is no display here: taking the tour in a virtual one instead.");
        return tour::run();
    }
    need::have(&[For::App])?;
    build::interface()?;
    build::programs()?;
    let (url, demo) = match server {
        Some(url) => (url, None),
        None => {
            let (url, demo) = Demo::start()?;
            let (data, log) = (Demo::data(), Demo::log());
            eprintln!("The demo server listens on {url}; its data is kept in {}.", data.display());
            eprintln!("It writes its log to {}.", log.display());
            (url, Some(demo))
        }
    };
    let mut app = Command::new(built("circles"));
    app.env("CIRCLES_SERVER", url).env("CIRCLES_DATA_DIR", target().join("app"));
    let ended = app.status().map_err(|e| format!("the app could not be started: {e}"))?;
    drop(demo);
    if ended.success() { Ok(()) } else { Err(format!("the app ended with {ended}")) }
}

/// The demo server, stopped when dropped.
pub struct Demo(Child);

impl Demo {
    /// Starts it and waits until it listens: on the port of the last time, because a session belongs to one address,
    /// or on a free one when that is taken.
    pub fn start() -> Outcome<(String, Self)> {
        let note = target().join("demo-address");
        let known = std::fs::read_to_string(&note).unwrap_or_default();
        let started = match known.trim() {
            "" => Self::listen("127.0.0.1:0")?,
            known => Self::listen(known).or_else(|_| Self::listen("127.0.0.1:0"))?,
        };
        std::fs::write(&note, started.0.trim_start_matches("http://"))
            .map_err(|e| format!("{}: {e}", note.display()))?;
        Ok(started)
    }

    fn data() -> PathBuf {
        target().join("demo")
    }

    fn log() -> PathBuf {
        target().join("demo.log")
    }

    fn listen(address: &str) -> Outcome<(String, Self)> {
        let log = File::create(Self::log()).map_err(|e| format!("{}: {e}", Self::log().display()))?;
        let began = Instant::now();
        let new = !Self::data().join("circles.db").exists();
        if new {
            eprintln!("· the demo's circles, people and photographs");
        }
        let mut child = Command::new(built("circles-server"))
            .args(["serve", "--demo", "--listen", address, "--data-dir"])
            .arg(Self::data())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(|e| format!("the server could not be started: {e}"))?;
        let out = child.stdout.take();
        let demo = Self(child);
        let mut lines = BufReader::new(out.ok_or("the server has no output")?).lines();
        let url = loop {
            match lines.next() {
                Some(Ok(line)) => {
                    if let Some(url) = line.strip_prefix("listening on ") {
                        break url.to_owned();
                    }
                }
                Some(Err(_)) | None => {
                    let log = Self::log();
                    eprint!("{}", std::fs::read_to_string(&log).unwrap_or_default());
                    return Err("the server ended before it listened; its words are above".into());
                }
            }
        };
        if new {
            eprintln!("  the demo's circles, people and photographs: {:.0} s", began.elapsed().as_secs_f64());
        }
        // Whatever else it prints must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Ok((url, demo))
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // A termination signal lets it finish what it is doing.
        let asked = Command::new("kill").arg(self.0.id().to_string()).status().is_ok_and(|s| s.success());
        if !asked && let Err(error) = self.0.kill() {
            eprintln!("the server did not stop: {error}");
        }
        if let Err(error) = self.0.wait() {
            eprintln!("the server was not seen to stop: {error}");
        }
    }
}
