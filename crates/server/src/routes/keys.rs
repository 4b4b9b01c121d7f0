//! The keys that receipts are signed with. Devices pin them at the first sign-in, so nothing here is a secret.

use axum::extract::State;
use circles_wire::tip::{KEYS, KeysResponse};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::Json;
use crate::error::Result;
use crate::ledger;
use crate::state::AppState;

/// The routes of this module.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(keys))
}

/// All keys, oldest first; each but the first is signed by the one before it.
#[utoipa::path(get, path = KEYS, tag = "tips", responses((status = 200, body = KeysResponse)))]
async fn keys(State(state): State<AppState>) -> Result<Json<KeysResponse>> {
    let mut reader = state.db.read().acquire().await?;
    Ok(Json(KeysResponse { keys: ledger::list_keys(&mut reader).await? }))
}
