//! Uploads, resumable: announced by `PUT`, continued by `PATCH` from where `HEAD` says, complete when the last byte is
//! there, the hash is right and the bytes were looked at.
//!
//! The device prepares photographs and videos; the server does not trust that: [`inspect`] reads the bytes again.

mod append;
mod inspect;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use circles_domain::attachment::{AttachmentKind, Rendition};
use circles_domain::{AttachmentId, Field, Invalid, Rule, media};
use circles_wire::ErrorCode;
use circles_wire::media::{UPLOAD, UPLOAD_OFFSET, UploadRequest, UploadResponse};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::begin;
use super::extract::{Json, Path};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::uploads::Upload;
use crate::store::{files, uploads};

pub(crate) use inspect::look;

/// The routes of this folder.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(announce, head, append::append, give_up))
}

/// Announces an upload, or finds it: the same announcement answers where it stands.
#[utoipa::path(put, path = UPLOAD, tag = "media", responses((status = 200, body = UploadResponse)))]
async fn announce(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, rendition)): Path<(AttachmentId, Rendition)>,
    Json(request): Json<UploadRequest>,
) -> Result<Json<UploadResponse>> {
    let upload = check(id, rendition, signed, &request)?;
    let mut acting = begin(&state, signed).await?;
    if let Some(known) = uploads::find(&mut *acting.tx, id, rendition).await? {
        let same = Upload { seen: None, ..known.clone() } == upload;
        return if same {
            Ok(Json(stands(&state, &known)?))
        } else {
            Err(Error::code(ErrorCode::IdConflict).subject(id))
        };
    }
    let stored = uploads::stored_bytes(&mut *acting.tx, signed.person).await?;
    if stored.saturating_add(upload.size_bytes) > state.config.limits.storage_bytes.unsigned_abs() {
        return Err(Error::code(ErrorCode::QuotaExceeded).subject(id));
    }
    uploads::insert(&mut acting.tx, &upload, acting.now).await?;
    acting.commit(&state, None).await?;
    Ok(Json(stands(&state, &upload)?))
}

fn check(id: AttachmentId, rendition: Rendition, signed: Signed, request: &UploadRequest) -> Result<Upload> {
    let field = match request.kind {
        AttachmentKind::Photo => Field::Photo,
        AttachmentKind::Video => Field::Video,
    };
    let refuse = |rule| Err(Error::invalid(Invalid::new(field, rule)).subject(id));
    let most = match (request.kind, rendition) {
        (AttachmentKind::Photo, Rendition::Large | Rendition::Small)
        | (AttachmentKind::Video, Rendition::Poster) => media::PHOTO_BYTES_MAX,
        (AttachmentKind::Video, Rendition::Video) => media::VIDEO_BYTES_MAX,
        (AttachmentKind::Photo, Rendition::Video | Rendition::Poster)
        | (AttachmentKind::Video, Rendition::Large | Rendition::Small) => {
            return refuse(Rule::Mismatch);
        }
    };
    if request.size_bytes == 0 {
        return refuse(Rule::Required);
    }
    if request.size_bytes > most {
        return refuse(Rule::TooManyBytes);
    }
    let Some(sha256) = hex::decode(&request.sha256).ok().and_then(|bytes| bytes.try_into().ok()) else {
        return refuse(Rule::Malformed);
    };
    Ok(Upload {
        id,
        rendition,
        owner: signed.person,
        kind: request.kind,
        size_bytes: request.size_bytes,
        sha256,
        seen: None,
    })
}

/// Where an upload stands: the length of its file is the truth.
fn stands(state: &AppState, upload: &Upload) -> Result<UploadResponse> {
    if upload.seen.is_some() {
        return Ok(UploadResponse { offset: upload.size_bytes, complete: true });
    }
    let offset = files::length(&files::part(&state.config.data_dir, upload.id, upload.rendition))?;
    Ok(UploadResponse { offset: offset.min(upload.size_bytes), complete: false })
}

/// One's own upload.
async fn own(state: &AppState, signed: Signed, id: AttachmentId, rendition: Rendition) -> Result<Upload> {
    let upload = uploads::find(state.db.read(), id, rendition).await?;
    upload.filter(|upload| upload.owner == signed.person).ok_or_else(|| Error::not_found(id))
}

/// Where an upload stands, in the header `upload-offset`.
#[utoipa::path(head, path = UPLOAD, tag = "media", responses((status = 200)))]
async fn head(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, rendition)): Path<(AttachmentId, Rendition)>,
) -> Result<HeaderMap> {
    let upload = own(&state, signed, id, rendition).await?;
    let mut headers = HeaderMap::new();
    headers.insert(UPLOAD_OFFSET, HeaderValue::from(stands(&state, &upload)?.offset));
    Ok(headers)
}

/// Gives an upload up that no post carries; twice is once.
#[utoipa::path(delete, path = UPLOAD, tag = "media", responses((status = 204)))]
async fn give_up(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, rendition)): Path<(AttachmentId, Rendition)>,
) -> Result<StatusCode> {
    let Some(_turn) = state.uploading.take(id, rendition) else {
        return Err(Error::code(ErrorCode::InProgress).subject(id).retry_after(1));
    };
    let mut acting = begin(&state, signed).await?;
    match uploads::find(&mut *acting.tx, id, rendition).await? {
        None => return Ok(StatusCode::NO_CONTENT),
        Some(upload) if upload.owner != signed.person => return Err(Error::not_found(id)),
        Some(_) => {}
    }
    if !uploads::forget(&mut acting.tx, id, rendition).await? {
        return Err(Error::code(ErrorCode::Forbidden).subject(id));
    }
    acting.commit(&state, None).await?;
    // Kept bytes may be shared with another upload; the sweep decides about them.
    files::remove(&files::part(&state.config.data_dir, id, rendition))?;
    Ok(StatusCode::NO_CONTENT)
}
