//! What Circles knows of oneself, and what one may do about it. All of it is for the person alone; opening a real name and
//! shutting a human out are for operators, and the person reads of it.

mod ban;
mod claims;
mod deletion;
mod names;
mod score;

use utoipa_axum::router::OpenApiRouter;

use crate::state::AppState;

/// The routes of this folder.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(claims::router())
        .merge(score::router())
        .merge(names::router())
        .merge(deletion::router())
        .merge(ban::router())
}
