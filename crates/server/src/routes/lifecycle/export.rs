//! Taking one's own posts along.

use axum::extract::State;
use circles_domain::CircleId;
use circles_wire::lifecycle::{EXPORT, ExportResponse};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::reader;
use crate::routes::extract::{Json, Path};
use crate::state::AppState;
use crate::store::{circles, lifecycle};

/// One's own posts in a circle, with the list of their media; for its members, as long as there is the circle. While it is
/// being dissolved also for who left it before.
#[utoipa::path(get, path = EXPORT, tag = "lifecycle", responses((status = 200, body = ExportResponse)))]
pub(super) async fn export(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CircleId>,
) -> Result<Json<ExportResponse>> {
    let asker = reader(&state, signed).await?;
    let now = state.now();
    state.rates.count(signed.person, "export", state.config.limits.exports_per_minute, now)?;
    let mut db = state.db.read().begin().await?;
    let takes_along = lifecycle::takes_along(&mut *db, id, asker.id, now).await?;
    let circle = circles::find(&mut *db, &asker, id, now).await?;
    let circle = circle.filter(|circle| circle.standing.reads() || takes_along);
    let circle = circle.ok_or_else(|| Error::not_found(id))?;
    let posts = lifecycle::export(&mut *db, id, asker.id).await?;
    Ok(Json(ExportResponse { circle: id, circle_name: circle.name, posts }))
}
