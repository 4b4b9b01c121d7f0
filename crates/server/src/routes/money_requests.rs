//! Requests of money: ask, decline, withdraw, list. None of it moves any.

use axum::extract::State;
use circles_domain::money_request::NotAsked;
use circles_domain::transfer::check_note;
use circles_domain::{MoneyRequestId, PersonId};
use circles_faults::crash_point;
use circles_wire::ErrorCode;
use circles_wire::money_request::{
    MONEY_REQUEST, MONEY_REQUEST_DECLINE, MONEY_REQUEST_WITHDRAW, MONEY_REQUESTS, MoneyRequestRequest,
    MoneyRequestsResponse,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Json, Path};
use super::paying::count;
use super::transfers::check_amount;
use crate::auth::Signed;
use crate::error::{Error, Result};
use crate::ledger::Terms;
use crate::ledger::money_request::{self, Asked, Ended};
use crate::state::{AppState, Poke};
use crate::store::Write;
use crate::store::changes::{self, Change};

/// The routes of this module.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(ask))
        .routes(routes!(decline))
        .routes(routes!(withdraw))
}

/// The asker's requests of money, either way: all that is open, and the latest of the others.
#[utoipa::path(get, path = MONEY_REQUESTS, tag = "transfers", responses((status = 200, body = MoneyRequestsResponse)),
    security(("token" = [])))]
async fn list(State(state): State<AppState>, signed: Signed) -> Result<Json<MoneyRequestsResponse>> {
    let mut reader = state.db.read().begin().await?;
    let requests = money_request::list(&mut reader, signed.person, state.now()).await?;
    Ok(Json(MoneyRequestsResponse { requests }))
}

/// Asks a friend for money. The same id and body get the same answer.
#[utoipa::path(put, path = MONEY_REQUEST, tag = "transfers", request_body = MoneyRequestRequest, responses(
        (status = 200, description = "the asker's requests as they stand now", body = MoneyRequestsResponse),
        (status = 403, description = "`minor`, `friends_only`, `forbidden`", body = circles_wire::ErrorBody),
        (status = 404, description = "no such person, or not for this one", body = circles_wire::ErrorBody),
        (status = 409, description = "`id_conflict`", body = circles_wire::ErrorBody),
        (status = 422, description = "`invalid`, the field `amount` or `note`", body = circles_wire::ErrorBody),
        (status = 429, description = "`rate_limited`: as many as a day allows", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn ask(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<MoneyRequestId>,
    Json(request): Json<MoneyRequestRequest>,
) -> Result<Json<MoneyRequestsResponse>> {
    let terms = Terms::of(&state.config.limits);
    let amount = check_amount(request.amount, &terms).map_err(|invalid| Error::from(invalid).subject(id))?;
    let note = check_note(&request.note).map_err(|invalid| Error::from(invalid).subject(id))?;
    let mut tx = state.db.write().await?;
    let now = state.now();
    count(&mut tx, &state, (signed.person, "money request"), now).await?;
    let asked = (request.person, amount, note.as_str());
    match money_request::ask(&mut tx, &terms, (signed.person, id), asked, now).await? {
        Asked::Kept { now: false } => answer(&state, tx, signed.person, None).await,
        Asked::Kept { now: true } => answer(&state, tx, signed.person, Some(request.person)).await,
        Asked::Taken => Err(Error::code(ErrorCode::IdConflict).subject(id)),
        Asked::NotThere => Err(Error::code(ErrorCode::NotFound).subject(request.person)),
        Asked::Refused(why) => {
            // What was refused counts as a try.
            tx.commit().await?;
            let error = Error::code(refusal(why)).subject(request.person);
            if why != NotAsked::TooMany {
                return Err(error);
            }
            let wait_s = now.end_of_shanghai_day().seconds_since(now);
            Err(error.retry_after(wait_s.max(1).unsigned_abs()))
        }
    }
}

const fn refusal(why: NotAsked) -> ErrorCode {
    match why {
        NotAsked::Minor => ErrorCode::Minor,
        NotAsked::Forbidden => ErrorCode::Forbidden,
        NotAsked::FriendsOnly => ErrorCode::FriendsOnly,
        NotAsked::TooMany => ErrorCode::RateLimited,
    }
}

/// Who was asked says no. What is over stays as it is.
#[utoipa::path(post, path = MONEY_REQUEST_DECLINE, tag = "transfers", responses(
        (status = 200, description = "the asker's requests as they stand now", body = MoneyRequestsResponse),
        (status = 404, description = "no such request to the asker", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn decline(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<MoneyRequestId>,
) -> Result<Json<MoneyRequestsResponse>> {
    let mut tx = state.db.write().await?;
    let ended = money_request::decline(&mut tx, signed.person, id, state.now()).await?;
    over(&state, tx, signed.person, id, ended).await
}

/// Who asked takes it back. What is over stays as it is.
#[utoipa::path(post, path = MONEY_REQUEST_WITHDRAW, tag = "transfers", responses(
        (status = 200, description = "the asker's requests as they stand now", body = MoneyRequestsResponse),
        (status = 404, description = "no such request of the asker's", body = circles_wire::ErrorBody)),
    security(("token" = [])))]
async fn withdraw(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<MoneyRequestId>,
) -> Result<Json<MoneyRequestsResponse>> {
    let mut tx = state.db.write().await?;
    let ended = money_request::withdraw(&mut tx, signed.person, id, state.now()).await?;
    over(&state, tx, signed.person, id, ended).await
}

async fn over(
    state: &AppState,
    tx: Write,
    person: PersonId,
    id: MoneyRequestId,
    ended: Ended,
) -> Result<Json<MoneyRequestsResponse>> {
    match ended {
        Ended::Now(other) => answer(state, tx, person, Some(other)).await,
        Ended::Before => answer(state, tx, person, None).await,
        Ended::NotThere => Err(Error::not_found(id)),
    }
}

/// How it stands now; when something changed, the devices of both hear of it.
async fn answer(
    state: &AppState,
    mut tx: Write,
    person: PersonId,
    other: Option<PersonId>,
) -> Result<Json<MoneyRequestsResponse>> {
    let now = state.now();
    let told: Vec<PersonId> = other.into_iter().flat_map(|other| [person, other]).collect();
    for one in &told {
        changes::note(&mut tx, Change::Wallet(*one), now).await?;
    }
    let requests = money_request::list(&mut tx, person, now).await?;
    tx.commit().await?;
    crash_point!("server.request.committed", sqlx::Error::WorkerCrashed.into());
    for one in told {
        state.poke(Poke::Person(one));
    }
    Ok(Json(MoneyRequestsResponse { requests }))
}
