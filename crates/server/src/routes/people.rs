//! Oneself and others.

use axum::extract::State;
use circles_domain::PersonId;
use circles_domain::person::{DisplayName, check_bio};
use circles_wire::circle::{PostsQuery, PostsResponse};
use circles_wire::person::{
    EditMeRequest, ME, MeResponse, PERSON, PersonResponse, STANDINGS, StandingsResponse,
};
use circles_wire::post::PERSON_POSTS;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::{begin, reader};
use super::circles::{cut, page_of};
use super::extract::{Json, Path, Query};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::people::Person;
use crate::store::{govern, members, people, posts, reading};

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(me, edit_me))
        .routes(routes!(standings))
        .routes(routes!(get))
        .routes(routes!(list_posts))
}

/// Oneself.
#[utoipa::path(get, path = ME, tag = "people", responses((status = 200, body = MeResponse)))]
async fn me(State(state): State<AppState>, signed: Signed) -> Result<Json<MeResponse>> {
    Ok(Json(reader(&state, signed).await?.me(state.now())))
}

/// Changes what one says of oneself.
#[utoipa::path(patch, path = ME, tag = "people", responses((status = 200, body = MeResponse)))]
async fn edit_me(
    State(state): State<AppState>,
    signed: Signed,
    Json(request): Json<EditMeRequest>,
) -> Result<Json<MeResponse>> {
    let display_name = request.display_name.as_deref().map(DisplayName::parse).transpose()?;
    let bio = request.bio.as_deref().map(check_bio).transpose()?;
    let mut acting = begin(&state, signed).await?;
    people::edit(&mut acting.tx, signed.person, display_name.as_ref(), bio.as_deref()).await?;
    let me =
        people::find(&mut *acting.tx, signed.person).await?.ok_or_else(|| Error::not_found(signed.person))?;
    let me = me.me(acting.now);
    acting.commit(&state, None).await?;
    Ok(Json(me))
}

/// One's own standings that are not plain membership, with reasons and ends; what was decided about oneself, and what
/// came of what one reported. Answers also who is banned.
#[utoipa::path(get, path = STANDINGS, tag = "people", responses((status = 200, body = StandingsResponse)))]
async fn standings(State(state): State<AppState>, signed: Signed) -> Result<Json<StandingsResponse>> {
    let (now, appeal_s) = (state.now(), state.config.limits.appeal_s);
    let mut db = state.db.read().begin().await?;
    let standings = members::standings(&mut *db, signed.person, now).await?;
    let statements = govern::statements(&mut *db, signed.person, appeal_s, now).await?;
    let reports = govern::of_reporter(&mut *db, signed.person).await?;
    Ok(Json(StandingsResponse { standings, statements, reports }))
}

/// Another person, as far as the asker may see.
#[utoipa::path(get, path = PERSON, tag = "people", responses((status = 200, body = PersonResponse)))]
async fn get(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
) -> Result<Json<PersonResponse>> {
    let (now, db) = (state.now(), state.db.read());
    let person = visible(&state, signed, id).await?;
    let mine = reading::circles_of(db, signed.person, now).await?;
    let mut shared_circles = reading::circles_of(db, id, now).await?;
    shared_circles.retain(|circle| mine.contains(circle));
    let post_count = posts::count_of_person(db, signed.person, id, now).await?;
    let byline = person.byline(now);
    Ok(Json(PersonResponse {
        byline,
        bio: person.bio,
        joined_at: person.created_at,
        shared_circles,
        post_count,
    }))
}

/// A person's posts in circles that the asker is a member of.
#[utoipa::path(get, path = PERSON_POSTS, tag = "people", params(PostsQuery), responses((status = 200, body = PostsResponse)))]
async fn list_posts(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
    Query(query): Query<PostsQuery>,
) -> Result<Json<PostsResponse>> {
    visible(&state, signed, id).await?;
    let (before, limit) = page_of(&query);
    let posts =
        posts::list_of_person(state.db.read(), signed.person, id, before, limit + 1, state.now()).await?;
    Ok(Json(cut(posts, limit, false)))
}

/// A person who has chosen a name, unless one of the two blocks the other.
async fn visible(state: &AppState, signed: Signed, id: PersonId) -> Result<Person> {
    let person = people::find(state.db.read(), id).await?.ok_or_else(|| Error::not_found(id))?;
    let myself = id == signed.person;
    let hidden =
        person.display_name.is_empty() || people::blocked_between(state.db.read(), signed.person, id).await?;
    if hidden && !myself { Err(Error::not_found(id)) } else { Ok(person) }
}
