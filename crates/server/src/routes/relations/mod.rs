//! Friend requests, friendships and blocks.
//!
//! Promises: whoever may not be seen answers like who is not there; whatever is done is told to both sides' devices, but
//! a block and what is ignored to its maker alone.

mod answer;
mod ask;
mod block;

use axum::extract::State;
use axum::http::StatusCode;
use circles_domain::PersonId;
use circles_wire::relation::{FRIENDSHIP, RelationResponse};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::acting::{Acting, begin_guarding};
use super::extract::{Json, Path};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::state::{AppState, Poke};
use crate::store::people::Person;
use crate::store::relations::Terms;
use crate::store::{reading, relations};

/// The routes of this folder.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(ask::ask, answer::withdraw))
        .routes(routes!(answer::answer))
        .routes(routes!(end))
        .routes(routes!(block::block, block::unblock))
}

/// Ends a friendship; twice is once.
#[utoipa::path(delete, path = FRIENDSHIP, tag = "relations", responses((status = 204)))]
async fn end(State(state): State<AppState>, signed: Signed, Path(id): Path<PersonId>) -> Result<StatusCode> {
    let mut acting = begin_guarding(&state, signed).await?;
    visible(&mut acting, id).await?;
    relations::part(&mut acting.tx, signed.person, id, acting.now).await?;
    finish(&state, acting, &[signed.person, id]).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn visible(acting: &mut Acting, id: PersonId) -> Result<Person> {
    let found = reading::person(&mut acting.tx, acting.person.id, id).await?;
    found.ok_or_else(|| Error::not_found(id))
}

/// How `id` stands to who acts, now.
async fn standing(acting: &mut Acting, id: PersonId, terms: Terms) -> Result<Json<RelationResponse>> {
    let found = relations::find(&mut acting.tx, acting.person.id, id, terms, acting.now).await?;
    found.map(Json).ok_or_else(|| Error::not_found(id))
}

/// Commits and wakes both sides.
async fn finish(state: &AppState, acting: Acting, people: &[PersonId]) -> Result<()> {
    acting.commit(state, None).await?;
    for person in people {
        state.poke(Poke::Person(*person));
    }
    Ok(())
}
