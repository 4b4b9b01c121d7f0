//! Giving roles.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::circle::Role;
use circles_domain::govern::{ActKind, Action, check_reason};
use circles_domain::{ActId, CircleId, PersonId};
use circles_wire::ErrorCode;
use circles_wire::govern::{ROLE, RoleRequest};

use super::act::line;
use super::{allow, good_standing, stance};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::begin;
use crate::routes::administer::poke_all;
use crate::routes::extract::{Json, Path};
use crate::state::AppState;
use crate::store::changes::Change;
use crate::store::govern::{self, Act};
use crate::store::{members, reading};

/// Gives a member a role below one's own; the one they have must be below it, too. An operator of the platform names the
/// owner, and whoever was it stays as an admin.
#[utoipa::path(put, path = ROLE, tag = "govern", responses((status = 204)))]
pub(super) async fn give(
    State(state): State<AppState>,
    signed: Signed,
    Path((circle, person)): Path<(CircleId, PersonId)>,
    Json(request): Json<RoleRequest>,
) -> Result<StatusCode> {
    let mut acting = begin(&state, signed).await?;
    let stance = stance(&mut acting, circle).await?;
    let names_owner = stance.operator && request.role == Role::Owner && person != signed.person;
    if !names_owner {
        allow(stance, Action::GiveRoles, circle)?;
    }
    let present = if names_owner {
        good_standing(&mut acting, circle, person).await?
    } else {
        let theirs = reading::stands(&mut *acting.tx, person, circle, acting.now).await?;
        let theirs = theirs.filter(|theirs| theirs.standing(acting.now).reads());
        theirs.ok_or_else(|| Error::not_found(person))?.role()
    };
    if present == request.role {
        return Ok(StatusCode::NO_CONTENT);
    }
    if !names_owner && !stance.role.may_give(request.role, present) {
        return Err(Error::code(ErrorCode::Forbidden).subject(person));
    }
    // Whoever reads the log finds why somebody from outside decided this.
    let reason = match (names_owner, request.reason.as_deref()) {
        (true, typed) => check_reason(typed.unwrap_or_default()).map_err(Error::invalid)?,
        (false, _) => String::new(),
    };
    let (now, mut given) = (acting.now, vec![(person, request.role)]);
    if names_owner {
        let before = members::name_owner(&mut acting.tx, person, circle, now).await?;
        given.extend(before.into_iter().map(|owner| (owner, Role::Admin)));
    } else {
        members::set_role(&mut acting.tx, person, circle, request.role, now).await?;
    }
    for (whom, role) in &given {
        let mut base = line(&acting, stance, circle, ActId::mint(), ActKind::Role);
        if names_owner {
            base.actor_role = super::OPERATOR.to_owned();
        }
        let reason = reason.clone();
        let line = Act { person: Some(*whom), detail: role.as_str().to_owned(), reason, ..base };
        govern::insert(&mut acting.tx, &line).await?;
    }
    acting.commit(&state, Some(Change::Standing(person, circle))).await?;
    poke_all(&state, given.into_iter().map(|(whom, _)| whom).collect());
    Ok(StatusCode::NO_CONTENT)
}
