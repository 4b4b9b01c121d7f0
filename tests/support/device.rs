//! A headless device: the real engine in a program of its own.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::{ChildStdin, Command};
use tokio::sync::{broadcast, oneshot};
use url::Url;

use crate::Result;
use crate::browser;
use crate::program::{Program, built};

type Waiting = Arc<Mutex<HashMap<u64, oneshot::Sender<std::result::Result<Value, Value>>>>>;

/// How long a story waits for what must happen.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The login of somebody who turns back at the provider.
pub const TURNS_BACK: &str = "turns-back";

/// A running device and its folder, which outlives it.
#[derive(Debug)]
pub struct Device {
    program: Program,
    stdin: ChildStdin,
    waiting: Waiting,
    changes: broadcast::Sender<Value>,
    next: u64,
    server: Url,
    folder: Arc<tempfile::TempDir>,
    environment: Vec<(String, String)>,
}

/// What a command refused: its `error` object.
#[derive(Debug, thiserror::Error)]
#[error("refused: {0}")]
pub struct Refused(pub Value);

impl Device {
    /// Starts a new device against `server`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(server: &Url) -> Result<Self> {
        Self::with(server, &[])
    }

    /// Starts a new device with an environment of its own.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn with(server: &Url, environment: &[(&str, &str)]) -> Result<Self> {
        let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Self::on(server, Arc::new(tempfile::tempdir()?), environment)
    }

    fn on(server: &Url, folder: Arc<tempfile::TempDir>, environment: Vec<(String, String)>) -> Result<Self> {
        let mut command = Command::new(built("circles-device")?);
        command
            .arg("--data-dir")
            .arg(folder.path().join("data"))
            .args(["--server", server.as_str()])
            .env("BROWSER", browser::recorder(folder.path())?)
            .envs(environment.iter().cloned())
            .stdin(Stdio::piped());
        let (mut program, mut lines) = Program::start(&mut command)?;
        let stdin = program.stdin().ok_or("no input")?;
        let waiting = Waiting::default();
        let changes = broadcast::Sender::new(4096);
        let (told, heard) = (waiting.clone(), changes.clone());
        #[expect(clippy::disallowed_methods, reason = "ends with the program that it reads")]
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let Ok(message) = serde_json::from_str::<Value>(&line) else { continue };
                if let Some(changed) = message.get("changed") {
                    // Nobody may be listening.
                    drop(heard.send(changed.clone()));
                } else if let Some(id) = message.get("id").and_then(Value::as_u64) {
                    let answer = match message.get("ok") {
                        Some(ok) => Ok(ok.clone()),
                        None => Err(message.get("error").cloned().unwrap_or_default()),
                    };
                    let waiter = told.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
                    if let Some(waiter) = waiter {
                        drop(waiter.send(answer));
                    }
                }
            }
            // The program ended: whoever waits learns it.
            told.lock().unwrap_or_else(PoisonError::into_inner).clear();
        });
        Ok(Self { program, stdin, waiting, changes, next: 0, server: server.clone(), folder, environment })
    }

    /// `kill -9`, then the same device again.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn killed_and_restarted(mut self) -> Result<Self> {
        self.program.kill().await?;
        Self::on(&self.server, self.folder.clone(), self.environment.clone())
    }

    /// Kills it, changes its files, starts it again.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn restarted_after(mut self, change: impl FnOnce(&Path) -> Result) -> Result<Self> {
        self.program.kill().await?;
        change(&self.folder.path().join("data"))?;
        Self::on(&self.server, self.folder.clone(), self.environment.clone())
    }

    /// Where the browser's note is, beside its data.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Its data directory.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Sends a command; the answer comes when it comes.
    ///
    /// # Errors
    /// When the program is gone.
    pub async fn send(
        &mut self,
        command: &str,
        args: Value,
    ) -> Result<oneshot::Receiver<std::result::Result<Value, Value>>> {
        self.next += 1;
        let (tell, told) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(self.next, tell);
        let line = format!("{}\n", json!({"id": self.next, "cmd": command, "args": args}));
        self.stdin.write_all(line.as_bytes()).await?;
        Ok(told)
    }

    /// Runs a command.
    ///
    /// # Errors
    /// [`Refused`] with the device's error, or when the program is gone.
    pub async fn call(&mut self, command: &str, args: Value) -> Result<Value> {
        let answer = self.send(command, args).await?;
        let answer = tokio::time::timeout(Duration::from_secs(60), answer).await??;
        answer.map_err(|error| Refused(error).into())
    }

    /// Runs a command that must be refused, and gives its code.
    ///
    /// # Errors
    /// When it was not refused.
    pub async fn refused(&mut self, command: &str, args: Value) -> Result<String> {
        let answer = tokio::time::timeout(PATIENCE, self.send(command, args).await?).await??;
        match answer {
            Ok(value) => Err(format!("{command} was not refused: {value}").into()),
            Err(error) => Ok(error["code"].as_str().unwrap_or_default().to_owned()),
        }
    }

    /// Asks again at every change until `wanted` says so.
    ///
    /// # Errors
    /// When it does not come true in time; the last answer is told.
    pub async fn until(
        &mut self,
        command: &str,
        args: Value,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        let mut changes = self.changes.subscribe();
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let answer = self.call(command, args.clone()).await?;
            if wanted(&answer) {
                return Ok(answer);
            }
            match tokio::time::timeout_at(deadline, changes.recv()).await {
                Ok(Ok(_) | Err(broadcast::error::RecvError::Lagged(_))) => {}
                Ok(Err(broadcast::error::RecvError::Closed)) => return Err("the device is gone".into()),
                Err(_) => {
                    return Err(format!("{command} never became what was wanted; last: {answer}").into());
                }
            }
        }
    }

    /// Signs in as one of the sandbox's sample people.
    ///
    /// # Errors
    /// When signing in does not end well.
    pub async fn sign_in(&mut self, sample: &str) -> Result<Value> {
        let answer = self.send("sign_in", json!({})).await?;
        let url = browser::recorded(self.folder.path()).await?;
        browser::sign_in(&url, sample).await?;
        let answer = tokio::time::timeout(PATIENCE, answer).await??;
        answer.map_err(|error| Refused(error).into())
    }

    /// Signs in at the OpenID provider that the server sends people to; see [`browser::sign_in_elsewhere`].
    ///
    /// # Errors
    /// When signing in ends otherwise than the pages said.
    pub async fn sign_in_elsewhere(&mut self, login: &str) -> Result<std::result::Result<Value, String>> {
        let answer = self.send("sign_in", json!({})).await?;
        let url = browser::recorded(self.folder.path()).await?;
        if let Some(code) = browser::sign_in_elsewhere(&url, login, login == TURNS_BACK).await? {
            self.call("cancel_sign_in", json!({})).await?;
            return Ok(Err(code));
        }
        let answer = tokio::time::timeout(PATIENCE, answer).await??;
        answer.map(Ok).map_err(|error| Refused(error).into())
    }
}
