//! Trying a change before it is made.

use axum::extract::State;
use circles_domain::CircleId;
use circles_domain::gate::risk::escrow_hours;
use circles_wire::gates::{GATES_SIMULATION, SimulateRequest, SimulationResponse};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::administer::administrator;
use crate::routes::extract::{Json, Path};
use crate::state::AppState;
use crate::store::{circles, gates};

/// What a change would do: about how many members gain or lose which right, and a few examples that name nobody. It is
/// tried on a panel that stands for them: no try, and no difference between two, tells of one person.
#[utoipa::path(post, path = GATES_SIMULATION, tag = "gates", responses((status = 200, body = SimulationResponse)))]
pub(super) async fn simulate(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CircleId>,
    Json(request): Json<SimulateRequest>,
) -> Result<Json<SimulationResponse>> {
    administrator(&state, signed, id).await?;
    let now = state.now();
    state.rates.count_in_hour(signed.person, "simulate", state.config.limits.simulations_per_hour, now)?;
    request.gates.check_shape().map_err(|broken| Error::invalid(broken).subject(id))?;
    let mut tx = state.db.read().begin().await?;
    let before = circles::find_gates(&mut *tx, id).await?.ok_or_else(|| Error::not_found(id))?;
    let outcome = gates::simulate(&mut tx, &state.keys, id, (&before, &request.gates), now).await?;
    // Counts say something of people; who asked for them is on record.
    tracing::info!(circle = %id, by = %signed.person, members = outcome.members, "a change of gates was tried");
    let risks = gates::risks_in(&mut tx, id, &request.gates).await?;
    Ok(Json(SimulationResponse { outcome, escrow_hours: escrow_hours(&risks), risks }))
}
