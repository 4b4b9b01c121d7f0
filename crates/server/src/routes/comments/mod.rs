//! Comments under a post: read, written, edited, deleted.

mod change;
mod write;

pub(super) use write::may_comment;

use axum::extract::State;
use circles_domain::{CommentId, PostId, Timestamp};
use circles_wire::comment::{CommentResponse, CommentsQuery, CommentsResponse, POST_COMMENTS};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::Acting;
use super::extract::{Json, Path, Query};
use super::lifecycle;
use super::posts::readable;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::comments;

const PAGE: usize = 100;

/// The routes of this folder.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(write::write, change::delete))
        .routes(routes!(change::edit))
}

/// Comments of a post, oldest first.
#[utoipa::path(get, path = POST_COMMENTS, tag = "comments", params(CommentsQuery), responses((status = 200, body = CommentsResponse)))]
async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PostId>,
    Query(query): Query<CommentsQuery>,
) -> Result<Json<CommentsResponse>> {
    let mut db = state.db.read().begin().await?;
    let post = readable(&mut db, &state, signed, id).await?;
    lifecycle::beside(&mut db, &state, post, signed.person).await?;
    let after = match (query.after_at, query.after_id) {
        (Some(at), Some(id)) => (at, id),
        (Some(at), None) => (at, CommentId(uuid::Uuid::max())),
        (None, _) => (Timestamp::from_micros(i64::MIN), CommentId(uuid::Uuid::nil())),
    };
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut comments = comments::list(&mut *db, signed.person, id, after, most, state.now()).await?;
    let more = comments.len() > PAGE;
    comments.truncate(PAGE);
    Ok(Json(CommentsResponse { comments, more }))
}

async fn find(acting: &mut Acting, id: CommentId) -> Result<Json<CommentResponse>> {
    let comment = comments::find(&mut *acting.tx, acting.person.id, id, acting.now).await?;
    comment.map(Json).ok_or_else(|| Error::not_found(id))
}
