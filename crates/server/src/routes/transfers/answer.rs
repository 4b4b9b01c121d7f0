//! What waits, and the payee's answer to it.

use axum::extract::State;
use circles_domain::{PersonId, TransferId};
use circles_faults::crash_point;
use circles_wire::ErrorCode;
use circles_wire::transfer::{TRANSFER_ANSWER, TRANSFERS, TransferAnswerRequest, TransfersResponse};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::transfer::{self, Answered};
use crate::routes::extract::{Json, Path};
use crate::routes::paying::{count, wake, writer};
use crate::state::AppState;

/// The asker's transfers, either way: all that waits, and the latest of the others.
#[utoipa::path(get, path = TRANSFERS, tag = "transfers", responses((status = 200, body = TransfersResponse)),
    security(("token" = [])))]
pub(super) async fn list(State(state): State<AppState>, signed: Signed) -> Result<Json<TransfersResponse>> {
    let mut reader = state.db.read().begin().await?;
    let transfers = transfer::list(&mut reader, signed.person, state.now()).await?;
    Ok(Json(TransfersResponse { transfers }))
}

/// Its payee accepts it, or sends it back. What is over stays as it is.
#[utoipa::path(post, path = TRANSFER_ANSWER, tag = "transfers", request_body = TransferAnswerRequest, responses(
        (status = 200, description = "the asker's transfers as they stand now", body = TransfersResponse),
        (status = 403, description = "`forbidden`, `wallet_frozen`: the asker cannot receive at present", body = circles_wire::ErrorBody),
        (status = 404, description = "no such transfer to the asker", body = circles_wire::ErrorBody),
        (status = 409, description = "`in_progress`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
pub(super) async fn answer(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<TransferId>,
    Json(request): Json<TransferAnswerRequest>,
) -> Result<Json<TransfersResponse>> {
    let task = state.tasks.spawn(answer_now(state.clone(), signed.person, id, request.accept));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(id))
}

async fn answer_now(
    state: AppState,
    payee: PersonId,
    id: TransferId,
    accept: bool,
) -> Result<TransfersResponse> {
    let mut tx = writer(&state).await?;
    let now = state.now();
    count(&mut tx, &state, (payee, "transfer answer"), now).await?;
    match transfer::answer(&mut tx, payee, id, accept, now).await? {
        Answered::Stands(_, moved) => {
            let transfers = transfer::list(&mut tx, payee, now).await?;
            tx.commit().await?;
            crash_point!("server.transfer.answer.committed", sqlx::Error::WorkerCrashed.into());
            wake(&state, moved);
            Ok(TransfersResponse { transfers })
        }
        Answered::NotTheirs => Err(Error::code(ErrorCode::NotFound)),
        Answered::Refused(code) => Err(Error::code(code)),
    }
}
