//! Tips: quote, confirm, ask, abandon, cancel. What is answered is decided in `ledger`; here it becomes HTTP.
//!
//! An outcome is always 200 with a [`circles_wire::tip::TipResponse`], refused ones too: the device got its definite
//! answer. An error means that there is none.

mod back;
mod confirm;
mod quote;
mod received;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// The routes of this module.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(quote::quote))
        .routes(routes!(confirm::confirm, confirm::outcome))
        .routes(routes!(back::abandon))
        .routes(routes!(back::cancel))
        .routes(routes!(back::send_back))
        .routes(routes!(received::tippers))
        .routes(routes!(received::thank))
}
