//! Pulling what changed.

use axum::extract::State;
use circles_wire::ErrorCode;
use circles_wire::sync::{SYNC, SyncQuery, SyncResponse};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Json, Query};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::{devices, people, relations, sync};

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(pull))
}

/// What changed since the cursor; without one, every circle, standing and relation and the cursor of now.
#[utoipa::path(get, path = SYNC, tag = "sync", params(SyncQuery), responses((status = 200, body = SyncResponse)))]
async fn pull(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<SyncQuery>,
) -> Result<Json<SyncResponse>> {
    let (now, terms) = (state.now(), relations::Terms::of(&state.config.limits));
    // One snapshot: a change and what it speaks of belong together.
    let mut db = state.db.read().begin().await?;
    let asker =
        people::find(&mut *db, signed.person).await?.ok_or_else(|| Error::code(ErrorCode::SessionRevoked))?;
    let (mut response, end) = match query.since {
        None => sync::first(&mut db, &asker, terms, now).await?,
        Some(cursor) => {
            let expired = || Error::code(ErrorCode::CursorExpired);
            let since = state.db.cursors().read(signed.person, &cursor).ok_or_else(expired)?;
            let oldest = now.plus_seconds(-state.config.limits.changes_s);
            sync::page(&mut db, &asker, (since, oldest), terms, now).await?.ok_or_else(expired)?
        }
    };
    response.new_device = devices::find_new(&mut *db, signed).await?;
    response.look_at_devices = devices::has_unseen_end(&mut *db, signed.person).await?;
    response.cursor = state.db.cursors().write(signed.person, end);
    Ok(Json(response))
}
