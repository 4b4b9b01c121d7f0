//! One program, started, watched and timed.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a command answers: a sentence that says what to do.
pub type Outcome<T = ()> = Result<T, String>;

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Where cargo builds to.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A built program of the test profile.
pub fn built(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// `cargo ARGS` in the workspace.
pub fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(root());
    command
}

/// `npm ARGS` in `ui/`.
pub fn npm(args: &[&str]) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(args).current_dir(root().join("ui"));
    command
}

/// Runs to the end, its output shown as it comes; says when it began and how long it took.
pub fn shown(what: &str, command: &mut Command) -> Outcome {
    eprintln!("· {what}");
    let start = Instant::now();
    let status = command.stdin(Stdio::null()).status().map_err(|e| not_started(command, &e))?;
    eprintln!("  {what}: {:.0} s", start.elapsed().as_secs_f64());
    if status.success() { Ok(()) } else { Err(format!("{what} failed; its own words are above")) }
}

/// Runs to the end in silence, with a moving count of seconds on a terminal; its output is shown when it fails.
pub fn quiet(what: &str, command: &mut Command) -> Outcome<String> {
    let start = Instant::now();
    let log = target().join("xtask.log");
    std::fs::create_dir_all(target()).map_err(|e| format!("{}: {e}", target().display()))?;
    let file = std::fs::File::create(&log).map_err(|e| format!("{}: {e}", log.display()))?;
    let copy = file.try_clone().map_err(|e| format!("{}: {e}", log.display()))?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(copy)
        .spawn()
        .map_err(|e| not_started(command, &e))?;
    let terminal = std::io::stderr().is_terminal();
    let mut told = false;
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|e| format!("{what}: {e}"))? {
            break status;
        }
        if start.elapsed() > Duration::from_secs(2) {
            if terminal {
                eprint!("\r· {what} … {:.0} s ", start.elapsed().as_secs_f64());
                std::io::stderr().flush().unwrap_or_default();
            } else if !told {
                eprintln!("· {what} …");
            }
            told = true;
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    if told {
        eprintln!("{}  {what}: {:.0} s", if terminal { "\r" } else { "" }, start.elapsed().as_secs_f64());
    }
    let output = String::from_utf8_lossy(&std::fs::read(&log).unwrap_or_default()).into_owned();
    if status.success() {
        Ok(output)
    } else {
        eprintln!("{output}");
        Err(format!("{what} failed; its own words are above"))
    }
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!(
        "{} could not be started ({error}); install it and run this again",
        command.get_program().display()
    )
}
