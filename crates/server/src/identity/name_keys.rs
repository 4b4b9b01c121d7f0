//! The keys that wrap legal names.
//!
//! ```text
//! name.key          wraps what is sealed from now on
//! name-<id>.key     wrapped what was sealed before; may be destroyed once nothing needs it
//! ```
//! Promises: keys are read when they are needed, so that a server that runs follows a turn of the key. Every seal happens
//! inside a write of the database and the re-wrapping is one such write after the turn: what was sealed before is seen by
//! it, what is sealed after it uses the new key.

use std::io;
use std::path::{Path, PathBuf};

use super::key_file::{create, random, read, read_or_create, replace};
use super::seal::{self, Fresh, KeyId, Unreadable, WrappingKey};

/// Where they are.
pub(super) struct NameKeys {
    dir: PathBuf,
}

impl NameKeys {
    /// The keys in `dir`, with a first one if there is none.
    pub(super) fn open_or_create(dir: &Path) -> io::Result<Self> {
        read_or_create(&dir.join("name.key"))?;
        Ok(Self { dir: dir.to_owned() })
    }

    /// What wraps from now on.
    pub(super) fn current(&self) -> io::Result<WrappingKey> {
        Ok(WrappingKey(read(&self.dir.join("name.key"))?))
    }

    /// All that may have wrapped something, the current one first.
    pub(super) fn all(&self) -> io::Result<Vec<WrappingKey>> {
        let mut keys = vec![self.current()?];
        for entry in std::fs::read_dir(&self.dir)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with("name-") && name.ends_with(".key") {
                keys.push(WrappingKey(read(&path)?));
            }
        }
        Ok(keys)
    }

    /// Makes another key the current one; the one before it stays under its id.
    pub(super) fn turn(&self) -> io::Result<()> {
        let before = self.current()?;
        create(&self.dir.join(format!("name-{}.key", hex::encode(before.id()))), &before.0)?;
        replace(&self.dir.join("name.key"), &random()?)
    }

    pub(super) fn seal(&self, row: &[u8; 16], text: &[u8]) -> io::Result<Vec<u8>> {
        seal::seal(&self.current()?, row, text, &Fresh::new()?).map_err(io::Error::other)
    }

    pub(super) fn open(&self, row: &[u8; 16], sealed: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let needed = seal::key_id(sealed);
        self.candidates(needed)?.iter().find_map(|key| seal::open(key, row, sealed).ok()).ok_or(Unreadable)
    }

    /// `sealed` under the current key; `None` when it is already.
    pub(super) fn rewrap(&self, row: &[u8; 16], sealed: &[u8]) -> io::Result<Option<Vec<u8>>> {
        let current = self.current()?;
        let Some(needed) = seal::key_id(sealed) else {
            let text = self.open(row, sealed).map_err(io::Error::other)?;
            return self.seal(row, &text).map(Some);
        };
        if needed == current.id() {
            return Ok(None);
        }
        let mut nonce = [0; 24];
        getrandom::fill(&mut nonce).map_err(io::Error::other)?;
        let moved = self
            .candidates(Some(needed))
            .map_err(io::Error::other)?
            .iter()
            .find_map(|from| seal::rewrap(from, &current, row, sealed, &nonce).ok());
        moved.map(Some).ok_or_else(|| io::Error::other(Unreadable))
    }

    fn candidates(&self, needed: Option<KeyId>) -> Result<Vec<WrappingKey>, Unreadable> {
        let all = self.all().map_err(|_| Unreadable)?;
        Ok(all.into_iter().filter(|key| needed.is_none_or(|id| key.id() == id)).collect())
    }
}
