//! The files of uploads and media.
//!
//! ```text
//! <data-dir>/uploads/<attachment>.<rendition>.part    what came so far; its length is the offset
//! <data-dir>/media/aa/<sha256>                        what is complete and was looked at; named by its content
//! ```
//!
//! Promises: a complete file was synced, and so was its directory, before any row says that it is there.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use circles_domain::AttachmentId;
use circles_domain::attachment::Rendition;

/// Makes the directories, readable by the owner alone.
///
/// # Errors
/// When the disk refuses.
pub fn make_directories(data_dir: &Path) -> io::Result<()> {
    for dir in [data_dir.to_owned(), data_dir.join("uploads"), data_dir.join("media")] {
        make_private(&dir)?;
    }
    Ok(())
}

#[cfg(unix)]
fn make_private(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

#[cfg(not(unix))]
fn make_private(dir: &Path) -> io::Result<()> {
    std::fs::create_dir_all(dir)
}

/// Where an incomplete upload is.
#[must_use]
pub fn part(data_dir: &Path, id: AttachmentId, rendition: Rendition) -> PathBuf {
    data_dir.join("uploads").join(format!("{id}.{}.part", rendition.as_str()))
}

/// Where complete bytes are.
#[must_use]
pub fn kept(data_dir: &Path, sha256: &[u8; 32]) -> PathBuf {
    let name = hex::encode(sha256);
    data_dir.join("media").join(&name[..2]).join(name)
}

/// How many bytes an upload has; 0 when it has no file.
///
/// # Errors
/// When the disk fails.
pub fn length(file: &Path) -> io::Result<u64> {
    match std::fs::metadata(file) {
        Ok(meta) => Ok(meta.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}

/// Moves a synced part to its place among the kept.
///
/// # Errors
/// When the disk fails.
pub fn keep(data_dir: &Path, part: &Path, sha256: &[u8; 32]) -> io::Result<()> {
    let to = kept(data_dir, sha256);
    let dir = to.parent().unwrap_or(data_dir);
    make_private(dir)?;
    std::fs::rename(part, &to)?;
    std::fs::File::open(dir)?.sync_all()?;
    std::fs::File::open(data_dir.join("media"))?.sync_all()
}

/// Uploads that a request is writing to at this moment: one writer each.
#[derive(Clone, Debug, Default)]
pub struct Uploading(Arc<Mutex<HashSet<(AttachmentId, Rendition)>>>);

/// The right to write to one upload, given back when dropped.
#[derive(Debug)]
pub struct Turn {
    of: Uploading,
    key: (AttachmentId, Rendition),
}

impl Uploading {
    /// Takes the turn, unless another request has it.
    #[must_use]
    pub fn take(&self, id: AttachmentId, rendition: Rendition) -> Option<Turn> {
        let key = (id, rendition);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key)
            .then(|| Turn { of: self.clone(), key })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.of.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

/// Removes a file; one that is not there is removed already.
///
/// # Errors
/// When the disk fails.
pub fn remove(file: &Path) -> io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The directories in `dir`.
///
/// # Errors
/// When the disk fails.
pub fn directories(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(dir)?.collect::<io::Result<Vec<_>>>()?;
    Ok(entries.into_iter().map(|entry| entry.path()).filter(|path| path.is_dir()).collect())
}

/// The files in `dir` with their names.
///
/// # Errors
/// When the disk fails.
pub fn names(dir: &Path) -> io::Result<Vec<(PathBuf, String)>> {
    let entries = std::fs::read_dir(dir)?.collect::<io::Result<Vec<_>>>()?;
    let named =
        entries.into_iter().map(|entry| (entry.path(), entry.file_name().to_string_lossy().into_owned()));
    Ok(named.filter(|(path, _)| path.is_file()).collect())
}
