//! The circle's lists of people.

use axum::extract::State;
use circles_domain::circle::{PersonList, Role};
use circles_domain::{CircleId, Field, Invalid, PersonId, Rule};
use circles_faults::canary;
use circles_wire::ErrorCode;
use circles_wire::gates::{GATES_LISTED, GatesResponse};

use super::answer;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::administer::decide;
use crate::routes::extract::{Json, Path};
use crate::state::{AppState, Poke};
use crate::store::{gates, people, reading};

type Listed = (CircleId, PersonList, PersonId);

/// Names a person on a list.
#[utoipa::path(put, path = GATES_LISTED, tag = "gates", responses((status = 200, body = GatesResponse)))]
pub(super) async fn put(
    State(state): State<AppState>,
    signed: Signed,
    Path(listed): Path<Listed>,
) -> Result<Json<GatesResponse>> {
    set(&state, signed, listed, true).await
}

/// Takes a person off a list.
#[utoipa::path(delete, path = GATES_LISTED, tag = "gates", responses((status = 200, body = GatesResponse)))]
pub(super) async fn delete(
    State(state): State<AppState>,
    signed: Signed,
    Path(listed): Path<Listed>,
) -> Result<Json<GatesResponse>> {
    set(&state, signed, listed, false).await
}

async fn set(state: &AppState, signed: Signed, listed: Listed, on: bool) -> Result<Json<GatesResponse>> {
    let (id, list, person) = listed;
    let mut acting = decide(state, signed, id).await?;
    // As whoever keeps order sees them: a block would else shield from the list, and tell of itself. Who never chose a
    // name, or is gone, is not there; off a list they come all the same.
    let there = people::find(&mut *acting.tx, person).await?;
    if there.is_none_or(|there| on && there.display_name.is_empty()) {
        return Err(Error::not_found(person));
    }
    // Whoever runs the circle is not shut out of it by the back door.
    let stands = reading::stands(&mut *acting.tx, person, id, acting.now).await?;
    let runs = |stands: reading::Stands| stands.role() >= Role::Admin && !canary!("keepers_are_denied");
    if on && list == PersonList::Deny && stands.is_some_and(runs) {
        return Err(Error::code(ErrorCode::Forbidden).subject(person));
    }
    if !gates::set_listed(&mut acting.tx, listed, on, signed.person, acting.now).await? {
        return Err(Error::invalid(Invalid::new(Field::Gate, Rule::TooMany)).subject(id));
    }
    let answer = answer(&mut acting.tx, signed.person, id, acting.now).await?;
    acting.commit(state, None).await?;
    state.poke(Poke::Person(person));
    Ok(answer)
}
