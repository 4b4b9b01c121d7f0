//! A device that may be killed at any moment, also while somebody waits for its answer.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use circles_tests::Result;
use circles_tests::device::Device;
use serde_json::Value;
use tokio::sync::Mutex;

use super::history::History;

/// How long an answer may take; the longest that a device itself waits for is well below.
const PATIENCE: Duration = Duration::from_secs(60);

/// The device, whichever of its lives it is in.
pub struct Client {
    device: Mutex<Option<Device>>,
    kills: AtomicUsize,
    pub history: History,
}

/// What came of a command.
pub enum Told {
    /// An answer.
    Ok(Value),
    /// A refusal: its code.
    Refused(String),
    /// The device was killed before it answered.
    Gone,
}

impl Client {
    pub fn new(device: Device, history: History) -> Self {
        Self { device: Mutex::new(Some(device)), kills: AtomicUsize::new(0), history }
    }

    /// Runs a command on the life that is there now.
    pub async fn call(&self, command: &str, args: Value) -> Result<Told> {
        let mut device = self.device.lock().await;
        let sent = device.as_mut().ok_or("a device that did not start again")?.send(command, args).await;
        drop(device);
        // A pipe that broke is a device that was killed.
        let Ok(answer) = sent else { return Ok(Told::Gone) };
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(Ok(value))) => Ok(Told::Ok(value)),
            Ok(Ok(Err(error))) => Ok(Told::Refused(error["code"].as_str().unwrap_or_default().to_owned())),
            Ok(Err(_)) => Ok(Told::Gone),
            Err(_) => Err(format!("a device did not answer {command} within a minute").into()),
        }
    }

    /// `kill -9`, and the same device again.
    pub async fn kill(&self) -> Result {
        let mut device = self.device.lock().await;
        let old = device.take().ok_or("a device that did not start again")?;
        *device = Some(old.killed_and_restarted().await?);
        self.kills.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// How often it was killed.
    pub fn kills(&self) -> usize {
        self.kills.load(Ordering::Relaxed)
    }
}
