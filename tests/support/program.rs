//! Programs that were built, and children that end with the test.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::Result;

/// The folder of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// Where builds and pictures go.
#[must_use]
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A program of the workspace, beside the one that runs now.
///
/// # Errors
/// When it was not built.
pub fn built(name: &str) -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let found = here.ancestors().skip(1).take(2).map(|folder| folder.join(name)).find(|path| path.exists());
    found.ok_or_else(|| format!("{name} was not built; `cargo xtask test` builds it").into())
}

/// A child that is killed when dropped.
#[derive(Debug)]
pub struct Program {
    child: Child,
}

impl Program {
    /// Starts it, and gives the lines of its output.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(command: &mut Command) -> Result<(Self, Lines<BufReader<ChildStdout>>)> {
        let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let out = child.stdout.take().ok_or("no output")?;
        Ok((Self { child }, BufReader::new(out).lines()))
    }

    /// Its standard input, once.
    pub fn stdin(&mut self) -> Option<tokio::process::ChildStdin> {
        self.child.stdin.take()
    }

    /// Whether it has ended, by itself or otherwise.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn has_ended(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// `kill -9`.
    ///
    /// # Errors
    /// When it is gone already.
    pub async fn kill(&mut self) -> Result {
        Ok(self.child.kill().await?)
    }

    /// Waits a moment for what it started to end, then ends it.
    ///
    /// # Errors
    /// When it is gone already.
    pub async fn end_children(&self) -> Result {
        let pid = self.child.id().ok_or("it ended before")?.to_string();
        for _ in 0..60 {
            // pgrep finds nothing: all are gone.
            if !Command::new("pgrep").args(["-P", &pid]).stdout(Stdio::null()).status().await?.success() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Command::new("pkill").args(["-KILL", "-P", &pid]).status().await?;
        Ok(())
    }

    /// Asks it to end (SIGTERM) and waits.
    ///
    /// # Errors
    /// When it does not end within ten seconds, or badly.
    pub async fn stop(&mut self) -> Result {
        let status = self.end().await?;
        if status.success() { Ok(()) } else { Err(format!("it ended with {status}").into()) }
    }

    /// The same, however it ends: it may be ending by itself just now.
    ///
    /// # Errors
    /// When it does not end within ten seconds.
    pub async fn end(&mut self) -> Result<ExitStatus> {
        if let Some(pid) = self.child.id() {
            Command::new("kill").arg(pid.to_string()).status().await?;
        }
        Ok(tokio::time::timeout(Duration::from_secs(10), self.child.wait()).await??)
    }
}
