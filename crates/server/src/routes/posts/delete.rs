//! Deleting one's own post: a tombstone stays.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::PostId;
use circles_wire::ErrorCode;
use circles_wire::post::POST;

use super::readable;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::begin;
use crate::routes::extract::Path;
use crate::state::AppState;
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
            acting.commit(&state, Some(Change::Post(held.circle, id))).await?;
            Ok(StatusCode::NO_CONTENT)
        }
        Some(_) | None => {
            readable(&mut acting.tx, &state, signed, id).await?;
            Err(Error::code(ErrorCode::Forbidden).subject(id))
        }
    }
}
