//! Answering a request, and taking one's own back.

use axum::http::StatusCode;
use circles_domain::FriendRequestId;
use circles_wire::ErrorCode;
use circles_wire::relation::{
    Answer, AnswerRequest, FRIEND_REQUEST, FRIEND_REQUEST_ANSWER, RelationResponse,
};

use super::{finish, standing, visible};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::{Acting, begin, begin_guarding};
use crate::routes::extract::{Json, Path};
use crate::state::AppState;
use crate::store::relations::{self, Held, State, Terms};

/// Accepts, refuses or ignores; twice is once. 409 `stale` when it has another answer, was withdrawn or ran out.
#[utoipa::path(put, path = FRIEND_REQUEST_ANSWER, tag = "relations", responses(
        (status = 200, body = RelationResponse),
        (status = 404, description = "no such request to this person", body = circles_wire::ErrorBody),
        (status = 409, description = "`stale`", body = circles_wire::ErrorBody)))]
pub(super) async fn answer(
    axum::extract::State(state): axum::extract::State<AppState>,
    signed: Signed,
    Path(id): Path<FriendRequestId>,
    Json(request): Json<AnswerRequest>,
) -> Result<Json<RelationResponse>> {
    let terms = Terms::of(&state.config.limits);
    let mut acting = match request.answer {
        Answer::Accept => begin(&state, signed).await?,
        Answer::Refuse | Answer::Ignore => begin_guarding(&state, signed).await?,
    };
    let held = find(&mut acting, id, |held| (held.asked, held.asker)).await?;
    let (wanted, woken) = match request.answer {
        Answer::Accept => (State::Accepted, vec![held.asked, held.asker]),
        Answer::Refuse => (State::Refused, vec![held.asked, held.asker]),
        Answer::Ignore => (State::Ignored, vec![held.asked]),
    };
    if held.state == wanted {
        return standing(&mut acting, held.asker, terms).await;
    }
    if !held.is_open(terms, acting.now) {
        return Err(Error::code(ErrorCode::Stale).subject(id));
    }
    relations::set_state(&mut acting.tx, &held, wanted, acting.now).await?;
    if wanted == State::Accepted {
        relations::befriend(&mut acting.tx, held.asked, held.asker, acting.now).await?;
    }
    let answer = standing(&mut acting, held.asker, terms).await?;
    finish(&state, acting, &woken).await?;
    Ok(answer)
}

/// Takes one's own request back; twice is once. 409 `stale` when it was accepted meanwhile.
#[utoipa::path(delete, path = FRIEND_REQUEST, tag = "relations", responses(
        (status = 204),
        (status = 404, description = "no such request of this person", body = circles_wire::ErrorBody),
        (status = 409, description = "`stale`", body = circles_wire::ErrorBody)))]
pub(super) async fn withdraw(
    axum::extract::State(state): axum::extract::State<AppState>,
    signed: Signed,
    Path(id): Path<FriendRequestId>,
) -> Result<StatusCode> {
    let terms = Terms::of(&state.config.limits);
    let mut acting = begin_guarding(&state, signed).await?;
    let held = find(&mut acting, id, |held| (held.asker, held.asked)).await?;
    if held.state == State::Accepted {
        return Err(Error::code(ErrorCode::Stale).subject(id));
    }
    if held.is_open(terms, acting.now) {
        relations::set_state(&mut acting.tx, &held, State::Withdrawn, acting.now).await?;
        finish(&state, acting, &[held.asker, held.asked]).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The request, when its `sides` (one's own, the other's) are who acts and somebody whom they see.
async fn find(
    acting: &mut Acting,
    id: FriendRequestId,
    sides: impl Fn(&Held) -> (circles_domain::PersonId, circles_domain::PersonId) + Send,
) -> Result<Held> {
    let missing = || Error::not_found(id);
    let held = relations::find_held(&mut *acting.tx, id).await?.ok_or_else(missing)?;
    let (own, other) = sides(&held);
    if own != acting.person.id {
        return Err(missing());
    }
    visible(acting, other).await.map_err(|_| missing())?;
    Ok(held)
}
