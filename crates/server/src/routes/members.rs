//! Who is in a circle.

use axum::extract::State;
use circles_domain::CircleId;
use circles_wire::circle::{MEMBERS, MembersResponse};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Json, Path};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::{members, reading};

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// The members, for members.
#[utoipa::path(get, path = MEMBERS, tag = "circles", responses((status = 200, body = MembersResponse)))]
async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CircleId>,
) -> Result<Json<MembersResponse>> {
    let now = state.now();
    let stands = reading::stands_lately(&state, signed.person, id).await?;
    if !stands.is_some_and(|stands| stands.standing(now).reads()) {
        return Err(Error::not_found(id));
    }
    let members = members::list(state.db.read(), signed.person, id, now).await?;
    Ok(Json(MembersResponse { members }))
}
