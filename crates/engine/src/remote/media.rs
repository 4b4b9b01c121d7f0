//! Uploading and fetching the bytes of attachments.

use std::path::Path;

use circles_domain::AttachmentId;
use circles_domain::attachment::Rendition;
use circles_wire::ErrorCode;
use circles_wire::media::{CHUNK_MAX, MEDIA, UPLOAD, UPLOAD_OFFSET, UploadRequest, UploadResponse};
use reqwest::{Method, Response, header};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use super::client::{Remote, path};
use super::error::Error;

/// Chunks smaller than the most that is allowed, so that progress moves and a cut costs little.
const CHUNK: usize = CHUNK_MAX / 8;

impl Remote {
    /// Uploads a file, going on where the server stands. `progress` hears the bytes that are there.
    ///
    /// # Errors
    /// [`Error`]; [`Error::Protocol`] also when the file cannot be read.
    pub async fn upload(
        &self,
        id: AttachmentId,
        rendition: Rendition,
        what: &UploadRequest,
        file: &Path,
        progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<(), Error> {
        let path = path(UPLOAD, &[("id", &id.to_string()), ("rendition", rendition.as_str())]);
        let unreadable = |_: std::io::Error| Error::Protocol("the file cannot be read");
        let mut state: UploadResponse = self.put(&path, what).await?;
        let mut file = tokio::fs::File::open(file).await.map_err(unreadable)?;
        while !state.complete {
            progress(state.offset);
            file.seek(std::io::SeekFrom::Start(state.offset)).await.map_err(unreadable)?;
            let mut chunk = Vec::with_capacity(CHUNK);
            (&mut file).take(CHUNK as u64).read_to_end(&mut chunk).await.map_err(unreadable)?;
            if chunk.is_empty() {
                return Err(Error::Protocol("the file is shorter than it was"));
            }
            let request = self
                .request(Method::PATCH, &path)
                .header(UPLOAD_OFFSET, state.offset)
                .header(header::CONTENT_TYPE, "application/offset+octet-stream")
                .body(chunk);
            state = match self.send(request).await {
                // A lost reply: the server is further than we knew.
                Err(Error::Rejected(body)) if body.code == ErrorCode::OffsetMismatch => {
                    self.put(&path, what).await?
                }
                answer => {
                    let offset = offset(&answer?)?;
                    UploadResponse { offset, complete: offset == what.size_bytes }
                }
            };
        }
        progress(what.size_bytes);
        Ok(())
    }

    /// Fetches a rendition into `to`, which must not exist. Returns the bytes written.
    ///
    /// # Errors
    /// [`Error`]; [`Error::Protocol`] also when the file cannot be written.
    pub async fn fetch(&self, id: AttachmentId, rendition: Rendition, to: &Path) -> Result<u64, Error> {
        let path = path(MEDIA, &[("id", &id.to_string()), ("rendition", rendition.as_str())]);
        let unwritable = |_: std::io::Error| Error::Protocol("the file cannot be written");
        let mut response = self.send(self.request(Method::GET, &path)).await?;
        let media = response
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|kind| kind.starts_with("image/") || kind.starts_with("video/"));
        if !media {
            return Err(Error::Protocol("neither picture nor video"));
        }
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        let mut file = options.open(to).await.map_err(unwritable)?;
        let mut size = 0;
        while let Some(chunk) = response.chunk().await? {
            file.write_all(&chunk).await.map_err(unwritable)?;
            size += chunk.len() as u64;
        }
        file.sync_all().await.map_err(unwritable)?;
        Ok(size)
    }
}

/// How far the server has it after an append: nothing else is in that answer.
fn offset(response: &Response) -> Result<u64, Error> {
    let value = response.headers().get(UPLOAD_OFFSET).and_then(|value| value.to_str().ok());
    value.and_then(|value| value.parse().ok()).ok_or(Error::Protocol("no offset"))
}
