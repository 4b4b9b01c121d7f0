//! Who is in a circle.

use axum::extract::State;
use circles_domain::CircleId;
use circles_domain::govern::{Action, Permit, may};
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
    let stance = stands.ok_or_else(|| Error::not_found(id))?.stance(false, now);
    if may(stance, Action::ListMembers) != Permit::Yes {
        return Err(Error::not_found(id));
    }
    let sanctions = may(stance, Action::Mute) == Permit::Yes;
    let members = members::list(state.db.read(), signed.person, id, sanctions, now).await?;
    Ok(Json(MembersResponse { members }))
}
