//! Giving roles.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::circle::Role;
use circles_domain::govern::{ActKind, Action};
use circles_domain::{ActId, CircleId, PersonId};
use circles_wire::ErrorCode;
use circles_wire::govern::{ROLE, RoleRequest};

use super::act::line;
use super::{allow, stance};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::begin;
use crate::routes::extract::{Json, Path};
use crate::state::AppState;
use crate::store::changes::Change;
use crate::store::govern::{self, Act};
use crate::store::{members, reading};

/// Gives a member a role below one's own; the one they have must be below it, too.
#[utoipa::path(put, path = ROLE, tag = "govern", responses((status = 204)))]
pub(super) async fn give(
    State(state): State<AppState>,
    signed: Signed,
    Path((circle, person)): Path<(CircleId, PersonId)>,
    Json(request): Json<RoleRequest>,
) -> Result<StatusCode> {
    let mut acting = begin(&state, signed).await?;
    let stance = stance(&mut acting, circle).await?;
    allow(stance, Action::GiveRoles, circle)?;
    let theirs = reading::stands(&mut *acting.tx, person, circle, acting.now).await?;
    let theirs = theirs.filter(|theirs| theirs.standing(acting.now).reads());
    let present: Role = theirs.ok_or_else(|| Error::not_found(person))?.role();
    if present == request.role {
        return Ok(StatusCode::NO_CONTENT);
    }
    if !stance.role.may_give(request.role, present) {
        return Err(Error::code(ErrorCode::Forbidden).subject(person));
    }
    let now = acting.now;
    members::set_role(&mut acting.tx, person, circle, request.role, now).await?;
    let base = line(&acting, stance, circle, ActId::mint(), ActKind::Role);
    let line = Act { person: Some(person), detail: request.role.as_str().to_owned(), ..base };
    govern::insert(&mut acting.tx, &line).await?;
    acting.commit(&state, Some(Change::Standing(person, circle))).await?;
    Ok(StatusCode::NO_CONTENT)
}
