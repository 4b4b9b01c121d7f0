//! I13: checkpoints, those that the ledger keeps and those that were exported. Each must be ours; whether the chain goes
//! through them is checked with the chain.

use std::path::Path;

use circles_domain::ledger::{Checkpoint, Finding, Invariant, Offence, SignedCheckpoint};
use sqlx::SqliteConnection;

use super::{AuditError, read_lines};
use crate::ledger::{TrustedKeys, checkpoint, list_keys};

/// Every checkpoint there is, and the finding that one of them is not ours.
pub(super) async fn read(
    tx: &mut SqliteConnection,
    exported: Option<&Path>,
    data_dir: &Path,
) -> Result<(Vec<Checkpoint>, Finding), AuditError> {
    let mut kept = checkpoint::list(tx).await?;
    let beside = checkpoint::default_file(data_dir);
    let file = match exported {
        Some(file) => Some(file),
        None => beside.exists().then_some(beside.as_path()),
    };
    if let Some(file) = file {
        kept.extend(read_lines::<SignedCheckpoint>(file)?);
    }
    let keys = TrustedKeys::of(&list_keys(tx).await?);
    let strange = kept.iter().find(|checkpoint| !keys.vouched(checkpoint));
    let finding = Finding::of(
        Invariant::I13,
        strange.map_or(Ok(()), |strange| {
            let why = "a checkpoint of it is not signed by a key of ours".to_owned();
            Err(Offence { seq: strange.checkpoint.seq, journal: None, why })
        }),
    );
    Ok((kept.into_iter().map(|kept| kept.checkpoint).collect(), finding))
}
