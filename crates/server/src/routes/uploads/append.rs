//! One chunk of an upload, and what happens with the last one.

use std::path::Path as FilePath;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use circles_domain::AttachmentId;
use circles_domain::attachment::Rendition;
use circles_wire::ErrorCode;
use circles_wire::media::{CHUNK_MAX, UPLOAD, UPLOAD_OFFSET};
use futures::StreamExt;
use tokio::io::AsyncWriteExt;

use super::{inspect, own, stands};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::extract::Path;
use crate::state::AppState;
use crate::store::uploads::Upload;
use crate::store::{files, uploads};

/// Appends a chunk at `upload-offset`. What arrived of a chunk that was cut off counts.
#[utoipa::path(patch, path = UPLOAD, tag = "media", params(("upload-offset" = u64, Header)),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"), responses((status = 204)))]
pub(super) async fn append(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, rendition)): Path<(AttachmentId, Rendition)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response> {
    let Some(turn) = state.uploading.take(id, rendition) else {
        return Err(Error::code(ErrorCode::InProgress).subject(id).retry_after(1));
    };
    let upload = own(&state, signed, id, rendition).await?;
    let given = headers
        .get(UPLOAD_OFFSET)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<u64>().ok());
    let standing = stands(&state, &upload)?;
    if standing.complete {
        // The reply to the last chunk was lost.
        return Ok(at(upload.size_bytes));
    }
    if given != Some(standing.offset) {
        return Err(Error::code(ErrorCode::OffsetMismatch).subject(id));
    }
    let part = files::part(&state.config.data_dir, id, rendition);
    let offset = write(&part, &upload, standing.offset, body).await?;
    if offset < upload.size_bytes {
        return Ok(at(offset));
    }
    // From here on a device that goes away must not leave half a step: the rest runs to its end.
    let finished = state.tasks.spawn({
        let (state, upload) = (state.clone(), upload.clone());
        async move {
            let _turn = turn;
            finish(&state, &upload).await
        }
    });
    finished.await.map_err(Error::internal)??;
    Ok(at(offset))
}

fn at(offset: u64) -> Response {
    (StatusCode::NO_CONTENT, [(UPLOAD_OFFSET, HeaderValue::from(offset))]).into_response()
}

/// So long may a device that uploads say nothing.
const STILL: Duration = Duration::from_secs(20);

/// Writes what comes, up to the announced size, and returns how far the file reaches.
async fn write(part: &FilePath, upload: &Upload, from: u64, body: Body) -> Result<u64> {
    let mut file = tokio::fs::OpenOptions::new().create(true).append(true).open(part).await?;
    let (mut offset, mut stream) = (from, body.into_data_stream());
    // What came is kept, however it ends: a connection that stands still is one that broke.
    while let Ok(Some(Ok(chunk))) = tokio::time::timeout(STILL, stream.next()).await {
        offset += chunk.len() as u64;
        if offset - from > CHUNK_MAX as u64 || offset > upload.size_bytes {
            file.set_len(from).await?;
            return Err(Error::code(ErrorCode::OffsetMismatch).subject(upload.id));
        }
        file.write_all(&chunk).await?;
    }
    file.flush().await?;
    Ok(offset)
}

/// Checks the hash, looks at the bytes, keeps them. What is refused is thrown away, so that the device starts anew.
async fn finish(state: &AppState, upload: &Upload) -> Result<()> {
    let (part, data_dir, this) = (
        files::part(&state.config.data_dir, upload.id, upload.rendition),
        state.config.data_dir.clone(),
        upload.clone(),
    );
    let looked = state.tasks.spawn_blocking(move || {
        let seen = inspect::inspect(&part, &this);
        match &seen {
            Ok(_) => files::keep(&data_dir, &part, &this.sha256)?,
            Err(_) => files::remove(&part)?,
        }
        seen
    });
    let seen = looked.await.map_err(Error::internal)??;
    let mut tx = state.db.write().await?;
    uploads::complete(&mut tx, upload.id, upload.rendition, &seen).await?;
    tx.commit().await?;
    Ok(())
}
