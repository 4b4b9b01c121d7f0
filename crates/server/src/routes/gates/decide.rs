//! The second approver: somebody else than who proposed. One of the two decides how the circle is run.

use axum::extract::State;
use circles_domain::{CircleId, ProposalId};
use circles_wire::ErrorCode;
use circles_wire::gates::{GATES_APPROVAL, GATES_PROPOSAL, GatesResponse};

use super::answer;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::Acting;
use crate::routes::administer::{administer, poke_all, take_back};
use crate::routes::extract::{Json, Path};
use crate::state::{AppState, Poke};
use crate::store::gates::{HeldProposal, ProposalState};
use crate::store::{administering, gates};

/// Approves a change that somebody else proposed: it takes effect. Approving again changes nothing.
#[utoipa::path(put, path = GATES_APPROVAL, tag = "gates", responses((status = 200, body = GatesResponse)))]
pub(super) async fn approve(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, proposal)): Path<(CircleId, ProposalId)>,
) -> Result<Json<GatesResponse>> {
    let mut acting = administer(&state, signed, id).await?;
    let held = find(&mut acting, id, proposal).await?;
    let decides = administering::decides(&mut acting.tx, signed.person, id, acting.now).await?
        || administering::decides(&mut acting.tx, held.by, id, acting.now).await?;
    if held.by == signed.person || !decides {
        return Err(Error::code(ErrorCode::Forbidden).subject(proposal));
    }
    match held.state {
        ProposalState::Effective => return answer(&mut acting.tx, signed.person, id, acting.now).await,
        ProposalState::Refused | ProposalState::Replaced => {
            return Err(Error::code(ErrorCode::Stale).subject(proposal));
        }
        ProposalState::Waiting => {}
    }
    let now = acting.now;
    gates::close(&mut acting.tx, proposal, ProposalState::Effective, signed.person, now).await?;
    let version = gates::set(&mut acting.tx, id, &held.gates, (held.by, Some(signed.person)), now).await?;
    administering::tell(&mut acting.tx, id, now).await?;
    let answer = answer(&mut acting.tx, signed.person, id, now).await?;
    acting.commit(&state, None).await?;
    state.poke(Poke::Everyone);
    tracing::info!(circle = %id, version, by = %held.by, approved_by = %signed.person, "gates changed");
    Ok(answer)
}

/// Refuses a change that waits, or takes one's own back. Doing it again changes nothing.
#[utoipa::path(delete, path = GATES_PROPOSAL, tag = "gates", responses((status = 200, body = GatesResponse)))]
pub(super) async fn refuse(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, proposal)): Path<(CircleId, ProposalId)>,
) -> Result<Json<GatesResponse>> {
    let mut acting = take_back(&state, signed, id).await?;
    let held = find(&mut acting, id, proposal).await?;
    let now = acting.now;
    match held.state {
        ProposalState::Refused | ProposalState::Replaced => {
            return answer(&mut acting.tx, signed.person, id, now).await;
        }
        ProposalState::Effective => return Err(Error::code(ErrorCode::Stale).subject(proposal)),
        ProposalState::Waiting => {}
    }
    gates::close(&mut acting.tx, proposal, ProposalState::Refused, signed.person, now).await?;
    let told = administering::tell(&mut acting.tx, id, now).await?;
    let answer = answer(&mut acting.tx, signed.person, id, now).await?;
    acting.commit(&state, None).await?;
    poke_all(&state, told);
    Ok(answer)
}

async fn find(acting: &mut Acting, circle: CircleId, id: ProposalId) -> Result<HeldProposal> {
    let held = gates::find_proposal(&mut *acting.tx, id).await?.filter(|held| held.circle == circle);
    held.ok_or_else(|| Error::not_found(id))
}
