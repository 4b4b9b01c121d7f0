//! The wallet, and its payment password.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::PersonId;
use circles_domain::person::check_pin;
use circles_wire::ErrorCode;
use circles_wire::earnings::{EARNINGS, EarningsQuery, EarningsResponse};
use circles_wire::wallet::{PIN, SetPinRequest, WALLET, WalletQuery, WalletResponse};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Json, Query};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::identity::Purpose;
use crate::ledger::pin::{self, Patience, Try};
use crate::ledger::{self, Terms};
use crate::payments;
use crate::state::AppState;
use crate::store::sessions;

/// The routes of this module.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(wallet)).routes(routes!(earnings)).routes(routes!(set_pin))
}

/// Balance, limits and entries, newest first; `before` the sequence number of the last one goes on.
#[utoipa::path(get, path = WALLET, tag = "wallet", params(WalletQuery),
    responses((status = 200, body = WalletResponse)), security(("token" = [])))]
async fn wallet(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<WalletQuery>,
) -> Result<Json<WalletResponse>> {
    let terms = Terms { sandbox: state.payments.is_sandbox(), ..Terms::of(&state.config.limits) };
    let mut reader = state.db.read().begin().await?;
    let open = payments::is_open(&mut reader, signed.person, terms.sandbox_grant).await?;
    if open {
        return Ok(Json(ledger::wallet(&mut reader, &terms, signed.person, &query, state.now()).await?));
    }
    drop(reader);
    let mut tx = state.db.write().await?;
    let now = state.now();
    ledger::open_wallet(&mut tx, signed.person, terms.sandbox_grant, now).await?;
    let wallet = ledger::wallet(&mut tx, &terms, signed.person, &query, now).await?;
    tx.commit().await?;
    Ok(Json(wallet))
}

/// What tips brought, by day, post and circle: to oneself alone.
#[utoipa::path(get, path = EARNINGS, tag = "wallet", params(EarningsQuery), responses(
        (status = 200, body = EarningsResponse),
        (status = 422, description = "`invalid`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn earnings(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<EarningsQuery>,
) -> Result<Json<EarningsResponse>> {
    let mut reader = state.db.read().begin().await?;
    Ok(Json(ledger::earnings(&mut reader, signed.person, query.days.unwrap_or(30), state.now()).await?))
}

/// Sets the payment password: with the present one, or soon after a sign-in. A session alone is not enough, for whoever
/// holds a stolen one would otherwise set the first and then spend.
#[utoipa::path(put, path = PIN, tag = "wallet", request_body = SetPinRequest, responses(
        (status = 204, description = "set"),
        (status = 403, description = "`sign_in_again`: none is set and the sign-in is too long ago; `step_up_required`: one is set and the present one is missing; `pin_wrong`", body = circles_wire::ErrorBody),
        (status = 409, description = "`stale`: it was changed meanwhile", body = circles_wire::ErrorBody),
        (status = 422, description = "`invalid`, the field `pin`", body = circles_wire::ErrorBody),
        (status = 429, description = "`pin_paused`; `rate_limited`", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn set_pin(
    State(state): State<AppState>,
    signed: Signed,
    Json(request): Json<SetPinRequest>,
) -> Result<StatusCode> {
    check_pin(&request.pin)?;
    let old = match request.current {
        Some(current) => Some(judge(&state, signed.person, current).await?),
        None => {
            signed_in_lately(&state, signed).await?;
            count_hashing(&state, signed.person)?;
            None
        }
    };
    let new = pin::hash(pin::turn().await?, request.pin, pepper(&state)).await?;
    let mut tx = state.db.write().await?;
    let now = state.now();
    let done = match old {
        Some(old) => pin::change(&mut tx, signed.person, (&old, &new), now).await?,
        None => {
            pin::set(&mut tx, signed.person, &new, now).await?;
            true
        }
    };
    if !done {
        return Err(Error::code(ErrorCode::Stale));
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether the person stood at the sign-in pages a moment ago, on this device.
async fn signed_in_lately(state: &AppState, signed: Signed) -> Result<()> {
    let mut reader = state.db.read().acquire().await?;
    let at = sessions::signed_in_at(&mut *reader, signed.device).await?;
    if at.is_some_and(|at| state.now() < at.plus_seconds(state.config.limits.fresh_sign_in_s)) {
        return Ok(());
    }
    let is_set = pin::is_set(&mut reader, signed.person).await?;
    Err(Error::code(if is_set { ErrorCode::StepUpRequired } else { ErrorCode::SignInAgain }))
}

/// Counts a try, then judges it; the kept hash when it was right. Whoever asked still has to forget the tries.
pub(super) async fn judge(state: &AppState, person: PersonId, typed: String) -> Result<String> {
    let limits = &state.config.limits;
    count_hashing(state, person)?;
    let turn = pin::turn().await?;
    let mut tx = state.db.write().await?;
    let patience = Patience { tries: limits.pin_tries, pause_s: limits.pin_pause_s };
    let counted = pin::count_try(&mut tx, person, patience, state.now()).await?;
    tx.commit().await?;
    let (hash, left, pause_s) = match counted {
        Try::NotSet => return Err(Error::code(ErrorCode::PinNotSet)),
        Try::Paused(wait_s) => {
            return Err(Error::code(ErrorCode::PinPaused).retry_after(wait_s.unsigned_abs()));
        }
        Try::Counted { hash, left, pause_s } => (hash, left, pause_s),
    };
    if pin::matches(turn, typed, hash.clone(), pepper(state)).await? {
        return Ok(hash);
    }
    let wrong = Error::code(ErrorCode::PinWrong).tries_left(left.unsigned_abs());
    Err(if pause_s > 0 { wrong.retry_after(pause_s.unsigned_abs()) } else { wrong })
}

/// Each hashing takes memory and most of a core: nobody has more of it than a person who mistypes needs.
fn count_hashing(state: &AppState, person: PersonId) -> Result<()> {
    state.rates.count(person, "pin", state.config.limits.pins_per_minute, state.now())
}

fn pepper(state: &AppState) -> [u8; 32] {
    state.keys.keyed_hash(Purpose::PaymentPassword, b"pepper")
}
