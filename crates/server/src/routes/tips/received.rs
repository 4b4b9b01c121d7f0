//! Tips that arrived: who gave them, and thanks.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::{PostId, TipId};
use circles_wire::ErrorCode;
use circles_wire::tip::{THANKS, TIPPERS, TippersResponse};

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger;
use crate::routes::extract::{Json, Path};
use crate::routes::posts::readable;
use crate::routes::{acting, lifecycle};
use crate::state::AppState;
use crate::store::changes::Change;

/// The payee thanks for a tip that has arrived. Its payer sees it in their wallet, and nobody else.
#[utoipa::path(put, path = THANKS, tag = "tips", params(("id" = String, Path, format = "uuid")), responses(
        (status = 204, description = "thanked"),
        (status = 404, description = "no such tip, not to this person, or not arrived", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
pub(super) async fn thank(
    State(state): State<AppState>,
    signed: Signed,
    Path(tip): Path<TipId>,
) -> Result<StatusCode> {
    let mut acting = acting::begin(&state, signed).await?;
    let now = acting.now;
    let Some(payer) = ledger::thank(&mut acting.tx, signed.person, tip, now).await? else {
        return Err(Error::code(ErrorCode::NotFound));
    };
    acting.note(Change::Wallet(payer)).await?;
    acting.commit(&state, Some(Change::Wallet(payer))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who tipped a post, as far as they wanted it to be seen.
#[utoipa::path(get, path = TIPPERS, tag = "tips", responses((status = 200, body = TippersResponse)))]
pub(super) async fn tippers(
    State(state): State<AppState>,
    signed: Signed,
    Path(post): Path<PostId>,
) -> Result<Json<TippersResponse>> {
    let mut reader = state.db.read().begin().await?;
    let seen = readable(&mut reader, &state, signed, post).await?;
    lifecycle::beside(&mut reader, &state, seen, signed.person).await?;
    Ok(Json(ledger::tippers(&mut reader, signed.person, post, state.now()).await?))
}
