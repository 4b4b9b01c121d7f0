//! Joining, leaving, and who is there.

use axum::extract::State;
use circles_domain::CircleId;
use circles_domain::circle::Standing;
use circles_domain::gate::Asker;
use circles_wire::circle::{CircleResponse, MEMBERS, MEMBERSHIP, MembersResponse};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::{Acting, begin};
use super::extract::{Json, Path};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::changes::Change;
use crate::store::{circles, members, reading};

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(join, leave)).routes(routes!(list))
}

/// Joins; joining twice is joining once.
#[utoipa::path(put, path = MEMBERSHIP, tag = "circles", responses((status = 200, body = CircleResponse)))]
async fn join(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CircleId>,
) -> Result<Json<CircleResponse>> {
    let mut acting = begin(&state, signed).await?;
    let standing = stands_in(&mut acting, id).await?;
    if standing == Standing::None {
        let gates = circles::find_gates(&mut *acting.tx, id).await?.ok_or_else(|| Error::not_found(id))?;
        let verdict =
            gates.join.check(Asker { claims: &acting.person.claims, moderator: false, now: acting.now });
        if !verdict.allowed {
            return Err(Error::gate_closed(verdict).subject(id));
        }
    }
    change(&state, acting, id, true).await
}

/// Leaves; what one wrote stays.
#[utoipa::path(delete, path = MEMBERSHIP, tag = "circles", responses((status = 200, body = CircleResponse)))]
async fn leave(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CircleId>,
) -> Result<Json<CircleResponse>> {
    let mut acting = begin(&state, signed).await?;
    if stands_in(&mut acting, id).await? == Standing::None {
        return answer(&mut acting, id).await;
    }
    change(&state, acting, id, false).await
}

async fn stands_in(acting: &mut Acting, id: CircleId) -> Result<Standing> {
    let stands =
        reading::stands(&mut *acting.tx, acting.person.id, id).await?.ok_or_else(|| Error::not_found(id))?;
    let standing = stands.standing(acting.now);
    if standing == Standing::Banned { Err(Error::not_found(id)) } else { Ok(standing) }
}

async fn change(
    state: &AppState,
    mut acting: Acting,
    id: CircleId,
    joined: bool,
) -> Result<Json<CircleResponse>> {
    let person = acting.person.id;
    let changed = members::set_joined(&mut acting.tx, person, id, joined, acting.now).await?;
    let circle = answer(&mut acting, id).await?;
    acting.commit(state, changed.then_some(Change::Standing(person, id))).await?;
    Ok(circle)
}

async fn answer(acting: &mut Acting, id: CircleId) -> Result<Json<CircleResponse>> {
    let circle = circles::find(&mut *acting.tx, &acting.person, id, acting.now).await?;
    circle.map(Json).ok_or_else(|| Error::not_found(id))
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
