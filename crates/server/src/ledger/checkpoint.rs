//! Checkpoints of the chain: made every hour, kept in the ledger and exported to a file beside the keys, which is part
//! of no dump of the data.
//!
//! Promises: whatever is behind an exported checkpoint cannot be changed or cut off without the audit seeing it; an
//! export that failed is made up for by the next. Does not: carry the file away; whoever runs the server does.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use circles_domain::Timestamp;
use circles_domain::ledger::{Checkpoint, SignedCheckpoint};
use sqlx::SqliteConnection;

use super::{LedgerError, encode};
use crate::identity::Keys;
use crate::state::AppState;

/// The name of the exported file, in the directory of the keys.
pub const FILE: &str = "checkpoints.jsonl";

/// Starts the job: at once, and then every hour.
pub fn start(state: &AppState) {
    let state = state.clone();
    let every = Duration::from_secs(state.config.limits.checkpoint_s.unsigned_abs().max(1));
    state.tasks.clone().spawn(async move {
        loop {
            let due = state.clone();
            match state.turn(async move { run(&due).await }).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    tracing::error!(cause = ?error, "no checkpoint of the ledger; it will be tried again");
                }
                Err(error) => {
                    tracing::error!(cause = ?error, "a checkpoint broke off; it will be tried again")
                }
            }
            tokio::select! {
                () = state.stop.cancelled() => return,
                () = tokio::time::sleep(every) => {}
            }
        }
    });
}

/// Makes a checkpoint if anything was booked since the last, and exports what is not exported yet.
///
/// # Errors
/// When the database or the file fails.
pub async fn run(state: &AppState) -> Result<(), LedgerError> {
    let mut tx = state.db.write().await?;
    make(&mut tx, &state.keys, state.now()).await?;
    tx.commit().await?;
    let kept = list(&mut *state.db.read().acquire().await?).await?;
    let file = state.config.keys_dir().join(FILE);
    tokio::task::spawn_blocking(move || export(&file, &kept))
        .await
        .map_err(|error| LedgerError::Export(io::Error::other(error)))?
        .map_err(LedgerError::Export)
}

/// Signs the newest link, unless it is signed already.
///
/// # Errors
/// When the database fails.
pub async fn make(tx: &mut SqliteConnection, keys: &Keys, now: Timestamp) -> Result<(), LedgerError> {
    let head: Option<(i64, Vec<u8>)> = sqlx::query_as(
        "SELECT seq, hash FROM journal WHERE seq > (SELECT COALESCE(MAX(seq), 0) FROM checkpoint)
         ORDER BY seq DESC LIMIT 1",
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some((seq, hash)) = head else { return Ok(()) };
    let hash = hash.try_into().map_err(|_| LedgerError::Row("a hash that is not 32 bytes"))?;
    let unsigned = SignedCheckpoint {
        checkpoint: Checkpoint { seq, hash },
        made_at: now,
        key_id: keys.receipt_key_id(),
        signature: String::new(),
    };
    let signature = keys.sign_receipt(&unsigned.signing_bytes());
    sqlx::query(
        "INSERT INTO checkpoint (seq, hash, made_at_us, key_id, signature) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(seq)
    .bind(hash.as_slice())
    .bind(now.as_micros())
    .bind(unsigned.key_id)
    .bind(signature.as_slice())
    .execute(tx)
    .await?;
    Ok(())
}

/// The key's name is bytes: what was tampered with must still be read.
#[derive(sqlx::FromRow)]
struct CheckpointRow {
    seq: i64,
    hash: Vec<u8>,
    made_at_us: i64,
    key_id: Vec<u8>,
    signature: Vec<u8>,
}

/// All that are kept, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn list(tx: &mut SqliteConnection) -> Result<Vec<SignedCheckpoint>, LedgerError> {
    let rows: Vec<CheckpointRow> =
        sqlx::query_as("SELECT seq, hash, made_at_us, key_id, signature FROM checkpoint ORDER BY seq")
            .fetch_all(tx)
            .await?;
    let read = |row: CheckpointRow| {
        let hash = row.hash.try_into().map_err(|_| LedgerError::Row("a hash that is not 32 bytes"))?;
        Ok(SignedCheckpoint {
            checkpoint: Checkpoint { seq: row.seq, hash },
            made_at: Timestamp::from_micros(row.made_at_us),
            key_id: String::from_utf8_lossy(&row.key_id).into_owned(),
            signature: encode(&row.signature),
        })
    };
    rows.into_iter().map(read).collect()
}

/// Where the audit looks for the export when it is not told.
#[must_use]
pub fn default_file(data_dir: &Path) -> PathBuf {
    data_dir.join("keys").join(FILE)
}

/// Appends those that are newer than what the file ends with.
fn export(file: &Path, kept: &[SignedCheckpoint]) -> io::Result<()> {
    let before = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let whole = before.rfind('\n').map_or(0, |at| at + 1);
    let exported = before.get(..whole).unwrap_or_default().lines().next_back();
    let last = exported.map(serde_json::from_str::<SignedCheckpoint>).transpose()?;
    let last = last.map_or(0, |last| last.checkpoint.seq);
    let mut lines = Vec::new();
    for checkpoint in kept.iter().filter(|kept| kept.checkpoint.seq > last) {
        serde_json::to_writer(&mut lines, checkpoint)?;
        lines.push(b'\n');
    }
    if lines.is_empty() && whole == before.len() {
        return Ok(());
    }
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(file)?;
    // A line that a power cut left half written goes.
    file.set_len(u64::try_from(whole).map_err(io::Error::other)?)?;
    io::Seek::seek(&mut file, io::SeekFrom::End(0))?;
    file.write_all(&lines)?;
    file.sync_all()
}
