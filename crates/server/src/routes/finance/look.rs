//! Looking at the tips that somebody made, on the record.

use axum::extract::State;
use circles_domain::person::check_reason;
use circles_domain::{ActId, PersonId};
use circles_wire::ErrorCode;
use circles_wire::proposal::{LOOK, LookRequest, MadeTipsResponse};

use super::operate;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger;
use crate::routes::extract::{Json, Path};
use crate::state::AppState;
use crate::store::people;

/// The tips that a person made in the last 400 days and that did not go back, for a refund. That they were looked at, by
/// whom and why, is on the record before they are told.
#[utoipa::path(put, path = LOOK, tag = "operator", responses((status = 200, body = MadeTipsResponse),
    (status = 403, description = "`forbidden`: not an operator, or oneself", body = circles_wire::ErrorBody),
    (status = 409, description = "`id_conflict`", body = circles_wire::ErrorBody),
    (status = 422, description = "`invalid`: the field `note` without a reason", body = circles_wire::ErrorBody)))]
pub(super) async fn look(
    State(state): State<AppState>,
    signed: Signed,
    Path((person, id)): Path<(PersonId, ActId)>,
    Json(request): Json<LookRequest>,
) -> Result<Json<MadeTipsResponse>> {
    let mut acting = operate(&state, signed, person).await?;
    let (reason, now) = (check_reason(&request.reason)?, acting.now);
    if !ledger::note_look(&mut acting.tx, id, (signed.person, person), reason, now).await? {
        return Err(Error::code(ErrorCode::IdConflict).subject(id));
    }
    let human = people::find(&mut *acting.tx, person).await?.ok_or_else(|| Error::not_found(person))?;
    let claims = human.claims(now);
    let is_minor = claims.birth_date.is_some() && !claims.is_at_least(18, now);
    acting.commit(&state, None).await?;
    let mut db = state.db.read().acquire().await?;
    Ok(Json(MadeTipsResponse { tips: ledger::made_tips(&mut db, person, now).await?, is_minor }))
}
