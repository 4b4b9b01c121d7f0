//! Steps in the life of a circle, by operators of the platform. Each is a line of the circle's log.

use axum::extract::State;
use circles_domain::govern::{ActKind, CircleState, check_launch, check_reason};
use circles_domain::{ActId, CircleId};
use circles_wire::ErrorCode;
use circles_wire::canonical::request_hash;
use circles_wire::lifecycle::{CONSOLE, ConsoleResponse, STEP, Step, StepRequest, StepResponse};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger;
use crate::routes::acting::{Acting, begin, reader};
use crate::routes::extract::{Json, Path};
use crate::state::{AppState, Poke};
use crate::store::govern::{self, Act};
use crate::store::lifecycle;

/// Every circle, for operators.
#[utoipa::path(get, path = CONSOLE, tag = "lifecycle", responses((status = 200, body = ConsoleResponse)))]
pub(super) async fn console(State(state): State<AppState>, signed: Signed) -> Result<Json<ConsoleResponse>> {
    let asker = reader(&state, signed).await?;
    if !asker.operator {
        return Err(Error::code(ErrorCode::NotFound));
    }
    let limits = &state.config.limits;
    let (most, late) = (limits.members_per_keeper, state.now().plus_seconds(-limits.report_s));
    let circles = lifecycle::console(state.db.read(), asker.id, most, late, state.now()).await?;
    Ok(Json(ConsoleResponse { circles, members_per_keeper: most, export_s: limits.export_s }))
}

/// Takes a step. The same id with the same step answers the same.
#[utoipa::path(put, path = STEP, tag = "lifecycle", responses((status = 200, body = StepResponse)))]
pub(super) async fn step(
    State(state): State<AppState>,
    signed: Signed,
    Path((circle, id)): Path<(CircleId, ActId)>,
    Json(request): Json<StepRequest>,
) -> Result<Json<StepResponse>> {
    let request_hash = request_hash(&request)?;
    let mut acting = begin(&state, signed).await?;
    if !acting.person.operator {
        return Err(Error::not_found(circle));
    }
    let present = lifecycle::state_of(&mut *acting.tx, circle, acting.now).await?;
    let present = present.ok_or_else(|| Error::not_found(circle))?;
    if let Some(held) = govern::find_act(&mut *acting.tx, id).await? {
        let same = held.actor == signed.person && held.circle == circle && held.request_hash == request_hash;
        return if same {
            Ok(Json(StepResponse { id, state: present }))
        } else {
            Err(Error::code(ErrorCode::IdConflict).subject(id))
        };
    }
    let (kind, reason, detail) = run(&state, &mut acting, circle, present, request.step).await?;
    let line = Act {
        id,
        circle,
        kind,
        actor: signed.person,
        actor_role: "operator".to_owned(),
        second: None,
        person: None,
        subject: None,
        rule: None,
        reason,
        until: None,
        detail,
        of: None,
        request_hash,
        at: acting.now,
    };
    govern::insert(&mut acting.tx, &line).await?;
    let now_in = lifecycle::state_of(&mut *acting.tx, circle, acting.now).await?.unwrap_or(present);
    acting.commit(&state, None).await?;
    state.poke(Poke::Everyone);
    state.ending.notify_one();
    Ok(Json(StepResponse { id, state: now_in }))
}

async fn run(
    state: &AppState,
    acting: &mut Acting,
    circle: CircleId,
    present: CircleState,
    step: Step,
) -> Result<(ActKind, String, String)> {
    let now = acting.now;
    let stale = || Error::code(ErrorCode::Stale).subject(circle);
    match step {
        Step::Launch { find_percent, views_per_hour } => {
            if matches!(present, CircleState::Dissolving | CircleState::Dissolved) {
                return Err(stale());
            }
            let from = lifecycle::find_percent(&mut *acting.tx, circle).await?;
            check_launch(from, find_percent, views_per_hour).map_err(Error::invalid)?;
            lifecycle::launch(&mut acting.tx, circle, find_percent, views_per_hour, now).await?;
            Ok((ActKind::Launch, String::new(), format!("{find_percent}% / {views_per_hour}")))
        }
        Step::Freeze { reason } => {
            let reason = check_reason(&reason)?;
            if present != CircleState::Open {
                return Err(stale());
            }
            lifecycle::set_state(&mut acting.tx, circle, CircleState::Frozen, &reason, now).await?;
            Ok((ActKind::Freeze, reason, String::new()))
        }
        Step::Thaw { reason } => {
            let reason = check_reason(&reason)?;
            if present != CircleState::Frozen {
                return Err(stale());
            }
            lifecycle::set_state(&mut acting.tx, circle, CircleState::Open, "", now).await?;
            Ok((ActKind::Thaw, reason, String::new()))
        }
        Step::Dissolve { reason } => {
            let reason = check_reason(&reason)?;
            if matches!(present, CircleState::Dissolving | CircleState::Dissolved) {
                return Err(stale());
            }
            let until = now.plus_seconds(state.config.limits.export_s);
            lifecycle::begin_end(&mut acting.tx, circle, &reason, until, now).await?;
            ledger::return_held_in(&mut acting.tx, circle, now).await?;
            Ok((ActKind::Dissolve, reason, String::new()))
        }
    }
}
