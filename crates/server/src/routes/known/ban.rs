//! Shutting a human out of the platform: it holds under whatever account they make, because it binds to who they are.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::person::check_reason;
use circles_domain::{Field, Invalid, PersonId, Rule, Timestamp};
use circles_wire::ErrorCode;
use circles_wire::known::{BAN, BAN_LIFT, Ban, BanRequest, BanResponse, LiftRequest, OperatorActKind};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::{Acting, begin, reader};
use crate::routes::extract::{Json, Path};
use crate::state::{AppState, Poke};
use crate::store::people::Person;
use crate::store::{FOREVER_US, bans, devices, people};

/// The routes of this file.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(read, ban)).routes(routes!(lift))
}

/// Shuts somebody out and signs out every device of theirs. A later ban takes the place of an earlier one.
#[utoipa::path(put, path = BAN, tag = "operator", responses((status = 204, description = "shut out"),
    (status = 403, description = "`forbidden`: not an operator, or oneself", body = circles_wire::ErrorBody),
    (status = 422, description = "`invalid`: the field `note` without a reason; `duration` with an end that is over", body = circles_wire::ErrorBody)))]
async fn ban(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
    Json(request): Json<BanRequest>,
) -> Result<StatusCode> {
    let mut acting = operate(&state, signed, id).await?;
    let reason = check_reason(&request.reason)?;
    // One that is over already would lift what holds, and say nothing of it.
    if request.until.is_some_and(|until| until <= acting.now) {
        return Err(Error::invalid(Invalid::new(Field::Duration, Rule::TooSmall)).subject(id));
    }
    let until = request.until.unwrap_or(Timestamp::from_micros(FOREVER_US));
    let hash = bans::identity_of(&mut *acting.tx, id).await?.ok_or_else(|| Error::not_found(id))?;
    bans::put(&mut acting.tx, &hash, &reason, until, acting.now).await?;
    note(&mut acting, OperatorActKind::ShutOut, id, reason, Some(until)).await?;
    devices::sign_out_all(&mut acting.tx, id, acting.now).await?;
    acting.commit(&state, None).await?;
    // Streams look again whether their device is signed in, and end.
    state.poke(Poke::Person(id));
    tracing::info!(person = %id, operator = %signed.person, "a human was shut out");
    Ok(StatusCode::NO_CONTENT)
}

/// Whether somebody is shut out, and what operators did about it.
#[utoipa::path(get, path = BAN, tag = "operator", responses((status = 200, body = BanResponse),
    (status = 403, description = "`forbidden`: not an operator, or oneself", body = circles_wire::ErrorBody)))]
async fn read(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
) -> Result<Json<BanResponse>> {
    may(&reader(&state, signed).await?, id)?;
    let mut db = state.db.read().begin().await?;
    people::find(&mut *db, id).await?.ok_or_else(|| Error::not_found(id))?;
    let ban = bans::find_of(&mut *db, id, state.now()).await?;
    let acts = bans::list_acts(&mut *db, id, state.now()).await?;
    Ok(Json(BanResponse { ban: ban.map(|(reason, until)| Ban { reason, until: ended(until) }), acts }))
}

/// Lets somebody in again who is shut out.
#[utoipa::path(put, path = BAN_LIFT, tag = "operator", responses((status = 204, description = "let in"),
    (status = 403, description = "`forbidden`: not an operator, or oneself", body = circles_wire::ErrorBody),
    (status = 409, description = "`stale`: they are not shut out", body = circles_wire::ErrorBody),
    (status = 422, description = "`invalid`: the field `note` without a reason", body = circles_wire::ErrorBody)))]
async fn lift(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
    Json(request): Json<LiftRequest>,
) -> Result<StatusCode> {
    let mut acting = operate(&state, signed, id).await?;
    let reason = check_reason(&request.reason)?;
    let hash = bans::identity_of(&mut *acting.tx, id).await?.ok_or_else(|| Error::not_found(id))?;
    if bans::find(&mut *acting.tx, &hash, acting.now).await?.is_none() {
        return Err(Error::code(ErrorCode::Stale).subject(id));
    }
    bans::lift(&mut acting.tx, &hash).await?;
    note(&mut acting, OperatorActKind::LetIn, id, reason, None).await?;
    acting.commit(&state, None).await?;
    tracing::info!(person = %id, operator = %signed.person, "a human was let in again");
    Ok(StatusCode::NO_CONTENT)
}

async fn operate(state: &AppState, signed: Signed, id: PersonId) -> Result<Acting> {
    let acting = begin(state, signed).await?;
    may(&acting.person, id)?;
    Ok(acting)
}

fn may(person: &Person, about: PersonId) -> Result<()> {
    if person.operator && person.id != about { Ok(()) } else { Err(Error::code(ErrorCode::Forbidden)) }
}

async fn note(
    acting: &mut Acting,
    kind: OperatorActKind,
    about: PersonId,
    reason: String,
    until: Option<Timestamp>,
) -> Result<()> {
    let act = bans::NewAct { kind, about, operator: acting.person.id, reason, until, at: acting.now };
    Ok(bans::insert_act(&mut acting.tx, &act).await?)
}

/// As it is told: what lasts for good has no end.
fn ended(until: Timestamp) -> Option<Timestamp> {
    (until.as_micros() != FOREVER_US).then_some(until)
}
