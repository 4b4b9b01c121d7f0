//! Circles, and a circle's posts.

use axum::extract::State;
use circles_domain::CircleId;
use circles_domain::circle::{Preview, Standing};
use circles_wire::circle::{
    CIRCLE, CIRCLE_POSTS, CIRCLES, CircleResponse, CirclesResponse, PostsQuery, PostsResponse,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::reader;
use super::extract::{Json, Path, Query};
use super::lifecycle;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::posts::Before;
use crate::store::{circles, posts, reading};

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get)).routes(routes!(list_posts))
}

/// Every circle, as the asker sees it.
#[utoipa::path(get, path = CIRCLES, tag = "circles", responses((status = 200, body = CirclesResponse)))]
async fn list(State(state): State<AppState>, signed: Signed) -> Result<Json<CirclesResponse>> {
    let asker = reader(&state, signed).await?;
    let circles = circles::list(state.db.read(), &asker, state.now()).await?;
    Ok(Json(CirclesResponse { circles }))
}

/// One circle, as the asker sees it.
#[utoipa::path(get, path = CIRCLE, tag = "circles", responses((status = 200, body = CircleResponse)))]
async fn get(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CircleId>,
) -> Result<Json<CircleResponse>> {
    let asker = reader(&state, signed).await?;
    let circle = circles::find(state.db.read(), &asker, id, state.now()).await?;
    circle.map(Json).ok_or_else(|| Error::not_found(id))
}

/// A page of posts, newest first. People who are not members get the preview, if the circle has one.
#[utoipa::path(get, path = CIRCLE_POSTS, tag = "circles", params(PostsQuery), responses((status = 200, body = PostsResponse)))]
async fn list_posts(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<CircleId>,
    Query(query): Query<PostsQuery>,
) -> Result<Json<PostsResponse>> {
    let now = state.now();
    let stands =
        reading::stands_lately(&state, signed.person, id).await?.ok_or_else(|| Error::not_found(id))?;
    let (before, limit) = page_of(&query);
    let (before, limit, preview) = match stands.standing(now) {
        Standing::Member | Standing::Muted | Standing::Moderator => (before, limit, false),
        Standing::None if !stands.found => return Err(Error::not_found(id)),
        Standing::None => match stands.preview {
            // A preview is what it is, and nothing behind it.
            Preview::Latest { count } if query.before_id.is_none() => {
                lifecycle::from_outside(&state, id, signed.person).await?;
                (Before::newest(), limit.min(count), true)
            }
            Preview::Pinned if query.before_id.is_none() => {
                lifecycle::from_outside(&state, id, signed.person).await?;
                let posts = posts::list_pinned(state.db.read(), signed.person, id, now).await?;
                return Ok(Json(PostsResponse { posts, more: false }));
            }
            Preview::Nothing | Preview::Pinned | Preview::Latest { .. } => return Err(Error::not_found(id)),
        },
        Standing::Banned => return Err(Error::not_found(id)),
    };
    let posts = posts::list_of_circle(state.db.read(), signed.person, id, before, limit + 1, now).await?;
    Ok(Json(cut(posts, limit, preview)))
}

/// Where a page begins and how long it is.
pub(super) fn page_of(query: &PostsQuery) -> (Before, i64) {
    let before = match (query.before_at, query.before_id) {
        (Some(at), Some(id)) => Before { at, id },
        (Some(at), None) => Before { at, id: circles_domain::PostId(uuid::Uuid::nil()) },
        (None, _) => Before::newest(),
    };
    (before, i64::from(query.limit.unwrap_or(30).clamp(1, 100)))
}

/// Cuts the one post too many that tells whether there are more.
pub(super) fn cut(
    mut posts: Vec<circles_wire::post::PostResponse>,
    limit: i64,
    preview: bool,
) -> PostsResponse {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = posts.len() > limit && !preview;
    posts.truncate(limit);
    PostsResponse { posts, more }
}

#[cfg(test)]
mod tests {
    use circles_domain::Timestamp;

    use super::*;

    #[test]
    fn a_page_without_an_id_begins_before_its_time() {
        let at = Timestamp::from_micros(5);
        let (before, limit) =
            page_of(&PostsQuery { before_at: Some(at), before_id: None, limit: Some(1_000) });
        assert_eq!((before.at, before.id.0, limit), (at, uuid::Uuid::nil(), 100));
        assert_eq!(page_of(&PostsQuery::default()).1, 30);
    }
}
