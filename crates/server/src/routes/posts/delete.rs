//! Deleting one's own post: a tombstone stays.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::PostId;
use circles_domain::tip::TipReturn;
use circles_wire::ErrorCode;
use circles_wire::post::POST;

use super::readable;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger;
use crate::routes::acting::begin;
use crate::routes::extract::Path;
use crate::state::{AppState, Poke};
use crate::store::changes::Change;
use crate::store::posts::{self, State as Kept};

/// Deletes one's own post; deleting twice is deleting once. An author may always take back what they wrote.
#[utoipa::path(delete, path = POST, tag = "posts", responses((status = 204)))]
pub(super) async fn delete(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PostId>,
) -> Result<StatusCode> {
    let mut acting = begin(&state, signed).await?;
    match posts::find_held(&mut *acting.tx, id).await? {
        Some(held) if held.author == signed.person && held.state == Kept::Deleted => {
            Ok(StatusCode::NO_CONTENT)
        }
        Some(held) if held.author == signed.person && held.state == Kept::Kept => {
            posts::bury(&mut acting.tx, held.circle, id, acting.now).await?;
            // Nobody keeps what is on its way for a post that they took away before anybody could look at it.
            let payers = ledger::return_held_on(&mut acting.tx, id, TipReturn::Deleted, acting.now).await?;
            acting.commit(&state, Some(Change::Post(held.circle, id))).await?;
            payers.into_iter().for_each(|payer| state.poke(Poke::Person(payer)));
            Ok(StatusCode::NO_CONTENT)
        }
        Some(_) | None => {
            readable(&mut acting.tx, &state, signed, id).await?;
            Err(Error::code(ErrorCode::Forbidden).subject(id))
        }
    }
}
