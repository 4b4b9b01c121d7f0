//! Counts of many posts at once, and views.

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::{Field, Invalid, Rule};
use circles_wire::post::{COUNTS, CountsResponse, PostIdsRequest, VIEWS};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::begin;
use super::extract::Json;
use crate::auth::Signed;
use crate::error::Result;
use crate::state::AppState;
use crate::store::{counts, posts};

/// Most posts of one request.
const MOST: usize = 100;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(view))
}

fn check(request: &PostIdsRequest) -> Result<()> {
    if request.posts.len() > MOST { Err(Invalid::new(Field::Query, Rule::TooMany).into()) } else { Ok(()) }
}

/// Counts of those posts that the asker may read; the others are left out.
#[utoipa::path(post, path = COUNTS, tag = "posts", responses((status = 200, body = CountsResponse)))]
async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Json(request): Json<PostIdsRequest>,
) -> Result<Json<CountsResponse>> {
    check(&request)?;
    let posts = counts::find(state.db.read(), signed.person, &request.posts, state.now()).await?;
    Ok(Json(CountsResponse { posts }))
}

/// Posts that were on screen; each person counts once a post.
#[utoipa::path(post, path = VIEWS, tag = "posts", responses((status = 204)))]
async fn view(
    State(state): State<AppState>,
    signed: Signed,
    Json(request): Json<PostIdsRequest>,
) -> Result<StatusCode> {
    check(&request)?;
    let mut acting = begin(&state, signed).await?;
    for post in posts::find_readable(&mut *acting.tx, signed.person, &request.posts, acting.now).await? {
        counts::view(&mut acting.tx, post.id, signed.person).await?;
    }
    acting.commit(&state, None).await?;
    Ok(StatusCode::NO_CONTENT)
}
