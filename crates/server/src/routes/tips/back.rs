//! Back out: before there is an answer, within the grace, and by who got it.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::{PersonId, TipId};
use circles_faults::crash_point;
use circles_wire::ErrorCode;
use circles_wire::tip::{ABANDON, CANCEL, RETURN, TipResponse};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::{self, SentBack};
use crate::routes::extract::{Json, Path};
use crate::routes::paying::{count, wake, writer};
use crate::state::AppState;

/// No further answer is wanted: keeps a refusal, or tells the outcome that is kept already.
#[utoipa::path(post, path = ABANDON, tag = "tips", params(("id" = String, Path, format = "uuid")), responses(
        (status = 200, description = "the outcome", body = TipResponse),
        (status = 409, description = "`in_progress`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`: nothing is kept", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
pub(super) async fn abandon(
    State(state): State<AppState>,
    signed: Signed,
    Path(tip): Path<TipId>,
) -> Result<Json<TipResponse>> {
    let task = state.tasks.spawn(abandon_now(state.clone(), signed.person, tip));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(tip))
}

async fn abandon_now(state: AppState, payer: PersonId, tip: TipId) -> Result<TipResponse> {
    let mut tx = writer(&state).await?;
    let now = state.now();
    count(&mut tx, &state, (payer, "abandon"), now).await?;
    let answer = ledger::abandon(&mut tx, payer, tip, now).await?;
    tx.commit().await?;
    crash_point!("server.refusal.committed", sqlx::Error::WorkerCrashed.into());
    Ok(answer)
}

/// Takes a held tip back while its grace lasts. Afterwards nothing changes, and the answer says how it stands.
#[utoipa::path(post, path = CANCEL, tag = "tips", params(("id" = String, Path, format = "uuid")), responses(
        (status = 200, description = "how it stands now: `returned`, or as before", body = TipResponse),
        (status = 404, description = "no answer yet", body = circles_wire::ErrorBody),
        (status = 409, description = "`in_progress`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
pub(super) async fn cancel(
    State(state): State<AppState>,
    signed: Signed,
    Path(tip): Path<TipId>,
) -> Result<Json<TipResponse>> {
    let task = state.tasks.spawn(cancel_now(state.clone(), signed.person, tip));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(tip))
}

async fn cancel_now(state: AppState, payer: PersonId, tip: TipId) -> Result<TipResponse> {
    let mut tx = writer(&state).await?;
    let now = state.now();
    count(&mut tx, &state, (payer, "cancel"), now).await?;
    let done = ledger::cancel(&mut tx, payer, tip, now).await?;
    tx.commit().await?;
    crash_point!("server.return.committed", sqlx::Error::WorkerCrashed.into());
    let done = done.ok_or_else(|| Error::not_found(tip))?;
    wake(&state, done.moved.then_some(payer));
    Ok(done.answer)
}

/// Sends a tip that the asker received back to who gave it, whole and once.
#[utoipa::path(post, path = RETURN, tag = "tips", params(("id" = String, Path, format = "uuid")), responses(
        (status = 204, description = "it is with its payer again"),
        (status = 403, description = "`wallet_frozen`; `payments_locked`; `account_leaving`: whoever gave it is leaving, or gone", body = circles_wire::ErrorBody),
        (status = 404, description = "the asker did not receive such a tip", body = circles_wire::ErrorBody),
        (status = 409, description = "`balance_short`; `in_progress`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
pub(super) async fn send_back(
    State(state): State<AppState>,
    signed: Signed,
    Path(tip): Path<TipId>,
) -> Result<StatusCode> {
    let task = state.tasks.spawn(send_back_now(state.clone(), signed.person, tip));
    task.await.map_err(Error::internal)?.map_err(|error| error.subject(tip))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn send_back_now(state: AppState, payee: PersonId, tip: TipId) -> Result<()> {
    let mut tx = writer(&state).await?;
    let now = state.now();
    count(&mut tx, &state, (payee, "send_back"), now).await?;
    let done = ledger::send_back(&mut tx, payee, tip, now).await?;
    tx.commit().await?;
    match done {
        SentBack::Done(moved) => {
            wake(&state, moved.into_iter().flatten());
            Ok(())
        }
        SentBack::NotTheirs => Err(Error::code(ErrorCode::NotFound)),
        SentBack::Frozen => Err(Error::code(ErrorCode::WalletFrozen)),
        SentBack::Locked => Err(Error::code(ErrorCode::PaymentsLocked)),
        SentBack::PayerLeft => Err(Error::code(ErrorCode::AccountLeaving)),
        SentBack::Short => Err(Error::code(ErrorCode::BalanceShort)),
    }
}
