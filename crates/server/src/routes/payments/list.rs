//! Payments of the asker: the newest, and one.

use axum::extract::State;
use circles_domain::{Money, PaymentId};
use circles_faults::crash_point;
use circles_wire::payment::{PAYMENT, PAYMENTS, PaymentResponse, PaymentsResponse};

use super::told;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::{self, Terms};
use crate::payments;
use crate::routes::extract::{Json, Path};
use crate::state::AppState;

/// Payments of one answer.
const PAGE: i64 = 20;

/// The newest top-ups and cash-outs.
#[utoipa::path(get, path = PAYMENTS, tag = "wallet", responses((status = 200, body = PaymentsResponse)))]
pub(super) async fn list(State(state): State<AppState>, signed: Signed) -> Result<Json<PaymentsResponse>> {
    let (limits, now) = (&state.config.limits, state.now());
    let mut reader = state.db.read().acquire().await?;
    let orders = ledger::list_orders(&mut reader, signed.person, PAGE).await?;
    let asks_payee = state.payments.asks_payee();
    let last_payee = payments::last_payee(&mut reader, &state.keys, signed.person).await?;
    let above = Terms::of(limits).step_up;
    let without_pin = ledger::cash_out_without_pin(&mut reader, signed.person, above, now).await?;
    Ok(Json(PaymentsResponse {
        payments: orders.iter().map(|order| told(&state, order)).collect(),
        top_up_max: Money::fen(limits.top_up_max_fen),
        cash_out_max: Money::fen(limits.cash_out_max_fen),
        cash_out_from: ledger::rests_until(&mut reader, signed.person, limits.cash_out_rest_s, now).await?,
        cash_out_without_pin: Some(without_pin),
        sandbox: state.payments.is_sandbox(),
        asks_payee,
        last_payee: last_payee.map(|account| account.reveal().to_owned()),
    }))
}

/// Where it stands. Not found says nothing: the request may still be on its way.
#[utoipa::path(get, path = PAYMENT, tag = "wallet", responses((status = 200, body = PaymentResponse),
    (status = 404, description = "none of this person that is known yet", body = circles_wire::ErrorBody)))]
pub(super) async fn find(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PaymentId>,
) -> Result<Json<PaymentResponse>> {
    let mut reader = state.db.read().acquire().await?;
    let order = ledger::find_order(&mut reader, id).await?.filter(|order| order.person == signed.person);
    crash_point!("server.payment.read", sqlx::Error::WorkerCrashed.into());
    order.map(|order| Json(told(&state, &order))).ok_or_else(|| Error::not_found(id))
}
