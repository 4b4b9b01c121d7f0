//! Oneself and others.

use axum::extract::State;
use circles_domain::PersonId;
use circles_domain::person::{DisplayName, check_bio};
use circles_domain::relation::MayAsk;
use circles_wire::ErrorCode;
use circles_wire::circle::{PostsQuery, PostsResponse};
use circles_wire::person::{
    EditMeRequest, ME, MeResponse, PERSON, PersonResponse, STANDINGS, StandingsResponse,
};
use circles_wire::post::PERSON_POSTS;
use circles_wire::relation::Relation;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::{Acting, begin, reader};
use super::circles::{cut, page_of};
use super::extract::{Json, Path, Query};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::{AppState, Poke};
use crate::store::changes::Change;
use crate::store::{members, people, posts, reading, relations};

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
    let who_may_ask = request.who_may_ask;
    let changed =
        people::edit(&mut acting.tx, signed.person, display_name.as_ref(), bio.as_deref(), who_may_ask)
            .await?;
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

/// One's own standings that are not plain membership, with reasons and ends.
#[utoipa::path(get, path = STANDINGS, tag = "people", responses((status = 200, body = StandingsResponse)))]
async fn standings(State(state): State<AppState>, signed: Signed) -> Result<Json<StandingsResponse>> {
    let standings = members::standings(state.db.read(), signed.person, state.now()).await?;
    Ok(Json(StandingsResponse { standings }))
}

/// Another person, as far as the asker may see.
#[utoipa::path(get, path = PERSON, tag = "people", responses((status = 200, body = PersonResponse)))]
async fn get(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PersonId>,
) -> Result<Json<PersonResponse>> {
    let (now, terms) = (state.now(), relations::Terms::of(&state.config.limits));
    let mut db = state.db.read().begin().await?;
    let missing = || Error::not_found(id);
    let person = reading::person(&mut db, signed.person, id).await?.ok_or_else(missing)?;
    let mine = reading::circles_of(&mut *db, signed.person, now).await?;
    let mut shared_circles = reading::circles_of(&mut *db, id, now).await?;
    shared_circles.retain(|circle| mine.contains(circle));
    let post_count = posts::count_of_person(&mut *db, signed.person, id, now).await?;
    let (relation, may_ask) = if id == signed.person {
        (Relation::None, MayAsk::NotAmongThose)
    } else {
        let asker = people::find(&mut *db, signed.person)
            .await?
            .ok_or_else(|| Error::code(ErrorCode::SessionRevoked))?;
        let asking = relations::Asking { asker: &asker, asked: &person };
        let may_ask = relations::may_ask(&mut db, asking, terms, now).await?;
        let found = relations::find(&mut db, signed.person, id, terms, now).await?;
        (found.map_or(Relation::None, |found| found.relation), may_ask)
    };
    let byline = person.byline(now);
    Ok(Json(PersonResponse {
        byline,
        bio: person.bio,
        joined_at: person.created_at,
        shared_circles,
        post_count,
        relation,
        may_ask,
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
    let mut db = state.db.read().begin().await?;
    reading::person(&mut db, signed.person, id).await?.ok_or_else(|| Error::not_found(id))?;
    let (before, limit) = page_of(&query);
    let posts = posts::list_of_person(&mut *db, signed.person, id, before, limit + 1, state.now()).await?;
    Ok(Json(cut(posts, limit, false)))
}
