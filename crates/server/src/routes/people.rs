//! Oneself and others.

use axum::extract::State;
use circles_domain::PersonId;
use circles_domain::person::{DisplayName, check_bio};
use circles_wire::circle::{PostsQuery, PostsResponse};
use circles_wire::person::{
    AVATAR, AvatarRequest, EditMeRequest, ME, MeResponse, PERSON, PersonResponse, STANDINGS,
    StandingsResponse,
};
use circles_wire::post::PERSON_POSTS;
use sqlx::SqliteConnection;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::{Acting, begin, reader};
use super::circles::{cut, page_of};
use super::extract::{Json, Path, Query};
use super::visible::{in_order, know, level_of, visible};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::{AppState, Poke};
use crate::store::changes::Change;
use crate::store::{govern, members, people, posts, reading, uploads};

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(me, edit_me))
        .routes(routes!(set_avatar, remove_avatar))
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
    let chosen = (request.who_may_ask, request.tips_off, request.transfers_from_others);
    let changed =
        people::edit(&mut acting.tx, signed.person, display_name.as_ref(), bio.as_deref(), chosen).await?;
    told(&state, acting, changed).await.map(Json)
}

/// Chooses one's picture.
#[utoipa::path(put, path = AVATAR, tag = "people", responses((status = 200, body = MeResponse)))]
async fn set_avatar(
    State(state): State<AppState>,
    signed: Signed,
    Json(request): Json<AvatarRequest>,
) -> Result<Json<MeResponse>> {
    let mut acting = begin(&state, signed).await?;
    uploads::check_picture(&mut acting.tx, signed.person, request.attachment).await?;
    let changed = people::set_avatar(&mut acting.tx, signed.person, Some(request.attachment)).await?;
    told(&state, acting, changed).await.map(Json)
}

/// Goes without a picture; twice is once.
#[utoipa::path(delete, path = AVATAR, tag = "people", responses((status = 200, body = MeResponse)))]
async fn remove_avatar(State(state): State<AppState>, signed: Signed) -> Result<Json<MeResponse>> {
    let mut acting = begin(&state, signed).await?;
    let changed = people::set_avatar(&mut acting.tx, signed.person, None).await?;
    told(&state, acting, changed).await.map(Json)
}

/// Commits a change of one's own profile, and tells it to whoever may hold one's words.
async fn told(state: &AppState, mut acting: Acting, changed: bool) -> Result<MeResponse> {
    let (id, now) = (acting.person.id, acting.now);
    let me = people::find(&mut *acting.tx, id).await?.ok_or_else(|| Error::not_found(id))?.me(now);
    if !changed {
        return Ok(me);
    }
    let circles = reading::circles_of(&mut *acting.tx, id, now).await?;
    acting.note(Change::Person(id)).await?;
    acting.commit(state, Some(Change::Person(id))).await?;
    for circle in circles {
        state.poke(Poke::Circle(circle));
    }
    Ok(me)
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
    let mut db = state.db.read().begin().await?;
    let Some(person) = reading::person(&mut db, signed.person, id).await? else {
        return moderated(&state, &mut db, signed, id).await.map(Json);
    };
    let level = level_of(&state, &mut db, signed.person, id).await?;
    let known = know(&state, &mut db, signed.person, person, level).await?;
    Ok(Json(visible(level, known, state.now())))
}

/// Whom only a block hides, for who keeps order in a circle of theirs.
async fn moderated(
    state: &AppState,
    db: &mut SqliteConnection,
    signed: Signed,
    id: PersonId,
) -> Result<PersonResponse> {
    let kept = reading::kept_circles_of(&mut *db, signed.person, id).await?;
    let person = people::find(&mut *db, id).await?.filter(|person| !person.display_name.is_empty());
    let person = person.filter(|_| !kept.is_empty()).ok_or_else(|| Error::not_found(id))?;
    let (asker, now) = (signed.person, state.now());
    let count = posts::count_of_person(&mut *db, asker, id, now).await?;
    Ok(in_order(&person, kept, count, now))
}

/// A person's posts in circles that the asker is a member of; of whom a block hides, in those that the asker keeps.
#[utoipa::path(get, path = PERSON_POSTS, tag = "people", params(PostsQuery), responses((status = 200, body = PostsResponse)))]
async fn list_posts(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
    Query(query): Query<PostsQuery>,
) -> Result<Json<PostsResponse>> {
    let mut db = state.db.read().begin().await?;
    if reading::person(&mut db, signed.person, id).await?.is_none()
        && reading::kept_circles_of(&mut *db, signed.person, id).await?.is_empty()
    {
        return Err(Error::not_found(id));
    }
    let (before, limit) = page_of(&query);
    let posts = posts::list_of_person(&mut *db, signed.person, id, before, limit + 1, state.now()).await?;
    Ok(Json(cut(posts, limit, false)))
}
