//! Blocking, and lifting one's own block. The answer never depends on the other person: it would tell whether they exist.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::PersonId;
use circles_wire::ErrorCode;
use circles_wire::relation::BLOCK;

use super::finish;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger;
use crate::routes::acting::begin_guarding;
use crate::routes::extract::Path;
use crate::state::AppState;
use crate::store::relations::Terms;
use crate::store::{people, relations};

/// Blocks: neither sees the other from now on, friendship and requests end. Money on its way between them goes back where
/// that tells nothing of the block: tips to whoever blocks, unless they were given without a name, and transfers that can
/// be declined or taken back. Twice is once; 204 whoever it is.
#[utoipa::path(put, path = BLOCK, tag = "relations", responses((status = 204)))]
pub(super) async fn block(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
) -> Result<StatusCode> {
    let mut acting = begin_guarding(&state, signed).await?;
    if id == signed.person {
        return Err(Error::code(ErrorCode::Forbidden).subject(id));
    }
    if people::find(&mut *acting.tx, id).await?.is_some() {
        let terms = Terms::of(&state.config.limits);
        // Before the block, which tells their devices last of all that their wallets changed.
        ledger::return_between(&mut acting.tx, signed.person, id, acting.now).await?;
        let changed = relations::block(&mut acting.tx, signed.person, id, terms, acting.now).await?;
        let woken = if changed { vec![signed.person, id] } else { Vec::new() };
        finish(&state, acting, &woken).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Lifts one's own block; twice is once. 204 whoever it is.
#[utoipa::path(delete, path = BLOCK, tag = "relations", responses((status = 204)))]
pub(super) async fn unblock(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
) -> Result<StatusCode> {
    let mut acting = begin_guarding(&state, signed).await?;
    let changed = relations::unblock(&mut acting.tx, signed.person, id, acting.now).await?;
    let woken = if changed { vec![signed.person, id] } else { Vec::new() };
    finish(&state, acting, &woken).await?;
    Ok(StatusCode::NO_CONTENT)
}
