//! Shutting a human out of the platform: it holds under whatever account they make, because it binds to who they are.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::person::check_reason;
use circles_domain::{PersonId, Timestamp};
use circles_wire::ErrorCode;
use circles_wire::known::{BAN, BanRequest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::{Acting, begin};
use crate::routes::extract::{Json, Path};
use crate::state::AppState;
use crate::store::{FOREVER_US, bans, devices};

/// The routes of this file.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(ban, lift))
}

/// Shuts somebody out and signs out every device of theirs. A later ban takes the place of an earlier one.
#[utoipa::path(put, path = BAN, tag = "operator", responses((status = 204, description = "shut out"),
    (status = 403, description = "`forbidden`: not an operator, or oneself", body = circles_wire::ErrorBody),
    (status = 422, description = "`invalid`: the field `note` without a reason", body = circles_wire::ErrorBody)))]
async fn ban(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
    Json(request): Json<BanRequest>,
) -> Result<StatusCode> {
    let mut acting = operate(&state, signed, id).await?;
    let reason = check_reason(&request.reason)?;
    let until = request.until.unwrap_or(Timestamp::from_micros(FOREVER_US));
    let hash = bans::identity_of(&mut *acting.tx, id).await?.ok_or_else(|| Error::not_found(id))?;
    bans::put(&mut acting.tx, &hash, &reason, until, acting.now).await?;
    devices::sign_out_all(&mut acting.tx, id, acting.now).await?;
    acting.commit(&state, None).await?;
    tracing::info!(person = %id, operator = %signed.person, "a human was shut out");
    Ok(StatusCode::NO_CONTENT)
}

/// Lets somebody in again.
#[utoipa::path(delete, path = BAN, tag = "operator", responses((status = 204, description = "let in"),
    (status = 403, description = "`forbidden`: not an operator", body = circles_wire::ErrorBody)))]
async fn lift(State(state): State<AppState>, signed: Signed, Path(id): Path<PersonId>) -> Result<StatusCode> {
    let mut acting = operate(&state, signed, id).await?;
    let hash = bans::identity_of(&mut *acting.tx, id).await?.ok_or_else(|| Error::not_found(id))?;
    bans::lift(&mut acting.tx, &hash).await?;
    acting.commit(&state, None).await?;
    tracing::info!(person = %id, operator = %signed.person, "a human was let in again");
    Ok(StatusCode::NO_CONTENT)
}

async fn operate(state: &AppState, signed: Signed, id: PersonId) -> Result<Acting> {
    let acting = begin(state, signed).await?;
    let may = acting.person.operator && id != signed.person;
    if may { Ok(acting) } else { Err(Error::code(ErrorCode::Forbidden)) }
}
