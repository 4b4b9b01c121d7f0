//! `circles-server rewrap-names`: a new key for legal names, while the data is served or not.
//!
//! Promises: afterwards every name that is kept needs the new key alone, so that the old one can be destroyed; no name is
//! opened on the way. Broken off in the middle, run again: it goes on. Does not: destroy a key, because a backup of the
//! data may still need it.

use std::path::PathBuf;

use uuid::Uuid;

use crate::identity::Keys;
use crate::store::{Db, OpenError, key_check, names};

/// Whose names.
#[derive(Clone, Debug, clap::Args)]
pub struct RewrapNames {
    /// Directory of the database.
    #[arg(long, env = "CIRCLES_DATA_DIR")]
    pub data_dir: PathBuf,
    /// Directory of the keys; by default `keys` in the data directory.
    #[arg(long, env = "CIRCLES_KEYS_DIR")]
    pub keys_dir: Option<PathBuf>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rewrapped {
    /// Names that got the new key.
    pub names: usize,
}

/// Why it was not done. The names open as they did before.
#[derive(Debug, thiserror::Error)]
pub enum RewrapError {
    /// The database.
    #[error("cannot open the database")]
    Database(#[from] OpenError),
    /// The database, later.
    #[error("the database failed")]
    Sql(#[from] sqlx::Error),
    /// The keys.
    #[error("keys: {0}")]
    Keys(#[from] std::io::Error),
    /// The keys are those of other data.
    #[error("these are not the keys that the data was made with; point --keys-dir at those")]
    OtherKeys,
}

/// Turns the key and wraps every name with the new one.
///
/// # Errors
/// See [`RewrapError`].
pub async fn rewrap_names(asked: &RewrapNames) -> Result<Rewrapped, RewrapError> {
    let keys_dir = asked.keys_dir.clone().unwrap_or_else(|| asked.data_dir.join("keys"));
    let file = asked.data_dir.join("circles.db");
    // Neither may be made by this: a wrong path would look like success.
    for needed in [&file, &keys_dir.join("name.key")] {
        std::fs::metadata(needed)
            .map_err(|error| std::io::Error::new(error.kind(), format!("{}: {error}", needed.display())))?;
    }
    let keys = Keys::open_or_create(&keys_dir)?;
    let db = Db::open(&file).await?;
    let done = turn(&keys, &db).await;
    db.close().await;
    done
}

async fn turn(keys: &Keys, db: &Db) -> Result<Rewrapped, RewrapError> {
    let noted = key_check::noted(&mut *db.write().await?).await?;
    let is_noted = |fingerprint: &[u8; 32]| noted.as_deref() == Some(fingerprint.as_slice());
    if is_noted(&keys.fingerprint()?) {
        keys.turn_name_key()?;
    } else if !keys.fingerprints()?.iter().any(is_noted) {
        return Err(RewrapError::OtherKeys);
    }
    // Begun after the turn: every name that was sealed before it is committed by now, and every later one has the new key.
    let mut tx = db.write().await?;
    let (mut after, mut count) = (Uuid::nil(), 0);
    loop {
        let page = names::list_sealed(&mut *tx, after).await?;
        let Some((last, ..)) = page.last() else { break };
        after = *last;
        for (row, of_person, sealed) in page {
            if let Some(moved) = keys.rewrap_name(&sealed, row.as_bytes())? {
                names::reseal(&mut tx, row, of_person, &moved).await?;
                count += 1;
            }
        }
    }
    key_check::note(&mut tx, &keys.fingerprint()?).await?;
    tx.commit().await?;
    Ok(Rewrapped { names: count })
}
