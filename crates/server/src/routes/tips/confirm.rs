//! A confirmation, and what became of one.

use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use circles_domain::{PersonId, TipId};
use circles_faults::{canary, crash_point};
use circles_wire::tip::{ConfirmRequest, TIP, TipResponse};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::{self, Confirm, Terms};
use crate::routes::extract::{Json, Path};
use crate::routes::paying::{answer_of, count, step_up_token, wake, writer};
use crate::state::AppState;
use crate::store::changes;

/// Confirms what was quoted. The same confirmation gets the same answer, for ever.
#[utoipa::path(put, path = TIP, tag = "tips", params(("id" = String, Path, format = "uuid"),
        ("circles-step-up" = Option<String>, Header, description = "the one-use token, where the payment password is asked for")),
    request_body = ConfirmRequest, responses(
        (status = 200, description = "the outcome, a refusal too", body = TipResponse),
        (status = 403, description = "`step_up_required`, `payments_locked`: nothing is kept, ask again with a token, or unlocked", body = circles_wire::ErrorBody),
        (status = 409, description = "`id_conflict`, `in_progress`", body = circles_wire::ErrorBody),
        (status = 422, description = "`invalid`", body = circles_wire::ErrorBody),
        (status = 425, description = "`too_fast`: nothing is kept, ask again after `retry_after`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`: nothing is kept", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
pub(super) async fn confirm(
    State(state): State<AppState>,
    signed: Signed,
    Path(tip): Path<TipId>,
    headers: HeaderMap,
    Json(request): Json<ConfirmRequest>,
) -> Result<Json<TipResponse>> {
    let token = step_up_token(&headers);
    // On its own task: a device that hangs up must not leave it half way, and a stop waits for it.
    let task = state.tasks.spawn(confirm_now(state.clone(), signed.person, tip, request, token));
    task.await.map_err(Error::internal)?.map(Json).map_err(|error| error.subject(tip))
}

async fn confirm_now(
    state: AppState,
    payer: PersonId,
    tip: TipId,
    request: ConfirmRequest,
    token: Option<String>,
) -> Result<TipResponse> {
    let mut tx = writer(&state).await?;
    let (now, terms) = (state.now(), Terms::of(&state.config.limits));
    count(&mut tx, &state, (payer, "confirm"), now).await?;
    crash_point!("server.intent.taken", sqlx::Error::WorkerCrashed.into());
    let asked = Confirm { payer, id: tip, quote: request.quote_id, step_up: token.as_deref() };
    let confirmed = ledger::confirm(&mut tx, &terms, &state.keys, asked, now).await?;
    let (answer, moved) = answer_of(confirmed)?;
    if let [payer, payee] = *moved {
        changes::note_wallets(&mut tx, [payer, payee], now).await?;
    }
    if canary!("refusal_not_kept") && moved.is_empty() {
        return Ok(answer);
    }
    if canary!("event_before_commit") {
        wake(&state, moved.iter().copied());
        // So that who was woken is here first.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    crash_point!("server.event.written", sqlx::Error::WorkerCrashed.into());
    tx.commit().await?;
    crash_point!("server.event.committed", sqlx::Error::WorkerCrashed.into());
    wake(&state, moved);
    crash_point!("server.event.poked", sqlx::Error::WorkerCrashed.into());
    Ok(answer)
}

/// The outcome of a tip. Not found says nothing: a confirmation may still be on its way.
#[utoipa::path(get, path = TIP, tag = "tips", params(("id" = String, Path, format = "uuid")), responses(
        (status = 200, body = TipResponse),
        (status = 404, description = "no answer yet", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
pub(super) async fn outcome(
    State(state): State<AppState>,
    signed: Signed,
    Path(tip): Path<TipId>,
) -> Result<Json<TipResponse>> {
    let mut reader = state.db.read().acquire().await?;
    let kept = ledger::find_tip(&mut reader, signed.person, tip).await?;
    crash_point!("server.outcome.read", sqlx::Error::WorkerCrashed.into());
    kept.map(|kept| Json(kept.answer)).ok_or_else(|| Error::not_found(tip))
}
