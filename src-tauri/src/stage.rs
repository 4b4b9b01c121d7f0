//! Files that the page hands over: dropped, pasted or picked, they arrive as bytes in chunks and leave as a path.
//!
//! The page never names a path: it names a UUID of its own, and only files below the staging folder are attached.

use std::io::SeekFrom;
use std::path::{Path, PathBuf};

use circles_domain::media::VIDEO_BYTES_MAX;
use circles_domain::{Field, Invalid, Rule};
use circles_engine::args::{CommandCode, CommandError};
use tokio::io::{AsyncSeekExt, AsyncWriteExt};
use uuid::Uuid;

/// The folder of files on their way into a draft.
#[derive(Clone, Debug)]
pub struct Stage {
    folder: PathBuf,
}

impl Stage {
    /// Empties what an earlier run left in `data_dir/staging`.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(data_dir: &Path) -> std::io::Result<Self> {
        let folder = data_dir.join("staging");
        match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// Where the file of this id is.
    #[must_use]
    pub fn path(&self, id: Uuid) -> PathBuf {
        self.folder.join(id.to_string())
    }

    /// Writes a chunk.
    ///
    /// # Errors
    /// [`Rule::TooManyBytes`] past the largest video, `disk_full`, `internal`.
    pub async fn write(&self, id: Uuid, offset: u64, bytes: &[u8]) -> Result<(), CommandError> {
        if offset.saturating_add(bytes.len() as u64) > VIDEO_BYTES_MAX + 1 {
            return Err(too_many_bytes());
        }
        let write = async {
            let mut file = tokio::fs::OpenOptions::new()
                .create(true)
                .truncate(false)
                .write(true)
                .open(self.path(id))
                .await?;
            file.seek(SeekFrom::Start(offset)).await?;
            file.write_all(bytes).await?;
            file.flush().await
        };
        write.await.map_err(|error| failed(&error))
    }

    /// Forgets the file.
    pub async fn remove(&self, id: Uuid) {
        if let Err(error) = tokio::fs::remove_file(self.path(id)).await {
            tracing::debug!(%error, "a staged file was not removed");
        }
    }
}

fn too_many_bytes() -> CommandError {
    let fields = vec![Invalid::new(Field::Attachments, Rule::TooManyBytes)];
    CommandError { fields, ..CommandError::of(CommandCode::Invalid) }
}

fn failed(error: &std::io::Error) -> CommandError {
    let code = if error.kind() == std::io::ErrorKind::StorageFull {
        CommandCode::DiskFull
    } else {
        CommandCode::Internal
    };
    tracing::warn!(%error, "a chunk was not staged");
    CommandError::of(code)
}
