//! A confirmation, and what became of one.

use axum::extract::State;
use axum::http::HeaderMap;
use circles_domain::{PersonId, TransferId};
use circles_faults::crash_point;
use circles_wire::tip::ConfirmRequest;
use circles_wire::transfer::{TRANSFER, TransferResponse};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::{Confirm, Terms, transfer};
use crate::routes::extract::{Json, Path};
use crate::routes::paying::{answer_of, count, step_up_token, wake, writer};
use crate::state::AppState;
use crate::store::changes::{self, Change};

/// Confirms what was quoted. The same confirmation gets the same answer, for ever.
#[utoipa::path(put, path = TRANSFER, tag = "transfers",
    params(("circles-step-up" = Option<String>, Header, description = "the one-use token, where the payment password is asked for")),
    request_body = ConfirmRequest, responses(
        (status = 200, description = "the outcome, a refusal too", body = TransferResponse),
        (status = 403, description = "`step_up_required`, `payments_locked`: nothing is kept, ask again", body = circles_wire::ErrorBody),
        (status = 409, description = "`id_conflict`, `in_progress`", body = circles_wire::ErrorBody),
        (status = 422, description = "`invalid`", body = circles_wire::ErrorBody),
        (status = 425, description = "`too_fast`: nothing is kept, ask again after `retry_after`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`: nothing is kept", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
pub(super) async fn confirm(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<TransferId>,
    headers: HeaderMap,
    Json(request): Json<ConfirmRequest>,
) -> Result<Json<TransferResponse>> {
    let token = step_up_token(&headers);
    // On its own task: a device that hangs up must not leave it half way, and a stop waits for it.
    let task = state.tasks.spawn(confirm_now(state.clone(), signed.person, id, request, token));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(id))
}

async fn confirm_now(
    state: AppState,
    payer: PersonId,
    id: TransferId,
    request: ConfirmRequest,
    token: Option<String>,
) -> Result<TransferResponse> {
    let mut tx = writer(&state).await?;
    let (now, terms) = (state.now(), Terms::of(&state.config.limits));
    count(&mut tx, &state, (payer, "transfer"), now).await?;
    crash_point!("server.transfer.intent.taken", sqlx::Error::WorkerCrashed.into());
    let asked = Confirm { payer, id, quote: request.quote_id, step_up: token.as_deref() };
    let confirmed = transfer::confirm(&mut tx, &terms, &state.keys, asked, now).await?;
    let (answer, moved) = answer_of(confirmed)?;
    for person in &moved {
        changes::note(&mut tx, Change::Wallet(*person), now).await?;
    }
    crash_point!("server.transfer.event.written", sqlx::Error::WorkerCrashed.into());
    tx.commit().await?;
    crash_point!("server.transfer.event.committed", sqlx::Error::WorkerCrashed.into());
    wake(&state, moved);
    crash_point!("server.transfer.event.poked", sqlx::Error::WorkerCrashed.into());
    Ok(answer)
}

/// The outcome of a transfer of the asker's. Not found says nothing: a confirmation may still be on its way.
#[utoipa::path(get, path = TRANSFER, tag = "transfers", responses(
        (status = 200, body = TransferResponse),
        (status = 404, description = "no answer yet", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
pub(super) async fn outcome(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<TransferId>,
) -> Result<Json<TransferResponse>> {
    let mut reader = state.db.read().acquire().await?;
    let kept = transfer::find(&mut reader, signed.person, id).await?;
    crash_point!("server.transfer.outcome.read", sqlx::Error::WorkerCrashed.into());
    kept.map(|kept| Json(kept.answer)).ok_or_else(|| Error::not_found(id))
}
