//! Handing a circle over. Nobody answers for a circle who did not say yes.

use axum::extract::State;
use circles_domain::circle::Role;
use circles_domain::govern::{ActKind, Action};
use circles_domain::{ActId, CircleId, PersonId};
use circles_faults::canary;
use circles_wire::ErrorCode;
use circles_wire::circle::CircleResponse;
use circles_wire::handover::{HANDOVER, HANDOVER_ACCEPTANCE, HEIRS, HandoverRequest, HeirsResponse};

use super::act::line;
use super::{allow, good_standing, stance};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::{Acting, begin, reader};
use crate::routes::administer::poke_all;
use crate::routes::extract::{Json, Path};
use crate::state::AppState;
use crate::store::govern::{self, Act};
use crate::store::{circles, members};

/// Offers the circle to a member in good standing, in place of an offer of before.
#[utoipa::path(put, path = HANDOVER, tag = "govern", responses((status = 200, body = CircleResponse)))]
pub(super) async fn offer(
    State(state): State<AppState>,
    signed: Signed,
    Path(circle): Path<CircleId>,
    Json(request): Json<HandoverRequest>,
) -> Result<Json<CircleResponse>> {
    let mut acting = begin(&state, signed).await?;
    let own = stance(&mut acting, circle).await?;
    allow(own, Action::HandOver, circle)?;
    let to = request.person;
    if to == signed.person {
        return Err(Error::code(ErrorCode::Forbidden).subject(to));
    }
    good_standing(&mut acting, circle, to).await?;
    let between = (signed.person, to);
    if members::find_handover(&mut *acting.tx, circle).await? == Some(between) {
        return answer(&mut acting, circle).await;
    }
    let mut told = members::end_handover(&mut acting.tx, circle, acting.now).await?;
    members::offer(&mut acting.tx, circle, between, acting.now).await?;
    told.extend([signed.person, to]);
    done(&state, acting, circle, told).await
}

/// Takes the offer back, or declines it; twice is once. 404 for everyone else.
#[utoipa::path(delete, path = HANDOVER, tag = "govern", responses((status = 200, body = CircleResponse)))]
pub(super) async fn end(
    State(state): State<AppState>,
    signed: Signed,
    Path(circle): Path<CircleId>,
) -> Result<Json<CircleResponse>> {
    let mut acting = begin(&state, signed).await?;
    let stance = stance(&mut acting, circle).await?;
    match members::find_handover(&mut *acting.tx, circle).await? {
        Some((from, to)) if from == signed.person || to == signed.person => {}
        Some(_) => return Err(Error::not_found(circle)),
        // Whoever is inside may look again whether there is one.
        None if stance.standing.reads() => return answer(&mut acting, circle).await,
        None => return Err(Error::not_found(circle)),
    }
    let told = members::end_handover(&mut acting.tx, circle, acting.now).await?;
    done(&state, acting, circle, told).await
}

/// Owns the circle from now on, as it was offered; whoever did stays as an admin. Doing it twice is doing it once.
#[utoipa::path(put, path = HANDOVER_ACCEPTANCE, tag = "govern", responses((status = 200, body = CircleResponse)))]
pub(super) async fn accept(
    State(state): State<AppState>,
    signed: Signed,
    Path(circle): Path<CircleId>,
) -> Result<Json<CircleResponse>> {
    let mut acting = begin(&state, signed).await?;
    let own = stance(&mut acting, circle).await?;
    let offered = members::find_handover(&mut *acting.tx, circle).await?;
    let Some((from, _)) = offered.filter(|(_, to)| *to == signed.person || canary!("anybody_takes_over"))
    else {
        return if own.role == Role::Owner {
            answer(&mut acting, circle).await
        } else {
            Err(Error::not_found(circle))
        };
    };
    good_standing(&mut acting, circle, signed.person).await?;
    let now = acting.now;
    let before = members::name_owner(&mut acting.tx, signed.person, circle, now).await?;
    let given =
        std::iter::once((signed.person, Role::Owner)).chain(before.iter().map(|id| (*id, Role::Admin)));
    for (person, role) in given {
        let base = line(&acting, own, circle, ActId::mint(), ActKind::Role);
        let act = Act {
            actor: from,
            actor_role: Role::Owner.as_str().to_owned(),
            second: Some(signed.person),
            person: Some(person),
            detail: role.as_str().to_owned(),
            ..base
        };
        govern::insert(&mut acting.tx, &act).await?;
    }
    done(&state, acting, circle, [signed.person, from].into_iter().chain(before).collect()).await
}

/// Who could own the circle, for operators of the platform.
#[utoipa::path(get, path = HEIRS, tag = "govern", responses((status = 200, body = HeirsResponse)))]
pub(super) async fn heirs(
    State(state): State<AppState>,
    signed: Signed,
    Path(circle): Path<CircleId>,
) -> Result<Json<HeirsResponse>> {
    if !reader(&state, signed).await?.operator {
        return Err(Error::not_found(circle));
    }
    let heirs = members::heirs(state.db.read(), circle, signed.person, state.now()).await?;
    Ok(Json(HeirsResponse { heirs }))
}

async fn answer(acting: &mut Acting, circle: CircleId) -> Result<Json<CircleResponse>> {
    let seen = circles::find(&mut *acting.tx, &acting.person, circle, acting.now).await?;
    seen.map(Json).ok_or_else(|| Error::not_found(circle))
}

async fn done(
    state: &AppState,
    mut acting: Acting,
    circle: CircleId,
    told: Vec<PersonId>,
) -> Result<Json<CircleResponse>> {
    let seen = answer(&mut acting, circle).await?;
    acting.commit(state, None).await?;
    poke_all(state, told);
    Ok(seen)
}
