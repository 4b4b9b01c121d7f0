//! Back out: before there is an answer, and while it is not offered.

use axum::extract::State;
use circles_domain::{PersonId, TransferId};
use circles_faults::crash_point;
use circles_wire::transfer::{TRANSFER_ABANDON, TRANSFER_TAKE_BACK, TransferResponse};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::transfer;
use crate::routes::extract::{Json, Path};
use crate::routes::paying::{count, wake, writer};
use crate::state::AppState;

/// No further answer is wanted: keeps a refusal, or tells the outcome that is kept already.
#[utoipa::path(post, path = TRANSFER_ABANDON, tag = "transfers", responses(
        (status = 200, description = "the outcome", body = TransferResponse),
        (status = 409, description = "`in_progress`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`: nothing is kept", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
pub(super) async fn abandon(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<TransferId>,
) -> Result<Json<TransferResponse>> {
    let task = state.tasks.spawn(abandon_now(state.clone(), signed.person, id));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(id))
}

async fn abandon_now(state: AppState, payer: PersonId, id: TransferId) -> Result<TransferResponse> {
    let mut tx = writer(&state).await?;
    let now = state.now();
    count(&mut tx, &state, (payer, "transfer abandon"), now).await?;
    let answer = transfer::abandon(&mut tx, payer, id, now).await?;
    tx.commit().await?;
    crash_point!("server.transfer.refusal.committed", sqlx::Error::WorkerCrashed.into());
    Ok(answer)
}

/// Takes a transfer back while it is not offered. Afterwards nothing changes, and the answer says how it stands.
#[utoipa::path(post, path = TRANSFER_TAKE_BACK, tag = "transfers", responses(
        (status = 200, description = "how it stands now: `returned`, or as before", body = TransferResponse),
        (status = 404, description = "no answer yet", body = circles_wire::ErrorBody),
        (status = 409, description = "`in_progress`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
pub(super) async fn take_back(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<TransferId>,
) -> Result<Json<TransferResponse>> {
    let task = state.tasks.spawn(take_back_now(state.clone(), signed.person, id));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(id))
}

async fn take_back_now(state: AppState, payer: PersonId, id: TransferId) -> Result<TransferResponse> {
    let mut tx = writer(&state).await?;
    let now = state.now();
    count(&mut tx, &state, (payer, "transfer take back"), now).await?;
    let done = transfer::take_back(&mut tx, payer, id, now).await?;
    tx.commit().await?;
    crash_point!("server.transfer.return.committed", sqlx::Error::WorkerCrashed.into());
    let (answer, moved) = done.ok_or_else(|| Error::not_found(id))?;
    wake(&state, moved);
    Ok(answer)
}
