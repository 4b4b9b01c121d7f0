//! The payment password for one quote. A wrong one never touches the tip.

use axum::extract::State;
use circles_domain::person::check_typed_pin;
use circles_wire::ErrorCode;
use circles_wire::tip::{STEP_UP, StepUpRequest, StepUpResponse};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::Json;
use super::wallet::judge;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::{pin, step_up};
use crate::state::AppState;

/// The routes of this module.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(ask))
}

/// A token for one confirmation of one quote.
#[utoipa::path(post, path = STEP_UP, tag = "tips", request_body = StepUpRequest, responses(
        (status = 200, body = StepUpResponse),
        (status = 403, description = "`pin_wrong` with `tries_left`, and with `retry_after` when a pause began", body = circles_wire::ErrorBody),
        (status = 409, description = "`pin_not_set`, `quote_expired`", body = circles_wire::ErrorBody),
        (status = 422, description = "`invalid`, the field `pin`", body = circles_wire::ErrorBody),
        (status = 429, description = "`pin_paused`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn ask(
    State(state): State<AppState>,
    signed: Signed,
    Json(request): Json<StepUpRequest>,
) -> Result<Json<StepUpResponse>> {
    let quote = request.quote_id;
    check_typed_pin(&request.pin).map_err(|invalid| Error::from(invalid).subject(quote))?;
    let expired = || Error::code(ErrorCode::QuoteExpired).subject(quote);
    let mut reader = state.db.read().acquire().await?;
    if !step_up::may_ask(&mut reader, quote, signed.person, state.now()).await? {
        return Err(expired());
    }
    drop(reader);
    judge(&state, signed.person, request.pin).await.map_err(|error| error.subject(quote))?;
    let mut tx = state.db.write().await?;
    let now = state.now();
    if !step_up::may_ask(&mut tx, quote, signed.person, now).await? {
        return Err(expired());
    }
    pin::forget_tries(&mut tx, signed.person).await?;
    let expires_at = now.plus_seconds(state.config.limits.step_up_s);
    let token = step_up::issue(&mut tx, quote, signed.person, now, expires_at).await?;
    tx.commit().await?;
    Ok(Json(StepUpResponse { token }))
}
