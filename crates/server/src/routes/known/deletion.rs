//! Deleting one's account: asked for here, done by a job when the time to think is over, undone by signing in before.

use axum::extract::State;
use circles_domain::Money;
use circles_wire::ErrorCode;
use circles_wire::known::{DELETION, DeletionRequest};
use circles_wire::person::MeResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger;
use crate::routes::acting::{Acting, begin_guarding};
use crate::routes::extract::Json;
use crate::state::AppState;
use crate::store::{deletion, devices, people};

/// The routes of this file.
pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(ask))
}

/// Asks for the account to be deleted, and signs out every device. Money is settled first: nothing may be on its way,
/// and what is left must be given up by naming exactly that sum. Whose wallet is frozen stays until that is lifted: money
/// that is looked into has an owner.
#[utoipa::path(put, path = DELETION, tag = "known", responses((status = 200, body = MeResponse),
    (status = 403, description = "`wallet_frozen`", body = circles_wire::ErrorBody),
    (status = 409, description = "`balance_left`: the balance is `stored`; `debt_left`: what is owed is", body = circles_wire::ErrorBody)))]
async fn ask(
    State(state): State<AppState>,
    signed: Signed,
    Json(request): Json<DeletionRequest>,
) -> Result<Json<MeResponse>> {
    // Whoever's proof has expired may leave all the same.
    let Acting { mut tx, now, .. } = begin_guarding(&state, signed).await?;
    if ledger::is_frozen(&mut tx, signed.person).await? {
        return Err(Error::code(ErrorCode::WalletFrozen));
    }
    let balance: Money = ledger::balance(&mut tx, signed.person).await?;
    let on_its_way = deletion::has_held_tips(&mut *tx, signed.person).await?
        || ledger::has_open_orders(&mut tx, signed.person).await?;
    let owed = ledger::owed(&mut tx, signed.person).await?;
    if owed.minor > 0 {
        // Whoever came back as somebody new would owe nothing.
        return Err(Error::code(ErrorCode::DebtLeft).stored(&owed));
    }
    if balance != request.give_up || on_its_way {
        return Err(Error::code(ErrorCode::BalanceLeft).stored(&balance));
    }
    deletion::set(&mut tx, signed.person, Some(now.plus_seconds(state.config.limits.deletion_s))).await?;
    let me = people::find(&mut *tx, signed.person).await?.ok_or_else(|| Error::not_found(signed.person))?;
    devices::sign_out_all(&mut tx, signed.person, now).await?;
    tx.commit().await?;
    Ok(Json(me.me(now)))
}
