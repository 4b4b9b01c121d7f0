//! Asking: the id was minted when the page opened, and is the idempotency key.

use circles_domain::FriendRequestId;
use circles_domain::relation::{MayAsk, check_note};
use circles_wire::ErrorCode;
use circles_wire::canonical::request_hash;
use circles_wire::relation::{FRIEND_REQUEST, FriendRequest, RelationResponse};

use super::{finish, standing, visible};
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::routes::acting::{Acting, begin};
use crate::routes::extract::{Json, Path};
use crate::state::AppState;
use crate::store::changes::Change;
use crate::store::people::Person;
use crate::store::relations::{self, Asking, Held, NewRequest, State, Terms};

/// Asks. The same id with the same body answers how the two stand now; with another body 409 `id_conflict`. Who is asked
/// by the person they ask are friends from then on.
#[utoipa::path(put, path = FRIEND_REQUEST, tag = "relations", responses(
        (status = 200, body = RelationResponse),
        (status = 403, description = "`not_among_those`: they choose who may ask; `forbidden`", body = circles_wire::ErrorBody),
        (status = 404, description = "no such person, or not for this person", body = circles_wire::ErrorBody),
        (status = 409, description = "`not_accepted` lately; `id_conflict`", body = circles_wire::ErrorBody),
        (status = 422, description = "`invalid`, the field `note`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`: the day is full", body = circles_wire::ErrorBody)))]
pub(super) async fn ask(
    axum::extract::State(state): axum::extract::State<AppState>,
    signed: Signed,
    Path(id): Path<FriendRequestId>,
    Json(request): Json<FriendRequest>,
) -> Result<Json<RelationResponse>> {
    let terms = Terms::of(&state.config.limits);
    let request_hash = request_hash(&request)?;
    let note = check_note(&request.note).map_err(|broken| Error::invalid(broken).subject(id))?;
    let mut acting = begin(&state, signed).await?;
    if request.person == signed.person {
        return Err(Error::code(ErrorCode::Forbidden).subject(id));
    }
    let asked = visible(&mut acting, request.person).await?;
    if let Some(held) = relations::find_held(&mut *acting.tx, id).await? {
        return again(&mut acting, &held, request_hash, terms).await;
    }
    let new =
        NewRequest { id, asker: signed.person, asked: asked.id, note, asked_at: acting.now, request_hash };
    if take(&mut acting, &asked, &new, terms).await? {
        let answer = standing(&mut acting, asked.id, terms).await?;
        finish(&state, acting, &[signed.person, asked.id]).await?;
        return Ok(answer);
    }
    standing(&mut acting, asked.id, terms).await
}

/// Keeps a request, if it is needed and may be made; `false` when the two are friends or it waits already.
async fn take(acting: &mut Acting, asked: &Person, new: &NewRequest, terms: Terms) -> Result<bool> {
    let now = acting.now;
    if relations::are_friends(&mut *acting.tx, new.asker, new.asked).await?
        || relations::find_open(&mut *acting.tx, new.asker, new.asked, terms, now).await?.is_some()
    {
        return Ok(false);
    }
    let theirs = relations::find_open(&mut *acting.tx, new.asked, new.asker, terms, now).await?;
    if theirs.is_none() {
        let asking = Asking { asker: &acting.person, asked };
        refuse(relations::may_ask(&mut acting.tx, asking, terms, now).await?, new, now)?;
    }
    relations::insert(&mut acting.tx, new, terms).await?;
    match theirs {
        // Both want it: nobody has to answer.
        Some(theirs) => {
            let mine = relations::find_held(&mut *acting.tx, new.id).await?;
            for held in mine.iter().chain([&theirs]) {
                relations::set_state(&mut acting.tx, held, State::Accepted, now).await?;
            }
            relations::befriend(&mut acting.tx, new.asker, new.asked, now).await?;
        }
        None => {
            acting.note(Change::Relation(new.asker, new.asked)).await?;
            acting.note(Change::Relation(new.asked, new.asker)).await?;
        }
    }
    Ok(true)
}

fn refuse(answer: MayAsk, new: &NewRequest, now: circles_domain::Timestamp) -> Result<()> {
    let error = match answer {
        MayAsk::Yes => return Ok(()),
        MayAsk::NotAmongThose | MayAsk::Unknown => Error::code(ErrorCode::NotAmongThose),
        MayAsk::NotAccepted { again_at } => {
            let wait_s = again_at.seconds_since(now).saturating_add(1);
            Error::code(ErrorCode::NotAccepted).retry_after(wait_s.unsigned_abs())
        }
        MayAsk::DayIsFull => {
            Error::code(ErrorCode::RateLimited).retry_after(now.seconds_of_shanghai_day_left().unsigned_abs())
        }
    };
    Err(error.subject(new.id))
}

async fn again(
    acting: &mut Acting,
    held: &Held,
    request_hash: [u8; 32],
    terms: Terms,
) -> Result<Json<RelationResponse>> {
    if held.asker != acting.person.id {
        return Err(Error::code(ErrorCode::IdConflict).subject(held.id));
    }
    let stored = standing(acting, held.asked, terms).await?;
    if held.request_hash == request_hash {
        Ok(stored)
    } else {
        Err(Error::code(ErrorCode::IdConflict).subject(held.id).stored(&stored.0))
    }
}
