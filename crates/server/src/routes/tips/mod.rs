//! Tips: quote, confirm, ask, abandon, cancel. What is answered is decided in `ledger`; here it becomes HTTP.
//!
//! An outcome is always 200 with a [`circles_wire::tip::TipResponse`], refused ones too: the device got its definite
//! answer. An error means that there is none.

mod back;
mod confirm;
mod quote;
mod received;

use std::time::Duration;

use circles_domain::{PersonId, Timestamp};
use circles_wire::ErrorCode;
use sha2::{Digest, Sha256};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::{Write, tries};

/// Waits for the one writer before saying that somebody else holds it.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

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

/// Counts one request of a kind in the last minute. Kept with the money, so that a restart forgives nobody.
pub(in crate::routes) async fn count(
    tx: &mut Write,
    state: &AppState,
    (person, kind): (PersonId, &str),
    now: Timestamp,
) -> Result<()> {
    let key = Sha256::digest([kind.as_bytes(), person.as_bytes()].concat()).into();
    match tries::take(tx, &key, state.config.limits.writes_per_minute, now).await? {
        Some(wait_s) => Err(Error::code(ErrorCode::RateLimited).retry_after(wait_s)),
        None => Ok(()),
    }
}
