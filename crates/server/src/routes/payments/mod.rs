//! Top-ups and cash-outs, and the notices of the payment provider. What is answered is decided in `payments`.
//!
//! A payment is always 200 with a [`PaymentResponse`], refused ones too: the device got its definite answer.

mod ask;
mod begin;
mod list;
mod provider;

use circles_wire::payment::PaymentResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::payment_page::page_of;
use crate::ledger::StoredOrder;
use crate::state::AppState;

/// The routes of this module.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(begin::begin, list::find))
        .routes(routes!(begin::abandon))
        .routes(routes!(provider::notice))
        .routes(routes!(provider::reconciliations))
}

fn told(state: &AppState, order: &StoredOrder) -> PaymentResponse {
    PaymentResponse {
        id: order.id,
        kind: order.kind,
        amount: order.amount,
        outcome: order.outcome(),
        has_page: page_of(state, order, state.now()).is_some(),
        begun_at: order.created_at,
        changed_at: order.changed_at,
    }
}
