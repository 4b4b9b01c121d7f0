//! Proposing a change: the id was minted when it was sent off, and is the idempotency key.

use axum::extract::State;
use circles_domain::gate::Language;
use circles_domain::{CircleId, ProposalId};
use circles_wire::ErrorCode;
use circles_wire::canonical::request_hash;
use circles_wire::gates::{GATES_PROPOSAL, GatesResponse, ProposeRequest};

use super::answer;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::administer::{administer, poke_all};
use crate::routes::extract::{Json, Path};
use crate::state::{AppState, Poke};
use crate::store::gates::{HeldProposal, ProposalState};
use crate::store::{administering, gates};

/// Proposes a change. It takes effect at once when an admin makes it and it carries no risk; else it waits for a second
/// approver.
#[utoipa::path(put, path = GATES_PROPOSAL, tag = "gates", responses((status = 200, body = GatesResponse)))]
pub(super) async fn propose(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, proposal)): Path<(CircleId, ProposalId)>,
    Json(request): Json<ProposeRequest>,
) -> Result<Json<GatesResponse>> {
    request.gates.check_shape().map_err(|broken| Error::invalid(broken).subject(id))?;
    let request_hash = request_hash(&request)?;
    let mut acting = administer(&state, signed, id).await?;
    let now = acting.now;
    if let Some(held) = gates::find_proposal(&mut *acting.tx, proposal).await? {
        let same = held.circle == id && held.by == signed.person && held.request_hash == request_hash;
        return if same {
            answer(&mut acting.tx, signed.person, id, now).await
        } else {
            Err(Error::code(ErrorCode::IdConflict).subject(proposal))
        };
    }
    if gates::version(&mut *acting.tx, id).await? != Some(request.version) {
        return Err(Error::code(ErrorCode::Stale).subject(id));
    }
    gates::replace_waiting(&mut acting.tx, id, signed.person, now).await?;
    let waits = !administering::decides(&mut acting.tx, signed.person, id, now).await?
        || !gates::risks_in(&mut acting.tx, id, &request.gates).await?.is_empty();
    let new = HeldProposal {
        circle: id,
        by: signed.person,
        request_hash,
        state: if waits { ProposalState::Waiting } else { ProposalState::Effective },
        gates: request.gates,
    };
    gates::insert_proposal(&mut acting.tx, proposal, &new, now).await?;
    let version = if waits {
        None
    } else {
        Some(gates::set(&mut acting.tx, id, &new.gates, (signed.person, None), now).await?)
    };
    let told = administering::tell(&mut acting.tx, id, now).await?;
    let answer = answer(&mut acting.tx, signed.person, id, now).await?;
    acting.commit(&state, None).await?;
    if let Some(version) = version {
        state.poke(Poke::Everyone);
        let (post, comment) =
            (new.gates.post.text(Language::English), new.gates.comment.text(Language::English));
        tracing::info!(circle = %id, version, by = %signed.person, post, comment, "gates changed");
    } else {
        poke_all(&state, told);
    }
    Ok(answer)
}
