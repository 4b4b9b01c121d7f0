//! Appeals: said by whom an act concerns, decided by somebody who took no part in it.

use axum::extract::State;
use circles_domain::govern::{ActKind, Action, CircleState, check_reason};
use circles_domain::{ActId, AppealId, CircleId, PersonId};
use circles_faults::canary;
use circles_wire::ErrorCode;
use circles_wire::govern::{
    APPEAL, APPEAL_DECISION, APPEALS, AppealRequest, AppealResponse, AppealState, AppealsResponse,
    DecisionRequest,
};

use super::act::line;
use super::deeds::{restore, unsentence};
use super::{allow, readable, stance, tell};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::{Acting, begin};
use crate::routes::administer::poke_all;
use crate::routes::extract::{Json, Path};
use crate::state::{AppState, Poke};
use crate::store::changes::Change;
use crate::store::govern::{self, Act, Appeal, NewAppeal};
use crate::store::{administering, lifecycle, members};

/// Appeals, once an act, while it may be appealed. Whoever is banned may, too.
#[utoipa::path(put, path = APPEAL, tag = "govern", responses((status = 200, body = AppealResponse)))]
pub(super) async fn appeal(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AppealId>,
    Json(request): Json<AppealRequest>,
) -> Result<Json<AppealResponse>> {
    let text = check_reason(&request.text)?;
    let mut acting = begin(&state, signed).await?;
    let act = govern::find_act(&mut *acting.tx, request.act).await?;
    let act = act.filter(|act| matches!(act.kind, ActKind::Remove | ActKind::Mute | ActKind::Ban));
    let act = act.ok_or_else(|| Error::not_found(request.act))?;
    if !concerns(&mut acting, &act, request.act).await? {
        return Err(Error::not_found(request.act));
    }
    // Only now: whether somebody else appealed against what was done to them is theirs to know.
    if let Some(held) = govern::find_appeal(&mut *acting.tx, id, Some(request.act)).await? {
        let same = held.person == signed.person && held.told.act == request.act && held.told.text == text;
        return if same { Ok(Json(held.told)) } else { Err(Error::code(ErrorCode::IdConflict).subject(id)) };
    }
    if act.at.plus_seconds(state.config.limits.appeal_s) <= acting.now {
        return Err(Error::code(ErrorCode::Stale).subject(request.act));
    }
    // Where there is no circle any more, nothing of it holds and nobody decides.
    if lifecycle::state_of(&mut *acting.tx, act.circle, acting.now).await? == Some(CircleState::Dissolved) {
        return Err(Error::not_found(request.act));
    }
    let new =
        NewAppeal { id, act: request.act, circle: act.circle, person: signed.person, text, at: acting.now };
    govern::insert_appeal(&mut acting.tx, &new).await?;
    let answer = find(&mut acting, id).await?.told;
    let change = Change::Standing(signed.person, act.circle);
    acting.note(change).await?;
    let told = tell_deciders(&mut acting, act.circle).await?;
    acting.commit(&state, Some(change)).await?;
    poke_all(&state, told);
    Ok(Json(answer))
}

/// Tells those who may decide appeals in `circle` that what waits for them changed.
async fn tell_deciders(acting: &mut Acting, circle: CircleId) -> Result<Vec<PersonId>> {
    let mut told = tell(acting, circle).await?;
    told.extend(administering::tell_operators(&mut acting.tx, acting.now).await?);
    Ok(told)
}

/// Whether an act concerns whoever asks: it names them, or what it imposed holds on from an account they had before.
pub(super) async fn concerns(acting: &mut Acting, act: &govern::Held, id: ActId) -> Result<bool> {
    let (me, now) = (acting.person.id, acting.now);
    Ok(act.person == Some(me)
        || members::sanctioned_by(&mut *acting.tx, me, act.circle, now).await? == Some(Some(id)))
}

async fn find(acting: &mut Acting, id: AppealId) -> Result<Appeal> {
    govern::find_appeal(&mut *acting.tx, id, None).await?.ok_or_else(|| Error::not_found(id))
}

/// Appeals that wait, oldest first.
#[utoipa::path(get, path = APPEALS, tag = "govern", responses((status = 200, body = AppealsResponse)))]
pub(super) async fn waiting(
    State(state): State<AppState>,
    signed: Signed,
    Path(circle): Path<CircleId>,
) -> Result<Json<AppealsResponse>> {
    readable(&state, signed, circle, Action::DecideAppeals).await?;
    let mut db = state.db.read().begin().await?;
    let appeals = govern::waiting(&mut db, signed.person, circle, state.now()).await?;
    Ok(Json(AppealsResponse { appeals }))
}

/// Decides an appeal, once: accepted undoes the act, refused leaves it with an answer.
#[utoipa::path(put, path = APPEAL_DECISION, tag = "govern", responses((status = 200, body = AppealResponse)))]
pub(super) async fn decide(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AppealId>,
    Json(request): Json<DecisionRequest>,
) -> Result<Json<AppealResponse>> {
    let answer = check_reason(&request.answer)?;
    let mut acting = begin(&state, signed).await?;
    let appeal = find(&mut acting, id).await?;
    let stance = stance(&mut acting, appeal.circle).await.map_err(|_| Error::not_found(id))?;
    if allow(stance, Action::DecideAppeals, id).is_err() {
        return Err(Error::not_found(id));
    }
    let act =
        govern::find_act(&mut *acting.tx, appeal.told.act).await?.ok_or_else(|| Error::not_found(id))?;
    if took_part(signed.person, &act, &appeal) {
        return Err(Error::code(ErrorCode::Forbidden).subject(id));
    }
    if appeal.told.state != AppealState::Open {
        let same = appeal.decided_by == Some(signed.person)
            && appeal.told.answer == answer
            && request.accept == (appeal.told.state == AppealState::Accepted);
        return if same { Ok(Json(appeal.told)) } else { Err(Error::code(ErrorCode::Stale).subject(id)) };
    }
    let now = acting.now;
    govern::decide(&mut acting.tx, id, request.accept, &answer, signed.person, now).await?;
    if request.accept {
        undo(&mut acting, &act, &appeal).await?;
    }
    let kind = if request.accept { ActKind::AppealAccepted } else { ActKind::AppealRefused };
    let of = Some(appeal.told.act);
    let base = line(&acting, stance, appeal.circle, ActId::mint(), kind);
    let line = Act { person: Some(appeal.person), subject: act.subject, reason: answer, of, ..base };
    govern::insert(&mut acting.tx, &line).await?;
    let change = Change::Standing(appeal.person, appeal.circle);
    acting.note(change).await?;
    let told = find(&mut acting, id).await?.told;
    let waking = tell_deciders(&mut acting, appeal.circle).await?;
    acting.commit(&state, Some(change)).await?;
    poke_all(&state, waking);
    if act.subject.is_some() {
        state.poke(Poke::Circle(appeal.circle));
    }
    Ok(Json(told))
}

fn took_part(person: PersonId, act: &govern::Held, appeal: &Appeal) -> bool {
    let took = act.actor == person || act.second == Some(person) || appeal.person == person;
    took && !canary!("judges_own_act")
}

/// Undoes what still holds of an act: a sanction that another one replaced stays.
async fn undo(acting: &mut Acting, act: &govern::Held, appeal: &Appeal) -> Result<()> {
    if let Some(subject) = act.subject {
        let back = restore(acting, act.circle, subject).await;
        return match back {
            Err(error) if error.error_code() == ErrorCode::Stale => Ok(()),
            other => other,
        };
    }
    let by = members::sanctioned_by(&mut *acting.tx, appeal.person, act.circle, acting.now).await?;
    if by == Some(Some(appeal.told.act)) {
        unsentence(acting, act.circle, appeal.person).await?;
    }
    Ok(())
}
