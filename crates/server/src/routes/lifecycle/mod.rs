//! The life of circles, one file a verb: applied for, decided, launched, frozen, dissolved; its page; taking along;
//! looks from outside.

mod apply;
mod export;
mod looks;
mod page;
mod step;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// The routes of this folder.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(apply::list))
        .routes(routes!(apply::apply))
        .routes(routes!(apply::decide))
        .routes(routes!(step::console))
        .routes(routes!(step::step))
        .routes(routes!(export::export))
        .routes(routes!(page::edit))
}

pub(super) use looks::{beside, from_outside};
