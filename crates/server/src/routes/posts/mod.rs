//! Posts: read, published, edited, deleted, praised; one file a verb.

mod delete;
mod edit;
mod praise;
mod publish;

use axum::extract::State;
use circles_domain::PostId;
use circles_domain::circle::Standing;
use circles_wire::post::{POST, PostResponse};
use sqlx::SqliteConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Json, Path};
use super::lifecycle;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::reading::ReadablePost;
use crate::store::{posts, reading};

/// The routes of this folder.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get, publish::publish, delete::delete))
        .routes(routes!(edit::edit))
        .routes(routes!(praise::praise, praise::unpraise))
}

/// One post.
#[utoipa::path(get, path = POST, tag = "posts", responses((status = 200, body = PostResponse)))]
async fn get(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PostId>,
) -> Result<Json<PostResponse>> {
    let now = state.now();
    let mut db = state.db.read().begin().await?;
    let seen = readable(&mut db, &state, signed, id).await?;
    if seen.standing == Standing::None {
        // Whoever has to be counted waits for the writer: no reader is kept from others meanwhile.
        drop(db);
        lifecycle::from_outside(&state, seen.circle, signed.person).await?;
        db = state.db.read().begin().await?;
        readable(&mut db, &state, signed, id).await?;
    }
    let post = posts::find(&mut *db, signed.person, id, now).await?;
    post.map(Json).ok_or_else(|| Error::not_found(id))
}

/// The post, when the asker may read it; else 404.
pub(super) async fn readable(
    db: &mut SqliteConnection,
    state: &AppState,
    signed: Signed,
    id: PostId,
) -> Result<ReadablePost> {
    reading::post(db, signed.person, id, state.now()).await?.ok_or_else(|| Error::not_found(id))
}
