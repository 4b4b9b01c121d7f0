//! What a device was told, a JSON line an operation: what the audit holds against the ledger.

use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use circles_domain::{Clock as _, SystemClock};
use circles_tests::Result;
use serde_json::{Value, json};

/// The history of one device.
pub struct History {
    device: usize,
    file: Mutex<std::fs::File>,
}

impl History {
    /// Begins one in `folder`.
    pub fn begin(folder: &Path, device: usize) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let file = std::fs::File::create(folder.join(format!("device-{device}.jsonl")))?;
        Ok(Self { device, file: Mutex::new(file) })
    }

    /// Notes how a tip stands by the device's own view.
    pub fn note(&self, view: &Value, outcome: &str) -> Result {
        let receipt = &view["receipt"]["receipt"];
        let seen = if receipt.is_null() { view } else { receipt };
        let line = json!({
            "t_us": SystemClock.now().as_micros(),
            "device": self.device,
            "id": view["id"],
            "op": "confirm_tip",
            "amount": seen["amount"],
            "payer": receipt.get("payer"),
            "payee": receipt.get("payee"),
            "subject": seen["post"],
            "outcome": outcome,
        });
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(writeln!(file, "{line}")?)
    }
}
