//! What comes from the payment provider: its notices, and what its statements were found to say.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use circles_wire::ErrorCode;
use circles_wire::payment::{
    NOTICE_SIGNATURE, NOTICE_TAKEN, NOTICES, RECONCILIATIONS, ReconciliationsResponse,
};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger;
use crate::payments::{self, Letter};
use crate::routes::acting::reader;
use crate::routes::extract::Json;
use crate::state::AppState;

/// Days of one answer.
const DAYS: i64 = 31;

/// Where the payment provider sends its notices. Whatever it is, the answer is the same: whoever made one up learns
/// nothing, and only what could not be kept has to come again.
#[utoipa::path(post, path = NOTICES, tag = "wallet",
    params(("circles-notice-signature" = Option<String>, Header, description = "hexadecimal")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "`success`", body = String, content_type = "text/plain")))]
pub(super) async fn notice(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<&'static str> {
    let signature =
        headers.get(NOTICE_SIGNATURE).and_then(|value| hex::decode(value).ok()).unwrap_or_default();
    payments::take_notice(&state, &Letter { body: body.into(), signature }).await?;
    Ok(NOTICE_TAKEN)
}

/// What the provider's statements of the last days were found to say against the ledger. For operators.
#[utoipa::path(get, path = RECONCILIATIONS, tag = "operator", responses(
    (status = 200, body = ReconciliationsResponse),
    (status = 403, description = "`forbidden`: not an operator", body = circles_wire::ErrorBody)))]
pub(super) async fn reconciliations(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<ReconciliationsResponse>> {
    if !reader(&state, signed).await?.operator {
        return Err(Error::code(ErrorCode::Forbidden));
    }
    let mut db = state.db.read().acquire().await?;
    Ok(Json(ReconciliationsResponse { days: ledger::list_reconciliations(&mut db, DAYS).await? }))
}
