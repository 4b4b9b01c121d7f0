//! Ordering crashes, and seeing that they came.

use std::path::Path;

use circles_tests::Result;

/// The folder that programs look into.
pub struct Orders(tempfile::TempDir);

impl Orders {
    pub fn open() -> Result<Self> {
        Ok(Self(tempfile::tempdir()?))
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Orders `lines`, one after the other, and forgets what came of earlier ones.
    pub fn give(&self, lines: &[String]) -> Result {
        let folder = self.folder();
        std::fs::write(folder.join("done"), "")?;
        // Whole, or not there.
        std::fs::write(folder.join("new"), lines.join("\n"))?;
        Ok(std::fs::rename(folder.join("new"), folder.join("order"))?)
    }

    /// Whether `line` was carried out.
    pub fn is_done(&self, line: &str) -> Result<bool> {
        let done = std::fs::read_to_string(self.folder().join("done"))?;
        Ok(done.lines().any(|told| told == line))
    }

    /// Nothing is ordered any more.
    pub fn withdraw(&self) -> Result {
        match std::fs::remove_file(self.folder().join("order")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}
