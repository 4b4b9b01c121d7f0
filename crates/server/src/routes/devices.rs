//! The devices that a person is signed in on. Signing one out works at once: its next request is refused, its stream ends.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::DeviceId;
use circles_wire::device::{DEVICE, DEVICES, DevicesResponse, SEEN};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Json, Path};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::{AppState, Poke};
use crate::store::devices;

/// How long an end that the person did not choose is listed, in seconds.
const LISTED_S: i64 = 30 * 86_400;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, sign_out_others))
        .routes(routes!(sign_out))
        .routes(routes!(seen))
}

/// One's devices.
#[utoipa::path(get, path = DEVICES, tag = "session", responses((status = 200, body = DevicesResponse)))]
async fn list(State(state): State<AppState>, signed: Signed) -> Result<Json<DevicesResponse>> {
    let now = state.now();
    let since = now.plus_seconds(-state.config.limits.refresh_s);
    let devices = devices::list(state.db.read(), signed, since, now.plus_seconds(-LISTED_S)).await?;
    Ok(Json(DevicesResponse { devices }))
}

/// Signs all other devices out.
#[utoipa::path(delete, path = DEVICES, tag = "session", responses((status = 204)))]
async fn sign_out_others(State(state): State<AppState>, signed: Signed) -> Result<StatusCode> {
    let mut tx = state.db.write().await?;
    devices::sign_out_others(&mut tx, signed, state.now()).await?;
    tx.commit().await?;
    state.poke(Poke::Person(signed.person));
    Ok(StatusCode::NO_CONTENT)
}

/// Signs one device out. One that is not signed in, or not one's own, is not there.
#[utoipa::path(delete, path = DEVICE, tag = "session", responses((status = 204)))]
async fn sign_out(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DeviceId>,
) -> Result<StatusCode> {
    let mut tx = state.db.write().await?;
    if !devices::sign_out(&mut tx, signed.person, id, state.now()).await? {
        return Err(Error::not_found(id));
    }
    tx.commit().await?;
    state.poke(Poke::Person(signed.person));
    Ok(StatusCode::NO_CONTENT)
}

/// Notes that one has seen, on this device, who signed in and why sessions ended.
#[utoipa::path(post, path = SEEN, tag = "session", responses((status = 204)))]
async fn seen(State(state): State<AppState>, signed: Signed) -> Result<StatusCode> {
    let mut tx = state.db.write().await?;
    devices::mark_ends_seen(&mut tx, signed.person).await?;
    devices::meet(&mut tx, signed.device, state.now()).await?;
    tx.commit().await?;
    state.poke(Poke::Person(signed.person));
    Ok(StatusCode::NO_CONTENT)
}
