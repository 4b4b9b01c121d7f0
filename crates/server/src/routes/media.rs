//! Reading the bytes of attachments, whole or in ranges.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use circles_domain::AttachmentId;
use circles_domain::attachment::Rendition;
use circles_wire::media::MEDIA;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::Path;
use super::lifecycle;
use super::ranges::{Wanted, wanted};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::media::{self, Through};
use crate::store::{files, uploads};

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get))
}

/// The bytes, for those who may read the post, or see the circle or the person. An id's bytes never change.
#[utoipa::path(get, path = MEDIA, tag = "media", responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 206), (status = 304), (status = 416)))]
async fn get(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, rendition)): Path<(AttachmentId, Rendition)>,
    headers: HeaderMap,
) -> Result<Response> {
    let mut db = state.db.read().begin().await?;
    let upload = uploads::find(&mut *db, id, rendition).await?.ok_or_else(|| Error::not_found(id))?;
    let seen = upload.seen.as_ref().ok_or_else(|| Error::not_found(id))?;
    let through = media::may_read(&mut db, signed.person, upload.owner, id, state.now()).await?;
    let through = through.ok_or_else(|| Error::not_found(id))?;
    if let Through::Post(post) = through {
        lifecycle::beside(&mut db, &state, post, signed.person).await?;
    }
    drop(db);
    let etag = format!("\"{}\"", hex::encode(upload.sha256));
    let given = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let mut out = HeaderMap::new();
    out.insert(header::ETAG, text(&etag)?);
    // Leaving or being blocked must be felt: the device's own cache keeps bytes, so asking again costs little.
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if given(header::IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == etag)) {
        return Ok((StatusCode::NOT_MODIFIED, out).into_response());
    }
    out.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    out.insert(header::CONTENT_TYPE, text(&seen.media_type)?);
    out.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    out.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    let size = upload.size_bytes;
    let fresh = given(header::IF_RANGE).is_none_or(|tag| tag == etag);
    let (status, first, count) = match wanted(given(header::RANGE).filter(|_| fresh), size) {
        Wanted::Whole => (StatusCode::OK, 0, size),
        Wanted::Part { first, last } => {
            out.insert(header::CONTENT_RANGE, text(&format!("bytes {first}-{last}/{size}"))?);
            (StatusCode::PARTIAL_CONTENT, first, last - first + 1)
        }
        Wanted::Unsatisfiable => {
            let range = [(header::CONTENT_RANGE, text(&format!("bytes */{size}"))?)];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, range).into_response());
        }
    };
    out.insert(header::CONTENT_LENGTH, HeaderValue::from(count));
    let mut file = tokio::fs::File::open(files::kept(&state.config.data_dir, &upload.sha256)).await?;
    file.seek(std::io::SeekFrom::Start(first)).await?;
    let body = Body::from_stream(ReaderStream::with_capacity(file.take(count), 64 * 1024));
    Ok((status, out, body).into_response())
}

fn text(value: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(value).map_err(Error::internal)
}
