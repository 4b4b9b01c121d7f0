//! `circles-server export-ledger`: every journal with its postings, a JSON line each, in the order of the chain.
//!
//! Promises: one state of the ledger, even while it is served; whoever has the lines can check the chain themselves.
//! Does not: name a person; accounts are ids.

use std::io::Write;
use std::path::PathBuf;

use sqlx::Connection;

use crate::audit::{self, AuditError};
use crate::ledger::{LedgerError, each_journal};

/// What to export.
#[derive(Clone, Debug, clap::Args)]
pub struct ExportLedger {
    /// Directory of the database.
    #[arg(long, env = "CIRCLES_DATA_DIR")]
    pub data_dir: PathBuf,
}

/// Writes the ledger to `out`.
///
/// # Errors
/// When the ledger cannot be read, or `out` not written to.
pub async fn export_ledger(asked: &ExportLedger, mut out: impl Write + Send) -> Result<(), AuditError> {
    let mut db = audit::open(&asked.data_dir).await?;
    let mut tx = db.begin().await?;
    each_journal(&mut tx, |booked, _| {
        serde_json::to_writer(&mut out, &booked)?;
        out.write_all(b"\n").map_err(|error| LedgerError::Json(serde_json::Error::io(error)))
    })
    .await?;
    out.flush().map_err(|error| LedgerError::Json(serde_json::Error::io(error)))?;
    Ok(())
}
