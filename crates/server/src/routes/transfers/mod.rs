//! Transfers: quote, confirm, ask, abandon, take back, accept and return. What is answered is decided in `ledger`; here it
//! becomes HTTP, as for tips: an outcome is always 200, refused ones too; an error means that there is none.

mod answer;
mod back;
mod confirm;
mod quote;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

pub(super) use quote::check_amount;

/// The routes of this module.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(answer::list))
        .routes(routes!(quote::quote))
        .routes(routes!(confirm::confirm, confirm::outcome))
        .routes(routes!(back::abandon))
        .routes(routes!(back::take_back))
        .routes(routes!(answer::answer))
}
