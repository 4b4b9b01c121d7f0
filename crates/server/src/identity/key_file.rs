//! A secret of 32 bytes in a file of its own.
//!
//! Promises: a file is complete or absent, however the machine stops; two processes that start at once agree on one
//! secret; a file that others may read is refused, not used.
//! Does not: know what a secret is for.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Makes the directory, for its owner alone.
pub(super) fn make_directory(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// The secret in `path`, made from fresh randomness if there is none yet.
pub(super) fn read_or_create(path: &Path) -> io::Result<[u8; 32]> {
    match read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            create(path, &random()?)?;
            read(path)
        }
        done => done,
    }
}

/// The secret in `path`.
pub(super) fn read(path: &Path) -> io::Result<[u8; 32]> {
    let named = |problem: &str| io::Error::other(format!("{}: {problem}", path.display()));
    let metadata = std::fs::metadata(path)?;
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0 {
        return Err(named(
            "this key can be read by others; set its mode to 0600, or replace it if they had access",
        ));
    }
    if metadata.len() != 32 {
        return Err(named("a key is 32 bytes long; restore this file from where it is kept safe"));
    }
    std::fs::read(path)?.try_into().map_err(|_| named("the key changed while it was read"))
}

/// Writes `secret` unless `path` exists by then; either way `path` is complete afterwards.
pub(super) fn create(path: &Path, secret: &[u8; 32]) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let draft = dir.join(format!(".new-{}", hex::encode(&random()?[..8])));
    let linked = write_synced(&draft, secret).and_then(|()| match std::fs::hard_link(&draft, path) {
        // Another process was first: its secret is the one to use.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        done => done,
    });
    let removed = std::fs::remove_file(&draft);
    linked?;
    removed?;
    File::open(dir)?.sync_all()
}

/// Writes `secret` over what is in `path`: there is the one before or this one, never a part.
pub(super) fn replace(path: &Path, secret: &[u8; 32]) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let draft = dir.join(format!(".new-{}", hex::encode(&random()?[..8])));
    write_synced(&draft, secret)?;
    std::fs::rename(&draft, path)?;
    File::open(dir)?.sync_all()
}

fn write_synced(path: &Path, secret: &[u8; 32]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(secret)?;
    file.sync_all()
}

/// 32 bytes from the operating system.
pub(super) fn random() -> io::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}
