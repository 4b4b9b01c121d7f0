//! Uploading and reading the bytes of attachments. The words are those of tus 1.0 (`Upload-Offset`); the resource is
//! named by the device, so that a lost reply to its creation harms nothing.

use circles_domain::attachment::AttachmentKind;
use serde::{Deserialize, Serialize};

/// `PUT` creates or finds ([`UploadRequest`] -> [`UploadResponse`]), `HEAD` asks for the offset, `PATCH` appends at
/// `Upload-Offset` (at most 4 MiB a request, `application/offset+octet-stream`), `DELETE` gives up.
pub const UPLOAD: &str = "/v1/uploads/{id}/{rendition}";
/// `GET` with ranges, for those who may read the post (or see the circle, or the person).
pub const MEDIA: &str = "/v1/media/{id}/{rendition}";
/// The header that carries an offset.
pub const UPLOAD_OFFSET: &str = "upload-offset";
/// The most bytes that one `PATCH` may carry.
pub const CHUNK_MAX: usize = 4 * 1024 * 1024;

/// What will be uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UploadRequest {
    /// Photo or video; posters belong to videos.
    pub kind: AttachmentKind,
    /// Bytes in all.
    pub size_bytes: u64,
    /// SHA-256 of all bytes, lower-case hex.
    pub sha256: String,
}

/// Where an upload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadResponse {
    /// Bytes that the server has.
    pub offset: u64,
    /// Whether all are there, checked and kept.
    pub complete: bool,
}
