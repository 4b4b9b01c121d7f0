//! People who ask to be let in, and who decides.

use axum::extract::State;
use circles_domain::circle::{AdmissionState, NOTE_MAX};
use circles_domain::gate::Gate;
use circles_domain::govern::Cannot;
use circles_domain::post::check_text;
use circles_domain::{CircleId, Field, Invalid, PersonId, Rule};
use circles_faults::canary;
use circles_wire::admission::{ADMISSION, ADMISSIONS, AdmissionsResponse, AdmitRequest};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::Acting;
use super::administer::{administrator, poke_all, take_back};
use super::extract::{Json, Path};
use super::govern;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::{AppState, Poke};
use crate::store::admissions::Decision;
use crate::store::{administering, admissions, gates, members, people, rules};

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(decide))
}

/// Who asks, the longest waiting first.
#[utoipa::path(get, path = ADMISSIONS, tag = "joining", responses((status = 200, body = AdmissionsResponse)))]
async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CircleId>,
) -> Result<Json<AdmissionsResponse>> {
    administrator(&state, signed, id).await?;
    let candidates = admissions::list(state.db.read(), id, state.now()).await?;
    Ok(Json(AdmissionsResponse { candidates }))
}

/// Lets somebody in, or says why not. The same decision again changes nothing; 404 for who never asked.
#[utoipa::path(put, path = ADMISSION, tag = "joining", responses((status = 200, body = AdmissionsResponse)))]
async fn decide(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, person)): Path<(CircleId, PersonId)>,
    Json(request): Json<AdmitRequest>,
) -> Result<Json<AdmissionsResponse>> {
    let reason = check_text(&request.reason, Field::Note, NOTE_MAX)
        .map_err(|broken| Error::invalid(broken).subject(person))?;
    if !request.admit && reason.trim().is_empty() {
        return Err(Error::invalid(Invalid::new(Field::Note, Rule::Required)).subject(person));
    }
    let mut acting = take_back(&state, signed, id).await?;
    let now = acting.now;
    // Before any gate is asked: its answer about somebody who never asked would tell what is known of them.
    let asked =
        admissions::state(&mut *acting.tx, id, person).await?.ok_or_else(|| Error::not_found(person))?;
    if request.admit && asked == AdmissionState::Pending {
        if govern::stance(&mut acting, id).await?.frozen {
            return Err(Error::cannot(Cannot::Frozen, id));
        }
        still_fits(&mut acting, id, person).await?;
    }
    let again_at = now.plus_seconds(state.config.limits.ask_again_s);
    let decision = Decision { admit: request.admit, reason: &reason, by: signed.person, again_at };
    let accepted = admissions::decide(&mut acting.tx, id, person, decision, now).await?;
    if let (Some(accepted), true) = (accepted, request.admit) {
        members::set_joined(&mut acting.tx, person, id, true, now).await?;
        rules::set_accepted(&mut acting.tx, id, person, accepted).await?;
    }
    let told = administering::tell(&mut acting.tx, id, now).await?;
    let candidates = admissions::list(&mut *acting.tx, id, now).await?;
    acting.commit(&state, None).await?;
    state.poke(Poke::Person(person));
    poke_all(&state, told);
    Ok(Json(AdmissionsResponse { candidates }))
}

/// The gate of when they asked is asked again: what was proven then may have ended since. Not the gate of now, which whoever
/// decides could move step by step to learn what is known of the person.
async fn still_fits(acting: &mut Acting, id: CircleId, person: PersonId) -> Result<()> {
    let candidate = people::find(&mut *acting.tx, person).await?.ok_or_else(|| Error::not_found(person))?;
    let (gate, asker) = gates::find_under(&mut *acting.tx, &candidate, id, acting.now)
        .await?
        .ok_or_else(|| Error::not_found(id))?;
    let gate = if canary!("gate_of_now_decides") {
        let asked = gates::find_asked(&mut *acting.tx, &candidate, id, acting.now).await?;
        asked.map_or(gate, |asked| asked.gates.join)
    } else {
        gate
    };
    // Who decides learns that the gate is closed, not what is known of the person.
    let closed = Gate::Any(Vec::new()).check(asker);
    if gate.allows(&asker) { Ok(()) } else { Err(Error::gate_closed(closed).subject(person)) }
}
