//! Praise: set or not; muted people still praise, guests do not.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::PostId;
use circles_domain::govern::Action;
use circles_wire::post::PRAISE;

use super::readable;
use crate::auth::Signed;
use crate::error::Result;
use crate::routes::acting::begin;
use crate::routes::extract::Path;
use crate::routes::govern;
use crate::state::AppState;
use crate::store::counts;

/// Praises.
#[utoipa::path(put, path = PRAISE, tag = "posts", responses((status = 204)))]
pub(super) async fn praise(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PostId>,
) -> Result<StatusCode> {
    set(&state, signed, id, true).await
}

/// Takes praise back.
#[utoipa::path(delete, path = PRAISE, tag = "posts", responses((status = 204)))]
pub(super) async fn unpraise(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PostId>,
) -> Result<StatusCode> {
    set(&state, signed, id, false).await
}

async fn set(state: &AppState, signed: Signed, id: PostId, praised: bool) -> Result<StatusCode> {
    let mut acting = begin(state, signed).await?;
    let post = readable(&mut acting.tx, state, signed, id).await?;
    govern::allow(post.stance, Action::Praise, id)?;
    counts::set_praise(&mut acting.tx, id, signed.person, praised, acting.now).await?;
    acting.commit(state, None).await?;
    Ok(StatusCode::NO_CONTENT)
}
