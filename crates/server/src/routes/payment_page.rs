//! The page on which a person pays a top-up, where the provider has one.

use axum::extract::State;
use circles_domain::payment::PaymentKind;
use circles_domain::{PaymentId, Timestamp};
use circles_wire::payment::{PAYMENT_PAGE, PaymentPageResponse};
use url::Url;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Json, Path};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::{self, OrderState, StoredOrder};
use crate::payments::Order;
use crate::state::AppState;

/// The route of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(page))
}

/// Where a top-up is paid, while it may be. Whoever holds the address may pay it: it is signed, and good for this alone.
#[utoipa::path(get, path = PAYMENT_PAGE, tag = "wallet", responses(
    (status = 200, body = PaymentPageResponse),
    (status = 404, description = "none, or none any more: the payment itself says why", body = circles_wire::ErrorBody)))]
async fn page(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PaymentId>,
) -> Result<Json<PaymentPageResponse>> {
    let mut reader = state.db.read().acquire().await?;
    let order = ledger::find_order(&mut reader, id).await?.filter(|order| order.person == signed.person);
    let page = order.and_then(|order| page_of(&state, &order, state.now()));
    let page = page.ok_or_else(|| Error::not_found(id))?;
    Ok(Json(PaymentPageResponse { url: page.into() }))
}

/// The page of an order that waits for its person.
pub(super) fn page_of(state: &AppState, order: &StoredOrder, now: Timestamp) -> Option<Url> {
    let until = order.created_at.plus_seconds(state.config.limits.top_up_s);
    let waits = matches!(order.state, OrderState::Placed | OrderState::Ordered);
    if order.kind != PaymentKind::TopUp || !waits || now >= until {
        return None;
    }
    state.payments.page(Order { id: order.id, amount: order.amount }, until)
}
