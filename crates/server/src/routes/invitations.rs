//! Codes that let people in.

use axum::extract::State;
use circles_domain::invitation::{self, InvitationCode};
use circles_domain::{CircleId, InvitationId};
use circles_wire::ErrorCode;
use circles_wire::admission::{
    INVITATION, INVITATIONS, INVITED, InvitationResponse, InvitationsResponse, InviteRequest,
};
use circles_wire::canonical::request_hash;
use circles_wire::circle::CircleResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::reader;
use super::administer::{administer, administrator, take_back};
use super::extract::{Json, Path};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::invitations::{NewInvitation, Worth};
use crate::store::{circles, invitations, lifecycle};

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(make, revoke)).routes(routes!(invited))
}

/// The circle's invitations, newest first.
#[utoipa::path(get, path = INVITATIONS, tag = "joining", responses((status = 200, body = InvitationsResponse)))]
async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CircleId>,
) -> Result<Json<InvitationsResponse>> {
    administrator(&state, signed, id).await?;
    let invitations = invitations::list(state.db.read(), id, state.now()).await?;
    Ok(Json(InvitationsResponse { invitations }))
}

/// Makes an invitation. The same id with the same body answers the same, code and all.
#[utoipa::path(put, path = INVITATION, tag = "joining", responses((status = 200, body = InvitationResponse)))]
async fn make(
    State(state): State<AppState>,
    signed: Signed,
    Path((circle, id)): Path<(CircleId, InvitationId)>,
    Json(request): Json<InviteRequest>,
) -> Result<Json<InvitationResponse>> {
    invitation::check(request.uses, request.days).map_err(|broken| Error::invalid(broken).subject(id))?;
    let request_hash = request_hash(&request)?;
    let mut acting = administer(&state, signed, circle).await?;
    let now = acting.now;
    if let Some((held, hash)) = invitations::find(&mut *acting.tx, id, now).await? {
        let same = held.circle == circle && held.made_by.id == signed.person && hash == request_hash;
        return if same { Ok(Json(held)) } else { Err(Error::code(ErrorCode::IdConflict).subject(id)) };
    }
    let mut random = [0; 12];
    getrandom::fill(&mut random).map_err(Error::internal)?;
    let new = NewInvitation {
        id,
        circle,
        code: InvitationCode::from_random(random),
        request_hash,
        made_by: signed.person,
        expires_at: now.plus_seconds(request.days * 86_400),
        uses: request.uses,
    };
    invitations::insert(&mut acting.tx, &new, now).await?;
    let made = invitations::find(&mut *acting.tx, id, now).await?;
    let (made, _) = made.ok_or_else(|| Error::not_found(id))?;
    acting.commit(&state, None).await?;
    Ok(Json(made))
}

/// Ends an invitation; who came in with it stays.
#[utoipa::path(delete, path = INVITATION, tag = "joining", responses((status = 200, body = InvitationsResponse)))]
async fn revoke(
    State(state): State<AppState>,
    signed: Signed,
    Path((circle, id)): Path<(CircleId, InvitationId)>,
) -> Result<Json<InvitationsResponse>> {
    let mut acting = take_back(&state, signed, circle).await?;
    if !invitations::revoke(&mut acting.tx, circle, id, acting.now).await? {
        return Err(Error::not_found(id));
    }
    let invitations = invitations::list(&mut *acting.tx, circle, acting.now).await?;
    acting.commit(&state, None).await?;
    Ok(Json(InvitationsResponse { invitations }))
}

/// The circle that a code invites to. A code that lets nobody in answers like one that never was.
#[utoipa::path(get, path = INVITED, tag = "joining", responses((status = 200, body = CircleResponse)))]
async fn invited(
    State(state): State<AppState>,
    signed: Signed,
    Path(code): Path<String>,
) -> Result<Json<CircleResponse>> {
    let now = state.now();
    // Codes cannot be guessed; whoever tries learns how slowly.
    state.rates.count(signed.person, "invited", state.config.limits.writes_per_minute, now)?;
    let asker = reader(&state, signed).await?;
    let gone = || Error::code(ErrorCode::NotFound);
    let code = InvitationCode::parse(&code).map_err(|_| gone())?;
    let Worth::Good(circle) = invitations::worth(state.db.read(), &code, now).await? else {
        return Err(gone());
    };
    // Whoever holds a code finds the circle, whatever share of people it is launched to.
    let found = circles::find_invited(state.db.read(), &asker, circle, now).await?.ok_or_else(gone)?;
    if circles::find(state.db.read(), &asker, circle, now).await?.is_none() {
        // Their device holds it from now on, and nothing else would tell it of the end.
        let mut tx = state.db.write().await?;
        lifecycle::show(&mut tx, circle, signed.person).await?;
        tx.commit().await?;
    }
    Ok(Json(found))
}
