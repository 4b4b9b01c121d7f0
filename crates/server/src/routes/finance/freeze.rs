//! Freezing a wallet, and lifting that.

use axum::extract::State;
use circles_domain::person::check_reason;
use circles_domain::{ActId, PersonId};
use circles_wire::ErrorCode;
use circles_wire::finance::{FREEZE, FinanceAct, FreezeRequest};

use super::operate;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::{self, Freezing, Frozen};
use crate::routes::extract::{Json, Path};
use crate::state::{AppState, Poke};
use crate::store::changes::Change;

/// Freezes a person's wallet, or lifts that, on a record that only grows. The same act gets the same answer; the person is
/// told at once, with the reason.
#[utoipa::path(put, path = FREEZE, tag = "operator", responses((status = 200, body = FinanceAct),
    (status = 403, description = "`forbidden`: not an operator, or oneself", body = circles_wire::ErrorBody),
    (status = 409, description = "`id_conflict`; `stale`: it stands like that already", body = circles_wire::ErrorBody),
    (status = 422, description = "`invalid`: the field `note` without a reason", body = circles_wire::ErrorBody)))]
pub(super) async fn freeze(
    State(state): State<AppState>,
    signed: Signed,
    Path((person, id)): Path<(PersonId, ActId)>,
    Json(request): Json<FreezeRequest>,
) -> Result<Json<FinanceAct>> {
    let mut acting = operate(&state, signed, person).await?;
    let reason = check_reason(&request.reason)?;
    let asked = Freezing { id, operator: signed.person, person, frozen: request.frozen, reason };
    match ledger::freeze(&mut acting.tx, &asked, acting.now).await? {
        Frozen::Done { act, moved } => {
            if moved {
                acting.note(Change::Wallet(person)).await?;
                acting.commit(&state, None).await?;
                state.poke(Poke::Person(person));
                tracing::info!(%person, operator = %signed.person, frozen = request.frozen, "a wallet was frozen or lifted");
            }
            Ok(Json(*act))
        }
        Frozen::Conflict(stored) => Err(Error::code(ErrorCode::IdConflict).subject(id).stored(&*stored)),
        Frozen::Already => Err(Error::code(ErrorCode::Stale).subject(person)),
    }
}
